/**
 * A first sync from the hub into the encrypted store, against the raw driver's best bulk insert of the same rows into a plain
 * file. Ours is the whole way: hub, kept segments, keys, opening, rows, indexes, arrays, check, fsync, rename.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSliceStore } from '../electron/store/client.ts';
import { destroySlice } from '../electron/store/destroy.ts';
import type { SliceStore } from '../electron/store/slice-store.ts';
import { runSync } from '../electron/sync/sync.ts';
import type { GrantId, TenantId } from '../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import { newAgreementKeys } from '../shared/protocol/wrap.ts';
import { makeGraph } from './graph.ts';
import { startHub } from './hub.ts';
import { paired } from './measure.ts';
import type { Bench } from './measure.ts';
import { insertRaw, rawRows } from './raw-insert.ts';
import { columnsOf } from './segments.ts';

const TENANT = '0a000000-0000-4000-8000-000000000001' as TenantId;
const GRANT = '0a000000-0000-4000-8000-000000000002' as GrantId;
const TARGET = 3;
const ROUNDS = 7;

export const syncBench: Bench = {
  name: 'sync',
  run: async (say) => {
    const graph = makeGraph(100_000, 300_000);
    const folder = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
    const keys = await newAgreementKeys();
    say('filling a hub with 100,000 nodes and 300,000 edges');
    const hub = await startHub(graph, TENANT);
    const rows = rawRows([columnsOf(graph.nodes, graph.edges)]);
    const file = join(folder, 'a.slice');
    let store: SliceStore | null = null;
    say(`${ROUNDS} pairs`);
    try {
      const measured = await paired(
        ROUNDS,
        {
          before: async () => {
            await store?.close();
            destroySlice(file);
            store = await openSliceStore({ worker: new URL('../electron/store/worker.ts', import.meta.url), file, key: Buffer.alloc(32, 1), ordinal: 1, tenant: TENANT, grant: GRANT, role: 'observer' });
            await store.status();
          },
          run: async () => {
            const result = await runSync({ transport: hub.feed(keys.publicKey), store: store!, slice: WHOLE_SLICE, tenant: TENANT, agreementKey: keys.privateKey, onProgress: () => undefined, signal: new AbortController().signal });
            if (!result.ok || result.value.nodes !== graph.nodes.length || result.value.edges !== graph.edges.length) throw new Error('the sync did not bring the slice');
          },
        },
        { run: () => insertRaw(join(folder, 'raw.db'), rows) },
      );
      const { ours, yardstick, ratio } = measured;
      return [{ name: 'slice sync, 400,000 records', ours, yardstick: { name: "raw driver's best bulk insert, plain", times: yardstick }, ratio, target: `≤ ${TARGET} ×`, met: ratio <= TARGET }];
    } finally {
      await (store as SliceStore | null)?.close();
      await hub.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
