/** Snapshots from a real hub's rows to a real desk's slice: built, kept, offered, replaced, resumed over a restart, and refused. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
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

const keys = await newAgreementKeys();
const WORKER = new URL('../../../../electron/store/worker.ts', import.meta.url);
const GRAPH = makeGraph(5_500, 16_000, 11);
let hub: OpenStore;
let snapshots: Snapshots;
let context: TenantContext;
let ordinal = 0;

beforeAll(async () => (hub = await openOn(postgresKinds().at(-1)!)), 120_000);
afterAll(() => hub.close());
beforeEach(async () => {
  context = await customer();
  snapshots = new Snapshots({ store: hub.store, dataFolder: hub.dataFolder, log: silent });
  await write(context, GRAPH);
}, 60_000);

async function customer(): Promise<TenantContext> {
  const made = await hub.tenant();
  ordinal++;
  const mark = { name: `Customer ${ordinal}`, monogram: `C${String(ordinal).padStart(2, '0')}`, colour: 1, pattern: 1 };
  await hub.store.control
    .insertInto('tenant')
    .values({ id: made.tenant, ordinal, ...mark, region: 'eu', created_at: 1 })
    .execute();
  return made;
}

async function write(at: TenantContext, { nodes, edges }: Graph): Promise<void> {
  const tenantKeys = await hub.store.tenantKeys(at);
  const facts = gatherFacts(tenantKeys);
  for (const node of nodes) facts.nodes.set(node.id, node);
  for (const edge of edges) facts.edges.set(edge.id, edge);
  await writeGraph(hub.store, at, (writer) => writeFacts(writer, tenantKeys, facts));
}

const open = (allowed: SliceSpec, cursor: string | null = null, have: string | null = null) =>
  openSlice({ store: hub.store, snapshots, context, allowed, agreementKey: keys.publicKey }, { slice: WHOLE_SLICE, cursor, have });

/** The hub's feed as a desk reaches it. `bend`: called before each reply of chunks; false breaks it off after its first part. */
function feed(allowed: SliceSpec = WHOLE_SLICE, whole: () => boolean = () => true): FeedTransport {
  return {
    open: (_slice, cursor, have) => open(allowed, cursor, have ?? null),
    next: (cursor) => nextSegment(hub.store, context, cursor, keys.publicKey, allowed),
    async chunks(wanted, take) {
      const chunks = await snapshots.chunks(context, allowed, wanted);
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

async function desk(): Promise<SliceStore> {
  const { tenant } = context;
  const file = join(folder(), 'a.slice');
  const store = await openSliceStore({
    worker: WORKER,
    file,
    key: Buffer.alloc(32, 5),
    ordinal,
    tenant,
    grant: GRANT,
    role: 'investigator',
  });
  onTestFinished(() => store.close());
  return store;
}

const sync = (store: SliceStore, transport: FeedTransport, signal = new AbortController().signal): Promise<Result<SliceStatus>> =>
  runSync({
    transport,
    store,
    slice: WHOLE_SLICE,
    turns: new SyncQueue().turns(),
    tenant: context.tenant,
    agreementKey: keys.privateKey,
    onProgress: () => undefined,
    signal,
  });

const kept = (): string[] => readdirSync(join(hub.dataFolder, 'snapshots', context.tenant)).sort();
async function offered(): Promise<{ id: string; pages: number }> {
  const opened = await open(WHOLE_SLICE);
  if (!opened.ok || opened.value.snapshot?.state !== 'ready') throw new Error('no snapshot was offered');
  return opened.value.snapshot;
}

test('the first desk that asks has one built, the next gets the same; what came since follows as increments', async () => {
  const first = await desk();
  expect(await sync(first, feed())).toMatchObject({ ok: true, value: { nodes: 5_500, edges: 16_000, pending: 0 } });
  const { id } = await offered();
  expect(kept()).toEqual([`${id}.chunks`, `${id}.head`]);
  await write(context, makeGraph(100, 200, 12));
  const second = await desk();
  expect(await sync(second, feed())).toMatchObject({ ok: true, value: { nodes: 5_600, edges: 16_200 } });
  expect(await sync(first, feed())).toMatchObject({ ok: true, value: { nodes: 5_600, edges: 16_200 } });
  expect((await offered()).id).toBe(id);
  const node = GRAPH.nodes[17]!;
  expect(await second.ask('graph.read', { ids: [node.id] })).toMatchObject({
    ok: true,
    value: { nodes: [{ label: node.label, props: node.props }] },
  });
});

test('what the hub keeps of it on disk is sealed: no text of a customer, and not the key', async () => {
  await sync(await desk(), feed());
  for (const name of kept()) {
    const bytes = readFileSync(join(hub.dataFolder, 'snapshots', context.tenant, name));
    for (const text of ['powershell.exe', 'System32', 'nodes', 'SQLite', '"key"']) expect(bytes.includes(text)).toBe(false);
  }
});

test('a small slice comes by segments, and nothing is built', async () => {
  context = await customer();
  await write(context, makeGraph(200, 400, 13));
  const opened = await open(WHOLE_SLICE);
  expect(opened).toMatchObject({ ok: true, value: { snapshot: null } });
  expect(await sync(await desk(), feed())).toMatchObject({ ok: true, value: { nodes: 200, edges: 400 } });
});

test('the hub is started again in the middle of a fetch: the desk goes on with the same snapshot, which is not built anew', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const { id } = await offered();
  const store = await desk();
  let chunks = 0;
  const abort = new AbortController();
  const broken = sync(
    store,
    feed(WHOLE_SLICE, () => ++chunks < 20 || (abort.abort(), false)),
    abort.signal,
  );
  expect(await broken).toMatchObject({ ok: false, error: { code: 'context_ended' } });
  await snapshots.close();
  snapshots = new Snapshots({ store: hub.store, dataFolder: hub.dataFolder, log: silent });
  let more = 0;
  const resumed = await sync(
    store,
    feed(WHOLE_SLICE, () => ++more > 0),
  );
  expect(resumed).toMatchObject({ ok: true, value: { nodes: 5_500, edges: 16_000 } });
  expect((await offered()).id).toBe(id);
  expect(more).toBeLessThan(Math.ceil((await offered()).pages / 32) - 8);
});

test('one that is too far behind is replaced; who is in the middle of the old one still gets it', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const old = await offered();
  await write(context, makeGraph(3_000, 8_000, 14));
  // The new one is built in the background, and the old one is good until then.
  const first = await open(WHOLE_SLICE);
  expect(first).toMatchObject({ ok: true, value: { snapshot: { state: 'ready', id: old.id } } });
  await snapshots.prepare(context, WHOLE_SLICE);
  const fresh = await offered();
  expect(fresh.id).not.toBe(old.id);
  expect(await open(WHOLE_SLICE, null, old.id)).toMatchObject({ ok: true, value: { snapshot: { id: old.id } } });
  expect(await open(WHOLE_SLICE, null, 'ab'.repeat(16))).toMatchObject({ ok: true, value: { snapshot: { id: fresh.id } } });
});

test('a file that was changed on the hub: nobody gets the changed chunk, it is dropped, and the desk gets one that is built anew', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const { id } = await offered();
  const file = join(hub.dataFolder, 'snapshots', context.tenant, `${id}.chunks`);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1_000]! ^= 1;
  writeFileSync(file, bytes);
  const result = await sync(await desk(), feed());
  expect(result).toMatchObject({ ok: true, value: { nodes: 5_500, edges: 16_000 } });
  expect(kept()).not.toContain(`${id}.chunks`);
});

test('a cut file, a head of another key and what a killed hub left of a build are removed at the next start', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const { id } = await offered();
  const where = join(hub.dataFolder, 'snapshots', context.tenant);
  writeFileSync(join(where, `${'ef'.repeat(16)}.scratch`), 'left');
  writeFileSync(join(where, `${'cd'.repeat(16)}.head`), readFileSync(join(where, `${id}.head`)));
  writeFileSync(join(where, `${id}.chunks`), readFileSync(join(where, `${id}.chunks`)).subarray(1));
  snapshots = new Snapshots({ store: hub.store, dataFolder: hub.dataFolder, log: silent });
  const again = await offered();
  expect(again.id).not.toBe(id);
  expect(kept()).toEqual([`${again.id}.chunks`, `${again.id}.head`]);
});

test("another tenant's snapshot is not found, by whatever name", async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const { id } = await offered();
  const mine = context;
  context = await customer();
  expect(await snapshots.chunks(context, WHOLE_SLICE, { id, from: 0, count: 1 })).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  });
  expect(await snapshots.chunks(mine, WHOLE_SLICE, { id, from: 0, count: 1 })).toMatchObject({ ok: true });
  expect(await snapshots.chunks(mine, WHOLE_SLICE, { id, from: 1_000_000, count: 1 })).toMatchObject({ ok: false });
});

test('a grant that allows a part: that part has a snapshot of its own, and neither the whole one nor its cursors are given', async () => {
  const HOSTS: SliceSpec = { kinds: ['host', 'user', 'process'], since: null };
  const store = await desk();
  const wide = await sync(store, feed());
  if (!wide.ok) throw new Error(wide.error.code);
  const { id } = await offered();
  const refused = { ok: false, error: { code: 'not_found' } };
  expect(await open(HOSTS, wide.value.cursor)).toMatchObject(refused);
  expect(await nextSegment(hub.store, context, wide.value.cursor!, keys.publicKey, HOSTS)).toMatchObject(refused);
  expect(await snapshots.chunks(context, HOSTS, { id, from: 0, count: 1 })).toMatchObject(refused);
  expect(
    await openSlice(
      { store: hub.store, snapshots, context, allowed: HOSTS, agreementKey: keys.publicKey },
      { slice: { kinds: ['domain'], since: null }, cursor: null, have: null },
    ),
  ).toMatchObject({ ok: false, error: { code: 'not_permitted' } });
  const nodes = GRAPH.nodes.filter(({ kind }) => HOSTS.kinds!.includes(kind));
  const inside = new Set(nodes.map((node) => node.id));
  const edges = GRAPH.edges.filter(({ src, dst }) => inside.has(src) && inside.has(dst));
  const narrowed = await sync(store, feed(HOSTS));
  expect(narrowed).toMatchObject({ ok: true, value: { slice: HOSTS, nodes: nodes.length, edges: edges.length } });
  const domain = GRAPH.nodes.find(({ kind }) => kind === 'domain')!;
  expect(await store.ask('graph.read', { ids: [domain.id] })).toMatchObject({ ok: true, value: { nodes: [] } });
});

test("a big build holds nobody's feed up: another customer's segments come meanwhile", async () => {
  const building = snapshots.prepare(context, WHOLE_SLICE);
  let done = false;
  void building.then(() => (done = true));
  context = await customer();
  await write(context, makeGraph(300, 600, 15));
  const synced = await sync(await desk(), feed());
  expect(synced).toMatchObject({ ok: true, value: { nodes: 300, edges: 600 } });
  await building;
  expect(done).toBe(true);
});

test('with the tenant its snapshots go', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  expect(kept()).toHaveLength(2);
  snapshots.forget(context.tenant);
  expect(readdirSync(join(hub.dataFolder, 'snapshots'))).not.toContain(context.tenant);
});
