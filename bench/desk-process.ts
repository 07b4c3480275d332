/**
 * A desk's main process, as far as sync goes: the hub's client, the store's worker, and nothing else. Measures what the sync
 * asks of it: its memory (the worker's is part of it) and how long its event loop was kept from turning.
 */
import { generateKeyPairSync } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { openSliceStore } from '../electron/store/client.ts';
import { destroySlice } from '../electron/store/files.ts';
import type { SliceStore } from '../electron/store/slice-store.ts';
import { runSync } from '../electron/sync/sync.ts';
import { makeHubClient } from '../electron/sync/transport.ts';
import { SyncQueue } from '../electron/sync/turns.ts';
import type { TenantId } from '../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import { GRANT, ORDINALS } from './size.ts';

export interface SyncFigures {
  readonly nodes: number;
  readonly edges: number;
  readonly ms: number;
  /** The most that was resident at once, and the longest that the loop stood still beyond its tick. */
  readonly megabytes: number;
  readonly blockedMs: number;
}

const [url, agreementKey, file, tenant, worker] = process.argv.slice(2) as [string, string, string, TenantId, string];
const pair = generateKeyPairSync('ed25519');
const key = { privateKey: pair.privateKey, publicJwk: pair.publicKey.export({ format: 'jwk' }) };
const hub = makeHubClient({ url, key, now: Date.now, onReach: () => undefined });
const TICK_MS = 2;
let store: SliceStore | null = null;

async function open(): Promise<number> {
  await store?.close();
  const at = performance.now();
  store = await openSliceStore({
    worker: pathToFileURL(worker),
    file,
    key: Buffer.alloc(32, 1),
    ordinal: ORDINALS[tenant]!,
    tenant,
    grant: GRANT,
    role: 'observer',
  });
  const status = await store.status();
  if (!status.ok) throw new Error(status.error.code);
  return performance.now() - at;
}

async function sync(): Promise<SyncFigures> {
  const delay = monitorEventLoopDelay({ resolution: TICK_MS });
  let most = 0;
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);
  delay.enable();
  const at = performance.now();
  const result = await runSync({
    transport: hub.feed(() => tenant),
    store: store!,
    slice: WHOLE_SLICE,
    turns: new SyncQueue().turns(),
    tenant,
    agreementKey,
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  const ms = performance.now() - at;
  delay.disable();
  clearInterval(look);
  if (!result.ok) throw new Error(`the sync failed: ${result.error.text}`);
  const { nodes, edges } = result.value;
  return { nodes, edges, ms, megabytes: most / 1_048_576, blockedMs: delay.max / 1e6 - TICK_MS };
}

process.on('message', async (what: 'anew' | 'open' | 'sync') => {
  if (what === 'anew') {
    await store?.close();
    store = null;
    destroySlice(file);
    await open();
    process.send!(null);
  } else process.send!(what === 'open' ? await open() : await sync());
});
process.on('disconnect', () => process.exit(0));
process.send!(null);
