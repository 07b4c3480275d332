/** A slice: the part of one tenant's graph that a workstation asks for. The tenant is the context's, never a field. */
import type { NodeKind } from './kinds.ts';

export interface SliceSpec {
  /** Node kinds wanted, or null for all. An edge belongs to the slice when both of its ends do. */
  readonly kinds: readonly NodeKind[] | null;
  /** Only what was last seen at or after this moment (Unix ms), or null for all time. */
  readonly since: number | null;
}

export const WHOLE_SLICE: SliceSpec = Object.freeze({ kinds: null, since: null });
