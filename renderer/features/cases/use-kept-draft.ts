/** Keeps what is written of a case and not saved: while it is written, before its customer is left, and when its page gives way. */
import { useEffect } from 'react';
import { keepBeforeLeaving } from '../../leaving.ts';
import { keepDrafts } from './keep-drafts.ts';
import type { Cases } from './store.ts';

export function useKeptDraft(cases: Cases, mayWrite: boolean): void {
  useEffect(() => {
    if (!mayWrite) return;
    const { keepNow, end } = keepDrafts(cases);
    const forget = keepBeforeLeaving(keepNow);
    // Another window, the switcher say, may be what ends this page.
    const onBlur = (): void => void keepNow();
    window.addEventListener('blur', onBlur);
    return () => {
      end();
      forget();
      window.removeEventListener('blur', onBlur);
    };
  }, [cases, mayWrite]);
}
