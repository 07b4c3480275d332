/** Keeps what is written of a case and not saved while it is written; the end of that keeps the last of it. */
import { epochNow } from '../../api.ts';
import { keepDraft } from './store.ts';
import type { Cases } from './store.ts';

/** Ms of rest before it is kept, and the longest that it waits for one. */
const REST = 2_000;
const LONGEST = 5_000;

export function keepDrafts(cases: Cases): { readonly keepNow: () => Promise<boolean>; readonly end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Since when something waits to be kept. */
  let since: number | null = null;
  const epoch = epochNow();
  const keepNow = (): Promise<boolean> => {
    clearTimeout(timer);
    since = null;
    return keepDraft(cases);
  };
  const stop = cases.subscribe(({ open, busy }, before) => {
    if (open?.draft === before.open?.draft && busy === before.busy) return;
    clearTimeout(timer);
    since ??= Date.now();
    timer = setTimeout(() => void keepNow(), Math.min(REST, since + LONGEST - Date.now()));
  });
  return {
    keepNow,
    end: () => {
      stop();
      clearTimeout(timer);
      // Of another customer's or nobody's page nothing is kept.
      if (epochNow() === epoch) void keepNow();
    },
  };
}
