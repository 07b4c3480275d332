/** A first sync by the ready pages of a snapshot, with the desk's own fetching: each chunk is opened, and dropped. */
import { createSecretKey } from 'node:crypto';
import { setTimeout as rest } from 'node:timers/promises';
import type { FeedTransport } from '../../electron/sync/feed-transport.ts';
import { pour } from '../../electron/sync/pour.ts';
import { SyncQueue } from '../../electron/sync/turns.ts';
import { AppFailure, ok } from '../../shared/errors.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import type { SnapshotOffer } from '../../shared/protocol/snapshot.ts';
import { unwrap } from '../../shared/protocol/wrap.ts';
import { chunksOf, openChunk } from '../../shared/slice-file/chunks.ts';
import { given } from './given.ts';

type Ready = Extract<SnapshotOffer, { state: 'ready' }>;

/** How long one that is being built is waited for. */
const PATIENCE_MS = 30_000;
const AGAIN_MS = 500;

/** How many records it brought. `privateKey`: the desk's, to which the snapshot's key is wrapped. Throws where the hub has no snapshot to offer. */
export async function firstSync(transport: FeedTransport, tenant: TenantId, privateKey: string): Promise<number> {
  const { id, pages, nodes, edges, key: wrapped } = await offered(transport);
  const key = createSecretKey(await unwrap(privateKey, 'netgraph snapshot', wrapped));
  let next = 0;
  const store = {
    addChunks: async (boxes: readonly Uint8Array[]) => {
      const from = next;
      next += boxes.length;
      for (const [at, box] of boxes.entries()) await openChunk(key, { tenant, id, pages }, from + at, box);
      return ok(null);
    },
  };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const turns = new SyncQueue().turns();
  given(await pour({ transport, store, turns, id, chunks: chunksOf(pages), next: 0, onChunk: () => undefined, signal }));
  return nodes + edges;
}

async function offered(transport: FeedTransport): Promise<Ready> {
  for (const until = performance.now() + PATIENCE_MS; ; await rest(AGAIN_MS)) {
    const { snapshot } = given(await transport.open(WHOLE_SLICE, null, null));
    if (snapshot?.state === 'ready') return snapshot;
    if (snapshot === null || performance.now() > until) throw new AppFailure('not_found');
  }
}
