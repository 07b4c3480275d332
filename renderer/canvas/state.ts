/**
 * What the analyst has laid out: which records stand where, and what is pinned, hidden, folded, merged or switched off.
 * Frozen values; the records themselves are kept beside it (`known.ts`), so that undoing a step of the view forgets none.
 */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** World units: one is one CSS pixel at zoom 1. */
export interface Place extends Point {
  readonly pinned: boolean;
  readonly hidden: boolean;
}

export interface CanvasState {
  readonly places: ReadonlyMap<RecordId, Place>;
  /** Nodes whose leaves are folded away. */
  readonly folded: ReadonlySet<RecordId>;
  /** Kinds that are merged into one counted node each. */
  readonly merged: ReadonlySet<NodeKind>;
  /** Kinds that the legend has switched off. */
  readonly off: ReadonlySet<NodeKind>;
  /** How many more neighbours a node has beyond what was drawn at its last expansion. */
  readonly rest: ReadonlyMap<RecordId, number>;
}

export const EMPTY_CANVAS: CanvasState = Object.freeze({
  places: new Map<RecordId, Place>(),
  folded: new Set<RecordId>(),
  merged: new Set<NodeKind>(),
  off: new Set<NodeKind>(),
  rest: new Map<RecordId, number>(),
});
