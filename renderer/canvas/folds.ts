/** Folding: leaves that only a folded node reaches; a pinned one stays. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { Known } from './known.ts';
import { shownOf } from './shown.ts';
import type { CanvasState } from './state.ts';

export interface Folds {
  readonly leaves: ReadonlySet<RecordId>;
  /** How many each folded node holds. */
  readonly counts: ReadonlyMap<RecordId, number>;
}

export const NO_FOLDS: Folds = { leaves: new Set(), counts: new Map() };

export function foldsOf(state: CanvasState, known: Known): Folds {
  if (state.folded.size === 0) return NO_FOLDS;
  const leaves = new Set<RecordId>();
  const counts = new Map<RecordId, number>();
  for (const id of state.folded) {
    if (!shownOf(state, known, id)) continue;
    const own = leavesOf(state, known, id);
    for (const leaf of own) leaves.add(leaf);
    counts.set(id, own.length);
  }
  return { leaves, counts };
}

/** What a node holds while it is folded. */
export function leavesOf(state: CanvasState, known: Known, id: RecordId): readonly RecordId[] {
  const isLeaf = (other: RecordId): boolean =>
    shownOf(state, known, other) !== null &&
    !state.places.get(other)?.pinned &&
    !state.folded.has(other) &&
    isLeafOf(state, known, other, id);
  return [...new Set(others(known, id))].filter(isLeaf);
}

/** Nobody else that is shown reaches it. */
function isLeafOf(state: CanvasState, known: Known, leaf: RecordId, parent: RecordId): boolean {
  for (const other of others(known, leaf)) if (other !== parent && shownOf(state, known, other)) return false;
  return true;
}

function* others(known: Known, id: RecordId): Generator<RecordId> {
  for (const edge of known.around.get(id) ?? []) {
    const { src, dst } = known.edges.get(edge)!;
    if (src !== dst) yield src === id ? dst : src;
  }
}
