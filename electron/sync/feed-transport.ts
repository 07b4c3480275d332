/** What a sync run needs of the hub: two calls, already authenticated in one context. `transport.ts` makes one. */
import type { Result } from '../../shared/errors.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { FeedOpenReply, SegmentMessage } from '../../shared/protocol/feed.ts';

/** Replies are parsed by `shared/protocol/feed.ts`; a reply that does not parse is `hub_refused`. */
export interface FeedTransport {
  open(slice: SliceSpec, cursor: string | null): Promise<Result<FeedOpenReply>>;
  next(cursor: string): Promise<Result<SegmentMessage>>;
}
