/** What a sync run needs of the hub: three calls, already authenticated in one context. `transport.ts` makes one. */
import type { Result } from '../../shared/errors.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { FeedOpenReply, SegmentMessage } from '../../shared/protocol/feed.ts';
import type { SnapshotRequest } from '../../shared/protocol/snapshot.ts';

/** Replies are parsed by `shared/protocol`; a reply that does not parse is `hub_refused`. */
export interface FeedTransport {
  /** `have`: the snapshot of which a part lies on the desk. */
  open(slice: SliceSpec, cursor: string | null, have?: string | null): Promise<Result<FeedOpenReply>>;
  /** `signal`: nobody wants it any more; it then ends as `context_ended`. */
  next(cursor: string, signal?: AbortSignal): Promise<Result<SegmentMessage>>;
  /**
   * Hands each chunk to `take` as soon as it is there whole, and waits for it before it reads on. What was taken counts, however
   * the reply ends. `signal` as with `next`.
   */
  chunks(wanted: SnapshotRequest, take: (box: Uint8Array<ArrayBuffer>) => Promise<void>, signal?: AbortSignal): Promise<Result<null>>;
}
