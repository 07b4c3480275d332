/**
 * Undo and redo of the view: the last hundred steps, each kept as what it changed, in columns: 25 bytes and an id a place.
 * A layout of 10,000 nodes is then a third of a megabyte, not a copy of the canvas.
 */
import type { RecordId } from '../../shared/graph/ids.ts';
import { changedPlaces, placesFrom } from './places.ts';
import type { CanvasState, Place } from './state.ts';
import { EMPTY_CANVAS } from './state.ts';

const STEPS = 100;
/** Places that all steps together may have changed; beyond, the oldest steps are forgotten. */
const PLACES = 2_000_000;

/** What turns the state after a step into the one before it, or back. */
interface Patch {
  /** What a person calls the step: "hide 12". */
  readonly said: string;
  readonly ids: readonly RecordId[];
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly flags: Uint8Array;
  readonly rest: Omit<CanvasState, 'places'>;
}
const THERE = 1;
const PINNED = 2;
const HIDDEN = 4;

export interface History {
  readonly past: readonly Patch[];
  readonly now: CanvasState;
  readonly future: readonly Patch[];
}

export const startHistory = (now: CanvasState = EMPTY_CANVAS): History => ({ past: [], now, future: [] });

/** The same state again is no step. */
export function step(history: History, next: CanvasState, said = ''): History {
  if (next === history.now) return history;
  return { past: trimmed([...history.past, patch(history.now, next, said)]), now: next, future: [] };
}

export function undo(history: History): History {
  const { past, now, future } = history;
  const last = past.at(-1);
  if (!last) return history;
  const before = applied(now, last);
  return { past: past.slice(0, -1), now: before, future: [inverse(now, last), ...future] };
}

export function redo(history: History): History {
  const { past, now, future } = history;
  const [next, ...later] = future;
  if (!next) return history;
  return { past: [...past, inverse(now, next)], now: applied(now, next), future: later };
}

function trimmed(past: readonly Patch[]): readonly Patch[] {
  let first = Math.max(0, past.length - STEPS);
  let places = past.slice(first).reduce((sum, { ids }) => sum + ids.length, 0);
  // The last step can always be undone.
  for (; places > PLACES && first < past.length - 1; first++) places -= past[first]!.ids.length;
  return past.slice(first);
}

const patch = (before: CanvasState, after: CanvasState, said: string): Patch =>
  columns(before, [...changedPlaces(before.places, after.places)], said);

/** The places of `ids` as `state` has them. */
function columns(state: CanvasState, ids: readonly RecordId[], said: string): Patch {
  const { places, ...rest } = state;
  const [x, y, flags] = [new Float64Array(ids.length), new Float64Array(ids.length), new Uint8Array(ids.length)];
  ids.forEach((id, at) => {
    const place = places.get(id);
    if (!place) return;
    x[at] = place.x;
    y[at] = place.y;
    flags[at] = THERE | (place.pinned ? PINNED : 0) | (place.hidden ? HIDDEN : 0);
  });
  return { said, ids, x, y, flags, rest };
}

const inverse = (state: CanvasState, { ids, said }: Patch): Patch => columns(state, ids, said);

function applied(state: CanvasState, { ids, x, y, flags, rest }: Patch): CanvasState {
  if (ids.length === 0) return { ...rest, places: state.places };
  const places = new Map<RecordId, Place>(state.places);
  ids.forEach((id, at) => {
    const flag = flags[at]!;
    if (flag & THERE) places.set(id, { x: x[at]!, y: y[at]!, pinned: (flag & PINNED) > 0, hidden: (flag & HIDDEN) > 0 });
    else places.delete(id);
  });
  return { ...rest, places: placesFrom(state.places, places, ids) };
}
