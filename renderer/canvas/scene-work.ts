/** What a change of the canvas or of what is known touches: records whose place, kind's switch or fold is another, and what was learned. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord } from '../../shared/graph/records.ts';
import { foldsOf } from './folds.ts';
import type { Folds } from './folds.ts';
import type { Known } from './known.ts';
import { changedPlaces } from './places.ts';
import { different } from './scene.ts';
import type { CanvasState, Place } from './state.ts';

export interface Settled {
  readonly state: CanvasState;
  /** How much of the log of what is known stands in the scene. */
  readonly seen: number;
  readonly folds: Folds;
}

export interface Work {
  readonly dirty: ReadonlySet<RecordId>;
  /** Edges that were learned. */
  readonly edges: readonly EdgeRecord[];
  readonly folds: Folds;
}

/**
 * The way from what is settled to a state, or null where it touches more than `most` records and edges. What was learned and
 * has no place is left: its edges come with the place.
 */
export function workOf(settled: Settled, state: CanvasState, known: Known, most: number): Work | null {
  const folds = foldsOf(state, known);
  const dirty = new Set<RecordId>();
  const edges: EdgeRecord[] = [];
  let weight = 0;
  for (const id of known.log.slice(settled.seen)) {
    const edge = known.edges.get(id);
    if (!edge || !state.places.has(edge.src) || !state.places.has(edge.dst)) continue;
    edges.push(edge);
    if (++weight > most) return null;
  }
  const touch = (id: RecordId, edgesToo: boolean): boolean => {
    if (dirty.has(id)) return true;
    dirty.add(id);
    weight += 1 + (edgesToo ? (known.around.get(id)?.size ?? 0) : 0);
    return weight <= most;
  };
  const before = settled.state.places;
  for (const id of changedPlaces(before, state.places)) if (!touch(id, !isMovedAlone(before.get(id), state.places.get(id)))) return null;
  for (const id of touched(settled, state, known, folds)) if (!touch(id, true)) return null;
  return { dirty, edges, folds };
}

/** It stands elsewhere: its edges hang on it as before. */
const isMovedAlone = (before: Place | undefined, after: Place | undefined): boolean =>
  before !== undefined && before.pinned === after?.pinned && before.hidden === after.hidden;

function* touched({ state: before, seen, folds }: Settled, state: CanvasState, known: Known, now: Folds): Generator<RecordId> {
  for (const id of known.log.slice(seen)) if (state.places.has(id)) yield id;
  if (before.rest !== state.rest) yield* otherwise(before.rest, state.rest);
  const kinds = new Set([...toggled(before.off, state.off), ...toggled(before.merged, state.merged)]);
  if (kinds.size > 0) yield* ofKinds(kinds, state, known);
  if (folds !== now) {
    yield* different(folds.leaves, now.leaves);
    yield* otherwise(folds.counts, now.counts);
  }
}

const toggled = (a: ReadonlySet<NodeKind>, b: ReadonlySet<NodeKind>): Iterable<NodeKind> => (a === b ? [] : different(a, b));

function* otherwise(a: ReadonlyMap<RecordId, number>, b: ReadonlyMap<RecordId, number>): Generator<RecordId> {
  for (const [id, value] of b) if (a.get(id) !== value) yield id;
  for (const id of a.keys()) if (!b.has(id)) yield id;
}

function* ofKinds(kinds: ReadonlySet<NodeKind>, { places }: CanvasState, known: Known): Generator<RecordId> {
  for (const id of places.keys()) {
    const kind = known.nodes.get(id)?.kind;
    if (kind !== undefined && kinds.has(kind)) yield id;
  }
}
