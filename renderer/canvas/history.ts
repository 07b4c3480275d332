/** Undo and redo of the view: the last hundred steps. */
import type { CanvasState } from './state.ts';
import { EMPTY_CANVAS } from './state.ts';

const STEPS = 100;

export interface History {
  readonly past: readonly CanvasState[];
  readonly now: CanvasState;
  readonly future: readonly CanvasState[];
}

export const startHistory = (now: CanvasState = EMPTY_CANVAS): History => ({ past: [], now, future: [] });

/** The same state again is no step. */
export function step(history: History, next: CanvasState): History {
  if (next === history.now) return history;
  return { past: [...history.past, history.now].slice(-STEPS), now: next, future: [] };
}

export function undo(history: History): History {
  const before = history.past.at(-1);
  return before ? { past: history.past.slice(0, -1), now: before, future: [history.now, ...history.future] } : history;
}

export function redo(history: History): History {
  const [after, ...future] = history.future;
  return after ? { past: [...history.past, history.now], now: after, future } : history;
}
