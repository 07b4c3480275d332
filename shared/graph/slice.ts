/** A slice: the part of one tenant's graph that a workstation asks for. The tenant is the context's, never a field. */
import { NODE_KINDS } from './kinds.ts';
import type { NodeKind } from './kinds.ts';

export interface SliceSpec {
  /** Node kinds wanted, or null for all. An edge belongs to the slice when both of its ends do. */
  readonly kinds: readonly NodeKind[] | null;
  /** Only what was last seen at or after this moment (Unix ms), or null for all time. */
  readonly since: number | null;
}

export const WHOLE_SLICE: SliceSpec = Object.freeze({ kinds: null, since: null });

/** The same slice for the same rows, however its kinds were ordered or repeated. */
export function tidySlice({ kinds, since }: SliceSpec): SliceSpec {
  const wanted = kinds === null ? null : NODE_KINDS.filter((kind) => kinds.includes(kind));
  return { kinds: wanted === null || wanted.length === NODE_KINDS.length ? null : wanted, since };
}

/** What is in both, tidy; null where no kind is. */
export function commonSlice(a: SliceSpec, b: SliceSpec): SliceSpec | null {
  const kinds = a.kinds === null ? b.kinds : b.kinds === null ? a.kinds : a.kinds.filter((kind) => b.kinds!.includes(kind));
  if (kinds?.length === 0) return null;
  const since = a.since === null ? b.since : b.since === null ? a.since : Math.max(a.since, b.since);
  return tidySlice({ kinds, since });
}

export function sameSlice(a: SliceSpec, b: SliceSpec): boolean {
  return JSON.stringify(tidySlice(a)) === JSON.stringify(tidySlice(b));
}

/** Whether all of `inner` is in `outer`. */
export function isWithin(inner: SliceSpec, outer: SliceSpec): boolean {
  const common = commonSlice(inner, outer);
  return common !== null && sameSlice(common, inner);
}
