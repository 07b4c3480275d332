/**
 * The feed of one tenant: a slice in order of change, in segments, resumable by a cursor. A kept segment is passed on as it
 * is, and only its key is wrapped anew for the device that asks; what is not kept is built from rows. So that many desks, each of which
 * stands elsewhere, don't make the hub open the same rows for each of them, a kept segment is also passed on to who has a part of it:
 * what comes again is the same as before.
 */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { WHOLE_SLICE, isWithin, sameSlice, tidySlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { SegmentMessage } from '../../shared/protocol/feed.ts';
import { wrapTo } from '../../shared/protocol/wrap.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { countSlice } from '../store/feed-read.ts';
import { segmentAt } from '../store/segments.ts';
import type { HubStore } from '../store/store.ts';
import type { BuiltSegment } from './build.ts';
import { openCursor, sealCursor, sliceText } from './cursor.ts';
import { keep } from './kept.ts';
import { readPart } from './part.ts';

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
  const kept = await segmentAt(store, context, sliceId, position.seq);
  const { now } = kept;
  if (position.seq > now) return fail('not_found');
  if (kept.box) {
    const { from_seq: fromSeq, to_seq: toSeq, key_sealed: sealed, nodes, edges, nonce, box } = kept.box;
    const key = keys.unwrapSegmentKey(sliceId, fromSeq, sealed);
    return ok(await message(keys, agreementKey, { slice, seq: toSeq }, toSeq >= now, { key, nodes, edges, nonce, box }));
  }
  const { built, toSeq, last, full } = await readPart(store, context, slice, position.seq, kept.next);
  // Kept where many will ask for the same: at the end of the chain, when full, and only of a slice that is given out as a whole.
  if (built && full && position.seq === kept.end && sameSlice(slice, allowed))
    await keep(store, context, { slice: sliceId, from: position.seq, to: toSeq }, built);
  return ok(await message(keys, agreementKey, { slice, seq: toSeq }, last, built));
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
