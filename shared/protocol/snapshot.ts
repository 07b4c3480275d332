/**
 * A first sync by ready pages: where the hub has the wanted slice as a ready file, `feed/open` offers it.
 *  - POST /v1/feed/snapshot `{id, from, count}` → that many chunks of it, from the one of number `from` on, as they lie:
 *    each as its length (four bytes, the highest first) and its bytes (`shared/slice-file/chunks.ts` says what is in them).
 *    What of the reply was cut off is asked for again. A snapshot that the hub no longer has is `not_found`.
 */
import { z } from 'zod';
import { wrappedSchema } from './token.ts';

/** Chunks of one reply at most: some 20 MB. */
export const SNAPSHOT_REPLY_CHUNKS = 256;

export const snapshotIdSchema = z.string().regex(/^[0-9a-f]{32}$/);
const MOST_PAGES = 16_777_216;

/** What a desk that has nothing of a slice is told beside where its feed begins. */
export const snapshotOfferSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('ready'),
    id: snapshotIdSchema,
    pages: z.int().min(1).max(MOST_PAGES),
    /** Records in it. */
    nodes: z.int().min(0),
    edges: z.int().min(0),
    /** The key of its chunks, wrapped to the device; HPKE info `netgraph snapshot`. */
    key: wrappedSchema,
  }),
  /** Soon there: ask again. Records in it so far, and about how many there will be. */
  z.strictObject({ state: z.literal('building'), done: z.int().min(0), total: z.int().min(0) }),
]);
export type SnapshotOffer = z.infer<typeof snapshotOfferSchema>;

export const snapshotRequestSchema = z.strictObject({
  id: snapshotIdSchema,
  from: z.int().min(0).max(MOST_PAGES),
  count: z.int().min(1).max(SNAPSHOT_REPLY_CHUNKS),
});
export type SnapshotRequest = z.infer<typeof snapshotRequestSchema>;
