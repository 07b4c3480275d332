/** The verbs of the canvas as pure steps: each takes a state and gives the next one, or the same when nothing changes. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import { LIMITS } from '../../shared/limits.ts';
import { placesFrom } from './places.ts';
import { freePlaces } from './ring.ts';
import type { CanvasState, Place, Point } from './state.ts';

export interface Added {
  readonly state: CanvasState;
  readonly added: readonly RecordId[];
  /** Not drawn, because the canvas is full. */
  readonly left: number;
}

/**
 * Puts new records around `near`, in the order given, as far as the canvas has room; nothing else moves. A hidden one shows
 * again. Where there is no room, hidden ones that nobody pinned are forgotten, oldest first.
 */
export function add(state: CanvasState, ids: readonly RecordId[], near: Point): Added {
  const unique = new Set(ids);
  const fresh = [...unique].filter((id) => !state.places.has(id));
  const hidden = [...unique].filter((id) => state.places.get(id)?.hidden);
  const room = Math.max(0, LIMITS.canvasStop - state.places.size);
  const spare = fresh.length > room ? forgettable(state, unique) : [];
  const added = fresh.slice(0, room + spare.length);
  if (added.length + hidden.length === 0) return { state, added, left: fresh.length };
  const places = new Map(state.places);
  const forgotten = spare.slice(0, Math.max(0, added.length - room));
  for (const id of forgotten) places.delete(id);
  for (const id of hidden) places.set(id, { ...places.get(id)!, hidden: false });
  const spots = freePlaces(near, added.length, places.values());
  added.forEach((id, index) => places.set(id, { ...spots[index]!, pinned: false, hidden: false }));
  const all = placesFrom(state.places, places, [...forgotten, ...hidden, ...added]);
  return { state: { ...state, places: all }, added, left: fresh.length - added.length };
}

/** Hidden ones that nobody pinned, oldest first. */
const forgettable = (state: CanvasState, but: ReadonlySet<RecordId>): readonly RecordId[] =>
  [...state.places].filter(([id, place]) => place.hidden && !place.pinned && !but.has(id)).map(([id]) => id);

export const setRest = (state: CanvasState, id: RecordId, rest: number): CanvasState =>
  (state.rest.get(id) ?? 0) === rest ? state : { ...state, rest: new Map(state.rest).set(id, rest) };

function change(state: CanvasState, ids: Iterable<RecordId>, next: (place: Place) => Place): CanvasState {
  const places = new Map(state.places);
  const changed: RecordId[] = [];
  for (const id of ids) {
    const place = places.get(id);
    const then = place && next(place);
    if (!then || then === place) continue;
    places.set(id, then);
    changed.push(id);
  }
  return changed.length > 0 ? { ...state, places: placesFrom(state.places, places, changed) } : state;
}

/** Pins all of them, or, when all are pinned already, lets all go. */
export function togglePinned(state: CanvasState, ids: readonly RecordId[]): CanvasState {
  const pinned = !ids.every((id) => state.places.get(id)?.pinned ?? true);
  return change(state, ids, (place) => (place.pinned === pinned ? place : { ...place, pinned }));
}

export const hide = (state: CanvasState, ids: Iterable<RecordId>): CanvasState =>
  change(state, ids, (place) => (place.hidden ? place : { ...place, hidden: true }));

export const showHidden = (state: CanvasState): CanvasState =>
  change(state, state.places.keys(), (place) => (place.hidden ? { ...place, hidden: false } : place));

/** Somebody's own hand moves pinned nodes too. */
export function move(state: CanvasState, to: ReadonlyMap<RecordId, Point>): CanvasState {
  if (to.size === 0) return state;
  const places = new Map(state.places);
  for (const [id, { x, y }] of to) {
    const place = places.get(id);
    if (place) places.set(id, { x, y, pinned: place.pinned, hidden: place.hidden });
  }
  return { ...state, places: placesFrom(state.places, places, [...to.keys()]) };
}

/**
 * A layout moves what is neither pinned nor hidden, and stands where it stood when the layout began: what a hand has moved
 * meanwhile stays there, and what came meanwhile is not in `to`.
 */
export function arrange(state: CanvasState, to: ReadonlyMap<RecordId, Point>, began: CanvasState = state): CanvasState {
  const free = (id: RecordId): boolean => {
    const [place, then] = [state.places.get(id), began.places.get(id)];
    return place !== undefined && then !== undefined && !place.pinned && !place.hidden && place.x === then.x && place.y === then.y;
  };
  return move(state, new Map([...to].filter(([id]) => free(id))));
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

export const toggleFolded = (state: CanvasState, id: RecordId): CanvasState => ({ ...state, folded: toggled(state.folded, id) });

export const toggleMerged = (state: CanvasState, kind: NodeKind): CanvasState => ({ ...state, merged: toggled(state.merged, kind) });

export const toggleOff = (state: CanvasState, kind: NodeKind): CanvasState => ({ ...state, off: toggled(state.off, kind) });

/** Counted once for each state: many ask. */
const tallies = new WeakMap<CanvasState['places'], { readonly hidden: number; readonly pinned: number }>();
function tallyOf({ places }: CanvasState): { readonly hidden: number; readonly pinned: number } {
  const known = tallies.get(places);
  if (known) return known;
  let [hidden, pinned] = [0, 0];
  for (const place of places.values()) {
    if (place.hidden) hidden++;
    else if (place.pinned) pinned++;
  }
  const tally = { hidden, pinned };
  tallies.set(places, tally);
  return tally;
}

export const hiddenCount = (state: CanvasState): number => tallyOf(state).hidden;

export const drawnCount = (state: CanvasState): number => state.places.size - hiddenCount(state);

export const pinnedCount = (state: CanvasState): number => tallyOf(state).pinned;
