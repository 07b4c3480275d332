/** What a step changed of the places: remembered, so that who follows step by step need not compare all of them. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { CanvasState } from './state.ts';

type Places = CanvasState['places'];

interface Made {
  /** Held weakly: places remember no past. */
  readonly from: WeakRef<Places>;
  readonly ids: readonly RecordId[];
}

const made = new WeakMap<Places, Made>();

/** Says that `to` was made from `from` by changing no others than these. */
export function placesFrom(from: Places, to: Places, ids: readonly RecordId[]): Places {
  made.set(to, { from: new WeakRef(from), ids });
  return to;
}

/** Ids of all places that came, went or are others now; there may be some among them that are as they were. */
export function changedPlaces(before: Places, after: Places): Iterable<RecordId> {
  if (before === after) return [];
  const { from, ids } = made.get(after) ?? {};
  return ids && from?.deref() === before ? ids : compared(before, after);
}

function* compared(before: Places, after: Places): Generator<RecordId> {
  for (const [id, place] of after) if (before.get(id) !== place) yield id;
  for (const id of before.keys()) if (!after.has(id)) yield id;
}
