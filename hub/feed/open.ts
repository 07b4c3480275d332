/** Where a desk's feed begins: what its grant allows of the slice that it wants, and the snapshot that spares it the segments. */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { commonSlice, sameSlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { FeedOpenReply, FeedOpenRequest } from '../../shared/protocol/feed.ts';
import { wrapTo } from '../../shared/protocol/wrap.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import type { HubStore } from '../store/store.ts';
import { openFeed } from './feed.ts';

export interface OpenOptions {
  readonly store: HubStore;
  readonly snapshots: Snapshots;
  readonly context: TenantContext;
  readonly allowed: SliceSpec;
  /** The device's X25519 public key (base64url). */
  readonly agreementKey: string;
}

/** `not_permitted` where the grant allows nothing of the slice, `not_found` for a cursor of another slice or tenant. */
export async function openSlice(options: OpenOptions, { slice, cursor, have }: FeedOpenRequest): Promise<Result<FeedOpenReply>> {
  const { store, snapshots, context, allowed, agreementKey } = options;
  const given = commonSlice(slice, allowed);
  if (!given) return fail('not_permitted', { text: 'The grant allows nothing of that slice.' });
  const start = await openFeed(store, context, given, cursor);
  if (!start.ok) return start;
  // Of what somebody names there are more slices than a disk holds: snapshots are of what a grant allows, all of it.
  const offered = cursor === null && sameSlice(given, allowed);
  const offer = offered ? await snapshots.offer(context, given, start.value.nodes + start.value.edges, have) : null;
  if (offer?.state !== 'ready') return ok({ ...start.value, snapshot: offer });
  const { id, pages, nodes, edges, key } = offer.snapshot;
  return ok({
    ...start.value,
    snapshot: { state: 'ready', id, pages, nodes, edges, key: await wrapTo(agreementKey, 'netgraph snapshot', key) },
  });
}
