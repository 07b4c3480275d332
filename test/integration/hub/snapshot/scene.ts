/** A real hub with its snapshots, a customer a test, and a real desk that syncs from it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import type { Graph } from '../../../../bench/graph.ts';
import type { SliceStatus, SliceStore } from '../../../../electron/store/slice-store.ts';
import { openSliceStore } from '../../../../electron/store/client.ts';
import type { FeedTransport } from '../../../../electron/sync/feed-transport.ts';
import { runSync } from '../../../../electron/sync/sync.ts';
import { SyncQueue } from '../../../../electron/sync/turns.ts';
import { nextSegment } from '../../../../hub/feed/feed.ts';
import { openSlice } from '../../../../hub/feed/open.ts';
import { gatherFacts } from '../../../../hub/ingest/facts.ts';
import { writeFacts } from '../../../../hub/ingest/write-facts.ts';
import { Snapshots } from '../../../../hub/snapshot/snapshots.ts';
import { writeGraph } from '../../../../hub/store/graph-write.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import type { Result } from '../../../../shared/errors.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { newAgreementKeys } from '../../../../shared/protocol/wrap.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { GRANT, folder } from '../../../support/slice.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';

export const keys = await newAgreementKeys();
const WORKER = new URL('../../../../electron/store/worker.ts', import.meta.url);
export const GRAPH = makeGraph(5_500, 16_000, 11);
/** Of the test that runs: a new customer with `GRAPH`, on one hub. */
export const scene = { ordinal: 0 } as { hub: OpenStore; snapshots: Snapshots; context: TenantContext; ordinal: number };

export function useScene(): void {
  beforeAll(async () => (scene.hub = await openOn(postgresKinds().at(-1)!)), 120_000);
  afterAll(() => scene.hub.close());
  beforeEach(async () => {
    scene.context = await customer();
    scene.snapshots = new Snapshots({ store: scene.hub.store, dataFolder: scene.hub.dataFolder, log: silent });
    await write(scene.context, GRAPH);
  }, 60_000);
}

export async function customer(): Promise<TenantContext> {
  const made = await scene.hub.tenant();
  scene.ordinal++;
  const mark = { name: `Customer ${scene.ordinal}`, monogram: `C${String(scene.ordinal).padStart(2, '0')}`, colour: 1, pattern: 1 };
  await scene.hub.store.control
    .insertInto('tenant')
    .values({ id: made.tenant, ordinal: scene.ordinal, ...mark, region: 'eu', created_at: 1 })
    .execute();
  return made;
}

export async function write(at: TenantContext, { nodes, edges }: Graph): Promise<void> {
  const tenantKeys = await scene.hub.store.tenantKeys(at);
  const facts = gatherFacts(tenantKeys);
  for (const node of nodes) facts.nodes.set(node.id, node);
  for (const edge of edges) facts.edges.set(edge.id, edge);
  await writeGraph(scene.hub.store, at, (writer) => writeFacts(writer, tenantKeys, facts));
}

export const open = (allowed: SliceSpec, cursor: string | null = null, have: string | null = null) =>
  openSlice(
    { store: scene.hub.store, snapshots: scene.snapshots, context: scene.context, allowed, agreementKey: keys.publicKey },
    { slice: WHOLE_SLICE, cursor, have },
  );

/** The hub's feed as a desk reaches it. `bend`: called before each reply of chunks; false breaks it off after its first part. */
export function feed(allowed: SliceSpec = WHOLE_SLICE, whole: () => boolean = () => true): FeedTransport {
  return {
    open: (_slice, cursor, have) => open(allowed, cursor, have ?? null),
    next: (cursor) => nextSegment(scene.hub.store, scene.context, cursor, keys.publicKey, allowed),
    async chunks(wanted, take) {
      const chunks = await scene.snapshots.chunks(scene.context, allowed, wanted);
      if (!chunks.ok) return chunks;
      try {
        for await (const part of chunks.value) {
          for (let at = 0; at < part.length;) {
            const length = part.readUInt32BE(at);
            await take(Uint8Array.from(part.subarray(at + 4, at + 4 + length)));
            at += 4 + length;
            if (!whole()) return fail('hub_unreachable');
          }
        }
        return ok(null);
      } catch {
        return fail('hub_unreachable');
      }
    },
  };
}

export async function desk(): Promise<SliceStore> {
  const { tenant } = scene.context;
  const file = join(folder(), 'a.slice');
  const store = await openSliceStore({
    worker: WORKER,
    file,
    key: Buffer.alloc(32, 5),
    ordinal: scene.ordinal,
    tenant,
    grant: GRANT,
    role: 'investigator',
  });
  onTestFinished(() => store.close());
  return store;
}

export const sync = (store: SliceStore, transport: FeedTransport, signal = new AbortController().signal): Promise<Result<SliceStatus>> =>
  runSync({
    transport,
    store,
    slice: WHOLE_SLICE,
    turns: new SyncQueue().turns(),
    tenant: scene.context.tenant,
    agreementKey: keys.privateKey,
    onProgress: () => undefined,
    signal,
  });

export const kept = (): string[] => readdirSync(join(scene.hub.dataFolder, 'snapshots', scene.context.tenant)).sort();
export async function offered(): Promise<{ id: string; pages: number }> {
  const opened = await open(WHOLE_SLICE);
  if (!opened.ok || opened.value.snapshot?.state !== 'ready') throw new Error('no snapshot was offered');
  return opened.value.snapshot;
}
