/** Folding: leaves that only a folded node reaches; a pinned one stays. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { Known } from './known.ts';
import type { CanvasState } from './state.ts';

export interface Folds {
  readonly leaves: ReadonlySet<RecordId>;
  /** How many each folded node holds. */
  readonly counts: ReadonlyMap<RecordId, number>;
}

export function foldsOf({ folded, places }: CanvasState, known: Known, isShown: (id: RecordId) => boolean): Folds {
  const leaves = new Set<RecordId>();
  const counts = new Map<RecordId, number>();
  for (const id of folded) {
    if (!isShown(id)) continue;
    const own = [...neighbours(known, id)].filter(
      (other) => isShown(other) && !places.get(other)?.pinned && !folded.has(other) && isLeafOf(known, other, id, isShown),
    );
    for (const leaf of own) leaves.add(leaf);
    counts.set(id, own.length);
  }
  return { leaves, counts };
}

function* others(known: Known, id: RecordId): Generator<RecordId> {
  for (const edge of known.around.get(id) ?? []) {
    const { src, dst } = known.edges.get(edge)!;
    if (src !== dst) yield src === id ? dst : src;
  }
}

const neighbours = (known: Known, id: RecordId): ReadonlySet<RecordId> => new Set(others(known, id));

function isLeafOf(known: Known, leaf: RecordId, parent: RecordId, isShown: (id: RecordId) => boolean): boolean {
  for (const other of others(known, leaf)) if (other !== parent && isShown(other)) return false;
  return true;
}
