/**
 * The rows of one segment: as many as make a reply of bounded size. What breaks off on a bad line is asked for again as a whole, so
 * a reply must be one that such a line brings through.
 */
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { readSlice } from '../store/feed-read.ts';
import type { HubStore } from '../store/store.ts';
import { buildSegment } from './build.ts';
import type { BuiltSegment } from './build.ts';
import { sliceText } from './cursor.ts';

/** Rows of a segment that is built: some 190 kB of usual ones. */
export const PART_ROWS = 3_000;
/** Bytes of a segment's box, unless one single row is longer. */
export const PART_BYTES = 256 * 1024;

export interface Part {
  /** Null: there are no rows. */
  readonly built: BuiltSegment | null;
  /** Where the feed stands after it. */
  readonly toSeq: number;
  /** Nothing at all follows, as of this reading. */
  readonly last: boolean;
  /** It is as long as one may be: more rows don't make it another one. */
  readonly full: boolean;
}

const underWay = new WeakMap<HubStore, Map<string, Promise<Part>>>();

/**
 * The next rows of the (tidy) slice above `after` and up to `bound`. Who asks while another reads the same gets theirs: a desk and a
 * build that begin together open and seal each row once. Not so at the slice's end, where more may have come since.
 */
export async function readPart(store: HubStore, context: TenantContext, slice: SliceSpec, after: number, bound: number): Promise<Part> {
  const parts = underWay.get(store) ?? new Map<string, Promise<Part>>();
  underWay.set(store, parts);
  const name = JSON.stringify([context.tenant, sliceText(slice), after, bound]);
  const theirs = await parts.get(name)?.catch(() => null);
  if (theirs && !theirs.last) return theirs;
  const ours: Promise<Part> = readAnew(store, context, slice, after, bound).finally(() => parts.get(name) === ours && parts.delete(name));
  parts.set(name, ours);
  return ours;
}

async function readAnew(store: HubStore, context: TenantContext, slice: SliceSpec, after: number, bound: number): Promise<Part> {
  const keys = await store.tenantKeys(context);
  for (let most = PART_ROWS; ;) {
    const rows = await readSlice(store, context, slice, after, bound, most);
    const { toSeq, last } = rows;
    const count = rows.nodes.length + rows.edges.length;
    if (count === 0) return { built: null, toSeq, last, full: false };
    const built = await buildSegment(keys, rows);
    const { length } = built.box;
    if (length <= PART_BYTES || most === 1) return { built, toSeq, last, full: count >= most };
    // So many of these rows should fit, with some room for those that are longer than the others.
    most = Math.max(1, Math.floor((count * PART_BYTES * 0.9) / length));
  }
}
