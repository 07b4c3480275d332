/** Puts a synced slice beside a lease, through the very sync run that a desk makes; only the feed is ready-made. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sliceFileName, sliceKey } from '../../electron/context/file-key.ts';
import { openDevice } from '../../electron/identity/device.ts';
import { openSealedFile } from '../../electron/identity/sealed-file.ts';
import { openSliceStore } from '../../electron/store/client.ts';
import { runSync } from '../../electron/sync/sync.ts';
import { SyncQueue } from '../../electron/sync/turns.ts';
import { fail, ok } from '../../shared/errors.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import { messagesOf } from '../../bench/segments.ts';
import type { Graph } from '../../bench/graph.ts';
import { ANALYST, CUSTOMER, OTHER_CUSTOMER, PASSPHRASE, WORKER } from './desk.ts';

/** Call after `leaveLeases` of the same folder; `customer` is one of those that it knows. */
export async function leaveSlice(folder: string, customer: typeof CUSTOMER, graph: Graph): Promise<void> {
  const { tenant, grant } = customer;
  const ordinal = [CUSTOMER, OTHER_CUSTOMER].indexOf(customer) + 1;
  const device = await openDevice(await openSealedFile(join(folder, 'keys.sealed'), PASSPHRASE));
  const messages = await messagesOf(graph, tenant, device.agreement.publicKey);
  mkdirSync(join(folder, 'slices'), { recursive: true, mode: 0o700 });
  const file = join(folder, 'slices', sliceFileName({ tenant, issuer: ANALYST.issuer, subject: ANALYST.subject, grant }));
  const store = await openSliceStore({
    worker: WORKER,
    file,
    key: sliceKey(device.secret, Buffer.alloc(32, ordinal), grant),
    ordinal,
    tenant,
    grant,
    role: 'investigator',
  });
  const synced = await runSync({
    transport: {
      open: async (slice) => ok({ slice, cursor: '0', nodes: graph.nodes.length, edges: graph.edges.length, snapshot: null }),
      chunks: async () => fail('not_found'),
      next: async (cursor) => {
        const message = messages[Number(cursor)];
        return message ? ok(message) : fail('not_found');
      },
    },
    store,
    slice: WHOLE_SLICE,
    turns: new SyncQueue().turns(),
    tenant,
    agreementKey: device.agreement.privateKey,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  await store.close();
  if (!synced.ok) throw new Error(synced.error.code);
}
