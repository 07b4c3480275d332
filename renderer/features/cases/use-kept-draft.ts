/** Keeps what is written of a case and not saved, while it is written and before its customer is left. */
import { useEffect } from 'react';
import { keepBeforeLeaving } from '../../leaving.ts';
import { keepDraft } from './store.ts';
import type { Cases } from './store.ts';

/** Ms of rest before it is kept. */
const REST = 2_000;

export function useKeptDraft(cases: Cases, mayWrite: boolean): void {
  useEffect(() => {
    if (!mayWrite) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = (): Promise<void> => {
      clearTimeout(timer);
      return keepDraft(cases);
    };
    const stop = cases.subscribe(({ open, busy }, before) => {
      if (open?.draft === before.open?.draft && busy === before.busy) return;
      clearTimeout(timer);
      timer = setTimeout(() => void keep(), REST);
    });
    const forget = keepBeforeLeaving(keep);
    // Another window, the switcher say, may be what ends this page.
    const onBlur = (): void => void keep();
    window.addEventListener('blur', onBlur);
    return () => {
      stop();
      forget();
      clearTimeout(timer);
      window.removeEventListener('blur', onBlur);
    };
  }, [cases, mayWrite]);
}
