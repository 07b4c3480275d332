/**
 * The feed: one tenant's slice, in order, resumable. The tenant is the context token's.
 *  - POST /v1/feed/open `{slice, cursor, have}` → which part of that slice the grant allows, where to start, how many records
 *    there are, and for who has no cursor the snapshot that is ready (`snapshot.ts`);
 *  - POST /v1/feed/next `{cursor}` → one segment as msgpack (`segmentMessageSchema`): compressed, sealed under a key
 *    of its own, which is wrapped to the device that asked.
 * A cursor is opaque, sealed by the hub to (tenant, slice): under another tenant it is `not_found`.
 */
import { z } from 'zod';
import { sliceSchema } from './slice.ts';
import { snapshotIdSchema, snapshotOfferSchema } from './snapshot.ts';
import { wrappedSchema } from './token.ts';

export const cursorSchema = z.string().min(1).max(512);

export const feedOpenRequestSchema = z.strictObject({
  slice: sliceSchema,
  cursor: cursorSchema.nullable(),
  /** The snapshot of which a part lies on the desk already, or null. */
  have: snapshotIdSchema.nullable().default(null),
});
export type FeedOpenRequest = z.infer<typeof feedOpenRequestSchema>;
export const feedOpenReplySchema = z.strictObject({
  /** What the feed holds: the wanted slice, or less where the grant allows less. What lies outside of it must leave the desk. */
  slice: sliceSchema,
  cursor: cursorSchema,
  /** Records still to come after the cursor, as of now. */
  nodes: z.int().min(0),
  edges: z.int().min(0),
  snapshot: snapshotOfferSchema.nullable(),
});
export type FeedOpenReply = z.infer<typeof feedOpenReplySchema>;

export const feedNextRequestSchema = z.strictObject({ cursor: cursorSchema });
export const bytes: z.ZodType<Uint8Array> = z.instanceof(Uint8Array);
export const segmentMessageSchema = z.strictObject({
  cursor: cursorSchema,
  /** Nothing follows, as of now. */
  done: z.boolean(),
  nodes: z.int().min(0),
  edges: z.int().min(0),
  /** The segment's AES-256-GCM key wrapped to the device; HPKE info `netgraph segment`. Null when there are no rows. */
  key: wrappedSchema.nullable(),
  nonce: bytes,
  /** AES-256-GCM(zstd(msgpack(columns))) with the 16-byte tag at its end; associated data: the tenant's id as text. */
  box: bytes,
});
export type SegmentMessage = z.infer<typeof segmentMessageSchema>;
