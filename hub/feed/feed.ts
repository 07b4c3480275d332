/**
 * The feed of one tenant: a slice in order of change, in segments, resumable by a cursor. A kept segment is passed on as it
 * is, and only its key is wrapped anew for the device that asks; what is not kept is built from rows.
 */
import { LIMITS } from '../../shared/limits.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { WHOLE_SLICE, isWithin, tidySlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { SegmentMessage } from '../../shared/protocol/feed.ts';
import { wrapTo } from '../../shared/protocol/wrap.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { Segment } from '../../shared/slice-file/open-segment.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { countRows, countSlice, lastSeq, readSlice } from '../store/feed-read.ts';
import { dropSegments, follow, keepSegment, keptSegments, segmentAt } from '../store/segments.ts';
import type { HubStore } from '../store/store.ts';
import { buildSegment } from './build.ts';
import type { BuiltSegment } from './build.ts';
import { openCursor, sealCursor, sliceText } from './cursor.ts';

export interface FeedStart {
  readonly slice: SliceSpec;
  readonly cursor: string;
  /** Records that will come, as of now. */
  readonly nodes: number;
  readonly edges: number;
}

/** Where to start (or go on), and how many records will come. A cursor of another tenant or slice is `not_found`. */
export async function openFeed(
  store: HubStore,
  context: TenantContext,
  slice: SliceSpec,
  cursor: string | null,
): Promise<Result<FeedStart>> {
  const keys = await store.tenantKeys(context);
  const wanted = tidySlice(slice);
  const position = cursor === null ? { slice: wanted, seq: 0 } : openCursor(keys, cursor);
  if (!position || sliceText(position.slice) !== sliceText(wanted)) return fail('not_found');
  const { seq, nodes, edges } = await countSlice(store, context, wanted, keys.sliceId(sliceText(wanted)), position.seq);
  if (position.seq > seq) return fail('not_found');
  return ok({ slice: wanted, cursor: sealCursor(keys, position), nodes, edges });
}

/**
 * The next segment, its key wrapped to `agreementKey` (X25519, base64url). Garbage, other tenants' cursors and those of a slice
 * that is not within `allowed`: `not_found`.
 */
export async function nextSegment(
  store: HubStore,
  context: TenantContext,
  cursor: string,
  agreementKey: string,
  allowed: SliceSpec = WHOLE_SLICE,
): Promise<Result<SegmentMessage>> {
  const keys = await store.tenantKeys(context);
  const position = openCursor(keys, cursor);
  if (!position || !isWithin(position.slice, allowed)) return fail('not_found');
  const { slice } = position;
  const sliceId = keys.sliceId(sliceText(slice));
  const [now, kept] = await Promise.all([lastSeq(store.tenant(context), context.tenant), segmentAt(store, context, sliceId, position.seq)]);
  if (position.seq > now) return fail('not_found');
  if (kept.box) {
    const key = keys.unwrapSegmentKey(sliceId, position.seq, kept.box.key_sealed);
    const { to_seq: toSeq, nodes, edges, nonce, box } = kept.box;
    return ok(await message(keys, agreementKey, { slice, seq: toSeq }, toSeq >= now, { key, nodes, edges, nonce, box }));
  }
  const rows = await readSlice(store, context, slice, position.seq, kept.next, LIMITS.segmentRows);
  const next = { slice, seq: rows.toSeq };
  if (rows.nodes.length + rows.edges.length === 0) return ok(await message(keys, agreementKey, next, rows.last, null));
  const built = await buildSegment(keys, rows);
  const full = built.nodes + built.edges === LIMITS.segmentRows;
  // Kept where many will ask for the same: at the end of the chain, when full, and not for a window that moves in time.
  if (full && slice.since === null && position.seq === kept.end) await keep(store, context, keys, sliceId, position.seq, rows.toSeq, built);
  return ok(await message(keys, agreementKey, next, rows.last, built));
}

/**
 * Builds a slice's segments ahead of who asks for them: after an ingest, and for a snapshot. Returns how many were built. Where
 * more than half of the kept rows are superseded, all are built anew.
 */
export async function prebuildFeed(store: HubStore, context: TenantContext, wanted: SliceSpec = WHOLE_SLICE): Promise<number> {
  const keys = await store.tenantKeys(context);
  const slice = tidySlice(wanted);
  const sliceId = keys.sliceId(sliceText(slice));
  const db = store.tenant(context);
  const chain = follow(await keptSegments(db, context.tenant, sliceId), 0);
  const live = await countRows(db, context.tenant, slice, 0, await lastSeq(db, context.tenant));
  let from = chain.end;
  if (chain.nodes + chain.edges > 2 * (live.nodes + live.edges)) {
    await dropSegments(store, context, sliceId);
    from = 0;
  } else if (chain.tail && chain.tail.nodes + chain.tail.edges < LIMITS.segmentRows) {
    from = chain.tail.fromSeq;
  }
  for (let built = 0; ; built++) {
    const rows = await readSlice(store, context, slice, from, Number.POSITIVE_INFINITY, LIMITS.segmentRows);
    if (rows.nodes.length + rows.edges.length === 0) return built;
    await keep(store, context, keys, sliceId, from, rows.toSeq, await buildSegment(keys, rows));
    from = rows.toSeq;
  }
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
    if (!kept) return;
    const { nodes, edges, nonce, box, to_seq: seq } = kept;
    const key = keys.unwrapSegmentKey(sliceId, from, kept.key_sealed);
    yield { segment: { nodes, edges, key, nonce, box }, cursor: sealCursor(keys, { slice, seq }), seq };
    from = seq;
  }
}

async function keep(
  store: HubStore,
  context: TenantContext,
  keys: TenantKeys,
  slice: Buffer,
  fromSeq: number,
  toSeq: number,
  built: BuiltSegment,
): Promise<void> {
  const { nodes, edges, nonce, box, key } = built;
  await keepSegment(store, context, {
    slice,
    from_seq: fromSeq,
    to_seq: toSeq,
    nodes,
    edges,
    nonce,
    box,
    key_sealed: keys.wrapSegmentKey(slice, fromSeq, key),
  });
}

async function message(
  keys: TenantKeys,
  agreementKey: string,
  next: { slice: SliceSpec; seq: number },
  done: boolean,
  built: BuiltSegment | null,
): Promise<SegmentMessage> {
  const cursor = sealCursor(keys, next);
  if (!built) return { cursor, done, nodes: 0, edges: 0, key: null, nonce: new Uint8Array(0), box: new Uint8Array(0) };
  const { nodes, edges, nonce, box, key } = built;
  return {
    cursor,
    done,
    nodes,
    edges,
    key: await wrapTo(agreementKey, 'netgraph segment', key),
    nonce: Uint8Array.from(nonce),
    box: Uint8Array.from(box),
  };
}
