/** Goes from a known node over one edge, or over a bounded number of them, to another node. */
import type { ErrorPlace } from '../../errors.ts';
import type { EdgeKind, NodeKind } from '../../graph/kinds.ts';

export interface Expand {
  readonly op: 'expand';
  readonly from: number;
  readonly edge: number;
  readonly to: number;
  readonly names: { readonly from: string; readonly edge: string; readonly to: string };
  readonly kinds: readonly EdgeKind[] | null;
  /** As walked from `from`. */
  readonly direction: 'out' | 'in' | 'both';
  /** Null: exactly one edge, and the slot holds it; else the slot holds the path's edges. */
  readonly hops: { readonly min: number; readonly max: number } | null;
  /** The far node is already known: only what ends there counts. */
  readonly into: boolean;
  readonly toKinds: readonly NodeKind[] | null;
  /** Walked against the order of the text, so the path is handed on turned round. */
  readonly reversed: boolean;
  readonly place: ErrorPlace;
}

export const expand = (fields: Omit<Expand, 'op'>): Expand => Object.freeze({ op: 'expand', ...fields });
