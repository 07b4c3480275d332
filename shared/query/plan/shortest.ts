/** Goes from one known node to another over as few edges as possible; of several such paths, the first by the ids of its edges. */
import type { ErrorPlace } from '../../errors.ts';
import type { EdgeKind } from '../../graph/kinds.ts';

export interface Shortest {
  readonly op: 'shortest';
  readonly from: number;
  /** The slot that holds the path's edges, in order. */
  readonly edge: number;
  readonly to: number;
  readonly names: { readonly from: string; readonly edge: string; readonly to: string };
  readonly kinds: readonly EdgeKind[] | null;
  readonly direction: 'out' | 'in' | 'both';
  /** From 0 (a node is its own path) or 1. */
  readonly hops: { readonly min: number; readonly max: number };
  /** Every shortest path, not only the first. */
  readonly all: boolean;
  readonly place: ErrorPlace;
}

export const shortest = (fields: Omit<Shortest, 'op'>): Shortest => Object.freeze({ op: 'shortest', ...fields });
