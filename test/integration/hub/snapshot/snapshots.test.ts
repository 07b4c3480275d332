/** Snapshots from a real hub's rows to a real desk's slice: built, kept, offered, replaced, resumed over a restart, and refused. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import type { Graph } from '../../../../bench/graph.ts';
import type { SliceStatus, SliceStore } from '../../../../electron/store/slice-store.ts';
import { openSliceStore } from '../../../../electron/store/client.ts';
import type { FeedTransport } from '../../../../electron/sync/feed-transport.ts';
import { runSync } from '../../../../electron/sync/sync.ts';
import { SyncQueue } from '../../../../electron/sync/turns.ts';
import { sealCursor, sliceText } from '../../../../hub/feed/cursor.ts';
import { nextSegment } from '../../../../hub/feed/feed.ts';
import { keptParts, prebuildFeed } from '../../../../hub/feed/kept.ts';
import type { KeptPart } from '../../../../hub/feed/kept.ts';
import { openSlice } from '../../../../hub/feed/open.ts';
import { gatherFacts } from '../../../../hub/ingest/facts.ts';
import { writeFacts } from '../../../../hub/ingest/write-facts.ts';
import { openTenantKeys } from '../../../../hub/keys/tenant-keys.ts';
import { buildSnapshot } from '../../../../hub/snapshot/build.ts';
import { SnapshotFolder } from '../../../../hub/snapshot/kept.ts';
import { Snapshots } from '../../../../hub/snapshot/snapshots.ts';
import { writeGraph } from '../../../../hub/store/graph-write.ts';
import { keptSegments } from '../../../../hub/store/segments.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import type { Result } from '../../../../shared/errors.ts';
import type { RecordId } from '../../../../shared/graph/ids.ts';
import { NODE_KINDS } from '../../../../shared/graph/kinds.ts';
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

/** As after a start: nothing is remembered but what lies on the disk. */
const startAgain = (store: HubStore = hub.store): Snapshots => new Snapshots({ store, dataFolder: hub.dataFolder, log: silent });
/** One more slice with all rows of `GRAPH` in it. */
const since = (moment: number): SliceSpec => ({ kinds: null, since: moment });
const keptOf = async (slice: SliceSpec): Promise<number> => {
  const id = (await hub.store.tenantKeys(context)).sliceId(sliceText(slice));
  return (await keptSegments(hub.store.tenant(context), context.tenant, id)).length;
};

test('after a restore or a failover, what was built before is not offered: the database may never have had it', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const { id } = await offered();
  snapshots = startAgain();
  expect((await offered()).id).toBe(id);
  const [wrapped] = await hub.store.records(context).selectFrom('data_key').select(['id', 'sealed']).execute();
  const elsewhere = await openTenantKeys(context, hub.secrets, wrapped!, 'another timeline');
  snapshots = startAgain({ ...hub.store, tenantKeys: async () => elsewhere });
  const another = await offered();
  expect(another.id).not.toBe(id);
  expect(kept()).toEqual([`${another.id}.chunks`, `${another.id}.head`]);
});

test('a snapshot that is ahead of the database, which somebody put back, is dropped', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const { id } = await offered();
  await hub.store
    .tenant(context)
    .updateTable('counter')
    .set(({ eb }) => ({ seq: eb('seq', '-', 1) }))
    .where('tenant_id', '=', context.tenant)
    .execute();
  const opened = await open(WHOLE_SLICE);
  expect(opened).toMatchObject({ ok: true });
  expect(JSON.stringify(opened)).not.toContain(id);
  expect(kept()).not.toContain(`${id}.chunks`);
});

test('a slice that somebody names, but no grant, is neither built nor kept: it comes by segments', async () => {
  const named = since(1);
  const transport = feed();
  const asked: FeedTransport = {
    ...transport,
    open: (slice, cursor, have) =>
      openSlice(
        { store: hub.store, snapshots, context, allowed: WHOLE_SLICE, agreementKey: keys.publicKey },
        { slice, cursor, have: have ?? null },
      ),
  };
  expect(await asked.open(named, null)).toMatchObject({ ok: true, value: { snapshot: null, nodes: 5_500 } });
  let rows = 0;
  for (let cursor: string | null = null; ;) {
    if (cursor === null) cursor = ((await asked.open(named, null)) as { value: { cursor: string } }).value.cursor;
    const segment = await asked.next(cursor);
    if (!segment.ok) throw new Error(segment.error.text);
    rows += segment.value.nodes + segment.value.edges;
    cursor = segment.value.cursor;
    if (segment.value.done) break;
  }
  expect(rows).toBe(21_500);
  await snapshots.close();
  expect(existsSync(join(hub.dataFolder, 'snapshots', context.tenant))).toBe(false);
  expect(await keptOf(named)).toBe(0);
});

test("one customer's many builds leave another's its turn", async () => {
  const order: string[] = [];
  const done = (name: string) => () => void order.push(name);
  const many = [1, 2, 3, 4].map((moment) => snapshots.prepare(context, since(moment)).then(done('many')));
  context = await customer();
  await write(context, GRAPH);
  await Promise.all([...many, snapshots.prepare(context, WHOLE_SLICE).then(done('one'))]);
  expect(order.indexOf('one')).toBeLessThan(3);
}, 60_000);

test('what is being fetched stays beside any number of others; later the least used go, and their segments with them', async () => {
  for (let moment = 1; moment <= 6; moment++) await snapshots.prepare(context, since(moment));
  expect(kept()).toHaveLength(12);
  expect(await keptOf(since(1))).toBeGreaterThan(0);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
  await snapshots.prepare(context, WHOLE_SLICE);
  expect(kept()).toHaveLength(8);
  expect(await keptOf(since(1))).toBe(0);
  expect(await keptOf(since(6))).toBeGreaterThan(0);
  expect(await open(since(1))).toMatchObject({ ok: true });
}, 60_000);

test("a slice is behind by its own changes, not by all of the customer's", async () => {
  const allowed: SliceSpec = { kinds: NODE_KINDS.filter((kind) => kind !== 'domain'), since: null };
  const base = makeGraph(9_000, 30_000, 16);
  await write(context, base);
  await snapshots.prepare(context, allowed);
  const before = kept();
  expect(before).toHaveLength(2);
  const strangers = makeGraph(60_000, 0, 17).nodes.filter(({ kind }) => kind === 'domain');
  await write(context, {
    nodes: Array.from({ length: 20_000 }, (_, at) => ({
      ...strangers[at % strangers.length]!,
      id: randomBytes(16).toString('hex') as RecordId,
    })),
    edges: [],
  });
  expect(await open(allowed)).toMatchObject({ ok: true, value: { snapshot: { state: 'ready' } } });
  await snapshots.prepare(context, allowed);
  await snapshots.close();
  expect(kept()).toEqual(before);
}, 60_000);

test('after a start the newest of a slice is the newest, however the files are called', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  const tenantKeys = await hub.store.tenantKeys(context);
  const parts = new SnapshotFolder(join(hub.dataFolder, 'snapshots'), context.tenant);
  const [real] = parts.load(tenantKeys);
  const as = (id: string, seq: number): void => {
    writeFileSync(join(hub.dataFolder, 'snapshots', context.tenant, `${id}.chunks`), Buffer.alloc(9));
    const cursor = sealCursor(tenantKeys, { slice: WHOLE_SLICE, seq });
    parts.keep(tenantKeys, id, real!.key, { cursor, nodes: 1, edges: 1, pages: 1, lengths: [9] });
  };
  as('ff'.repeat(16), real!.seq - 2);
  as('00'.repeat(16), real!.seq - 1);
  as('80'.repeat(16), real!.seq - 3);
  expect(parts.load(tenantKeys).map(({ seq }) => real!.seq - seq)).toEqual([3, 2, 1, 0]);
  snapshots = startAgain();
  expect((await offered()).id).toBe(real!.id);
});

test('it says of itself that it is complete as of before it was built, not after', async () => {
  const began = Date.now();
  await snapshots.prepare(context, WHOLE_SLICE);
  const ended = Date.now();
  const store = await desk();
  const { chunks, ...rest } = feed();
  expect(await sync(store, { ...rest, chunks, next: async () => fail('hub_unreachable') })).toMatchObject({ ok: false });
  const status = await store.status();
  if (!status.ok) throw new Error(status.error.code);
  expect(status.value.at! - began).toBeLessThan((ended - began) / 2);
});

test('a builder that fails before the first segment is there is an error, and nothing waits for it', async () => {
  const slow = async function* (): AsyncGenerator<KeptPart> {
    await sleep(500);
    yield* keptParts(hub.store, context, WHOLE_SLICE);
  };
  await prebuildFeed(hub.store, context);
  const none = join(hub.dataFolder, 'no such folder', 'a');
  const options = { tenant: context.tenant, ordinal, slice: WHOLE_SLICE, id: 'ab'.repeat(16), key: new Uint8Array(32), at: 1 };
  const built = buildSnapshot(
    { ...options, scratch: `${none}.scratch`, target: none },
    slow(),
    () => undefined,
    new AbortController().signal,
  );
  await expect(built).rejects.toThrow(/no such file|ENOENT/);
});

test('with the tenant its snapshots go', async () => {
  await snapshots.prepare(context, WHOLE_SLICE);
  expect(kept()).toHaveLength(2);
  snapshots.forget(context.tenant);
  expect(readdirSync(join(hub.dataFolder, 'snapshots'))).not.toContain(context.tenant);
});
