/** Past questions, one key apart: Ctrl+↑ goes back, Ctrl+↓ forth, until what was being written is there again. They lie in the customer's own notebook. */
import { useRef } from 'react';
import { act } from '../../api.ts';
import { report } from '../../messages.ts';

interface Walk {
  /** Newest first. */
  readonly past: readonly string[];
  /** What was being written when the walk began. */
  readonly draft: string;
  /** -1 is the draft. */
  at: number;
  /** What the walk has put into the bar: something else there ends it. */
  shown: string;
}

/** `put` shows a question. */
export function usePast(put: (text: string) => void): (text: string, back: boolean) => Promise<void> {
  const walk = useRef<Walk | null>(null);
  const going = useRef(false);
  return async (text, back) => {
    if (going.current) return;
    if (walk.current?.shown !== text) walk.current = null;
    if (!walk.current) {
      if (!back) return;
      going.current = true;
      const read = await act('history.list', {});
      going.current = false;
      if (!read.ok) return report(Promise.resolve(read));
      const past = read.value.queries.map((query) => query.text).filter((query) => query !== text.trim());
      walk.current = { past, draft: text, at: -1, shown: text };
    }
    const now = walk.current;
    now.at = Math.min(now.past.length - 1, Math.max(-1, now.at + (back ? 1 : -1)));
    now.shown = now.past[now.at] ?? now.draft;
    put(now.shown);
  };
}
