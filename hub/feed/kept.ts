/**
 * Segments that are kept: built ahead of who asks for them, by whoever has an ingest behind them or a snapshot before them, and
 * read one after the other.
 */
import { WHOLE_SLICE, tidySlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { Segment } from '../../shared/slice-file/open-segment.ts';
import { countRows, lastSeq } from '../store/feed-read.ts';
import { dropSegments, follow, isChain, keepSegment, keptSegments, segmentAt, slicesKept } from '../store/segments.ts';
import type { HubStore } from '../store/store.ts';
import type { BuiltSegment } from './build.ts';
import { sealCursor, sliceText } from './cursor.ts';
import { PART_ROWS, readPart } from './part.ts';

/** False where somebody else has kept one there meanwhile: what is kept is a chain. */
export async function keep(
  store: HubStore,
  context: TenantContext,
  { slice, from, to }: { readonly slice: Buffer; readonly from: number; readonly to: number },
  { nodes, edges, nonce, box, key }: BuiltSegment,
): Promise<boolean> {
  const key_sealed = (await store.tenantKeys(context)).wrapSegmentKey(slice, from, key);
  return keepSegment(store, context, { slice, from_seq: from, to_seq: to, nodes, edges, nonce, box, key_sealed });
}

/**
 * Builds a slice's segments ahead of who asks for them. Returns how many were built; `onRows` hears of their rows, and of how many
 * there were to build in all. Where what is kept is no chain, or more than half of its rows are superseded, all are built anew.
 */
export async function prebuildFeed(
  store: HubStore,
  context: TenantContext,
  wanted: SliceSpec = WHOLE_SLICE,
  { onRows = () => undefined, signal }: PrebuildOptions = {},
): Promise<number> {
  const { tenant } = context;
  const slice = tidySlice(wanted);
  const sliceId = (await store.tenantKeys(context)).sliceId(sliceText(slice));
  const db = store.tenant(context);
  const kept = await keptSegments(db, tenant, sliceId);
  const chain = follow(kept, 0);
  const now = await lastSeq(db, tenant);
  const live = await countRows(db, tenant, slice, 0, now);
  let from = chain.end;
  if (!isChain(kept) || chain.nodes + chain.edges > 2 * (live.nodes + live.edges)) {
    await dropSegments(store, context, sliceId);
    from = 0;
  } else if (chain.tail && chain.tail.nodes + chain.tail.edges < PART_ROWS) {
    from = chain.tail.fromSeq;
  }
  const left = await countRows(db, tenant, slice, from, now);
  let rowsDone = 0;
  for (let built = 0; ;) {
    signal?.throwIfAborted();
    onRows(rowsDone, left.nodes + left.edges);
    const part = await readPart(store, context, slice, from, Number.POSITIVE_INFINITY);
    if (!part.built) return built;
    const count = part.built.nodes + part.built.edges;
    if (await keep(store, context, { slice: sliceId, from, to: part.toSeq }, part.built)) {
      built++;
      from = part.toSeq;
    } else {
      from = follow(await keptSegments(db, tenant, sliceId), 0).end;
    }
    rowsDone += count;
  }
}

export interface PrebuildOptions {
  readonly onRows?: (done: number, total: number) => void;
  /** Aborted, it throws between two segments. */
  readonly signal?: AbortSignal;
}

/** Segments of other slices than these and the whole go. */
export async function keepSegmentsOf(store: HubStore, context: TenantContext, slices: readonly SliceSpec[]): Promise<void> {
  const keys = await store.tenantKeys(context);
  const wanted = [WHOLE_SLICE, ...slices].map((slice) => keys.sliceId(sliceText(tidySlice(slice))));
  for (const slice of await slicesKept(store.tenant(context), context.tenant))
    if (!wanted.some((one) => one.equals(slice))) await dropSegments(store, context, slice);
}

export interface KeptPart {
  readonly segment: Segment;
  /** Where the feed stands after it. */
  readonly cursor: string;
  readonly seq: number;
}

/** The kept segments of a slice from its very start, one after the other, for who builds a snapshot. */
export async function* keptParts(store: HubStore, context: TenantContext, wanted: SliceSpec): AsyncGenerator<KeptPart> {
  const keys = await store.tenantKeys(context);
  const slice = tidySlice(wanted);
  const sliceId = keys.sliceId(sliceText(slice));
  for (let from = 0; ;) {
    const { box: kept } = await segmentAt(store, context, sliceId, from);
    // The chain was built anew meanwhile where it does not go on here.
    if (kept?.from_seq !== from) return;
    const { nodes, edges, nonce, box, to_seq: seq } = kept;
    const key = keys.unwrapSegmentKey(sliceId, from, kept.key_sealed);
    yield { segment: { nodes, edges, key, nonce, box }, cursor: sealCursor(keys, { slice, seq }), seq };
    from = seq;
  }
}
