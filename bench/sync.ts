/**
 * A first sync from the hub into the encrypted store, against the raw driver's best bulk insert of the same rows into a plain
 * file. Ours is the whole way: hub, kept segments, keys, opening, rows, indexes, arrays, check, fsync, rename. The yardstick
 * begins with values that are ready to bind. Hub and desk are two processes, store and yardstick a thread each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { openSliceStore } from '../electron/store/client.ts';
import { destroySlice } from '../electron/store/files.ts';
import type { SliceStore } from '../electron/store/slice-store.ts';
import { runSync } from '../electron/sync/sync.ts';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import { newAgreementKeys } from '../shared/protocol/wrap.ts';
import { startHubProcess } from './hub-client.ts';
import { paired } from './measure.ts';
import type { Bench } from './measure.ts';
import { EDGES, GRANT, NODES, TENANT } from './size.ts';

const TARGET = 3;
const ROUNDS = 7;

export const syncBench: Bench = {
  name: 'sync',
  run: async (say) => {
    const folder = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
    const file = join(folder, 'a.slice');
    const keys = await newAgreementKeys();
    say(`filling a hub with ${NODES} nodes and ${EDGES} edges`);
    const hub = await startHubProcess();
    const raw = new Worker(new URL('./raw-worker.ts', import.meta.url));
    await once(raw, 'message');
    let store: SliceStore | null = null;

    const open = async (): Promise<void> => {
      await store?.close();
      destroySlice(file);
      store = await openSliceStore({
        worker: new URL('../electron/store/worker.ts', import.meta.url),
        file,
        key: Buffer.alloc(32, 1),
        ordinal: 1,
        tenant: TENANT,
        grant: GRANT,
        role: 'observer',
      });
      await store.status();
    };
    const sync = async (): Promise<void> => {
      const options = {
        slice: WHOLE_SLICE,
        tenant: TENANT,
        agreementKey: keys.privateKey,
        onProgress: () => undefined,
        signal: new AbortController().signal,
      };
      const result = await runSync({ ...options, transport: hub.feed(keys.publicKey), store: store! });
      if (!result.ok || result.value.nodes !== NODES || result.value.edges !== EDGES) throw new Error('the sync did not bring the slice');
    };
    const insert = async (): Promise<void> => {
      raw.postMessage(join(folder, 'raw.db'));
      await once(raw, 'message');
    };
    try {
      say(`${ROUNDS} pairs`);
      const { ours, yardstick, ratio } = await paired(ROUNDS, { before: open, run: sync }, { run: insert });
      return [
        {
          name: `slice sync, ${NODES + EDGES} records`,
          ours,
          yardstick: { name: "raw driver's best bulk insert, plain", times: yardstick },
          ratio,
          target: `≤ ${TARGET} ×`,
          met: ratio <= TARGET,
        },
      ];
    } finally {
      await (store as SliceStore | null)?.close();
      await raw.terminate();
      await hub.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
