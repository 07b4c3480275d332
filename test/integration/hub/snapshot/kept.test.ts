/** Which snapshots a hub keeps, builds and offers: of the database's own past, of what grants allow, fairly, and the newest. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import type { FeedTransport } from '../../../../electron/sync/feed-transport.ts';
import { sealCursor, sliceText } from '../../../../hub/feed/cursor.ts';
import { keptParts, prebuildFeed } from '../../../../hub/feed/kept.ts';
import type { KeptPart } from '../../../../hub/feed/kept.ts';
import { openSlice } from '../../../../hub/feed/open.ts';
import { makeReady } from '../../../../hub/ingest/command/ready.ts';
import { openTenantKeys } from '../../../../hub/keys/tenant-keys.ts';
import { buildSnapshot } from '../../../../hub/snapshot/build.ts';
import { SnapshotFolder } from '../../../../hub/snapshot/kept.ts';
import { noteChange, takeNotes } from '../../../../hub/snapshot/notes.ts';
import { Snapshots } from '../../../../hub/snapshot/snapshots.ts';
import { keptSegments } from '../../../../hub/store/segments.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import { fail } from '../../../../shared/errors.ts';
import type { RecordId } from '../../../../shared/graph/ids.ts';
import { NODE_KINDS } from '../../../../shared/graph/kinds.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { silent } from '../store/open.ts';
import { GRAPH, customer, desk, feed, kept, keys, offered, open, scene, sync, useScene, write } from './scene.ts';

useScene();

/** As after a start: nothing is remembered but what lies on the disk. */
const startAgain = (store: HubStore = scene.hub.store): Snapshots =>
  new Snapshots({ store, dataFolder: scene.hub.dataFolder, log: silent });
/** One more slice with all rows of `GRAPH` in it. */
const since = (moment: number): SliceSpec => ({ kinds: null, since: moment });
const keptOf = async (slice: SliceSpec): Promise<number> => {
  const id = (await scene.hub.store.tenantKeys(scene.context)).sliceId(sliceText(slice));
  return (await keptSegments(scene.hub.store.tenant(scene.context), scene.context.tenant, id)).length;
};

test('after a restore or a failover, what was built before is not offered: the database may never have had it', async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const { id } = await offered();
  scene.snapshots = startAgain();
  expect((await offered()).id).toBe(id);
  const [wrapped] = await scene.hub.store.records(scene.context).selectFrom('data_key').select(['id', 'sealed']).execute();
  const elsewhere = await openTenantKeys(scene.context, scene.hub.secrets, wrapped!, 'another timeline');
  scene.snapshots = startAgain({ ...scene.hub.store, tenantKeys: async () => elsewhere });
  const another = await offered();
  expect(another.id).not.toBe(id);
  expect(kept()).toEqual([`${another.id}.chunks`, `${another.id}.head`]);
});

test('a snapshot that is ahead of the database, which somebody put back, is dropped', async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const { id } = await offered();
  await scene.hub.store
    .tenant(scene.context)
    .updateTable('counter')
    .set(({ eb }) => ({ seq: eb('seq', '-', 1) }))
    .where('tenant_id', '=', scene.context.tenant)
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
        { store: scene.hub.store, snapshots: scene.snapshots, context: scene.context, allowed: WHOLE_SLICE, agreementKey: keys.publicKey },
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
  await scene.snapshots.close();
  expect(existsSync(join(scene.hub.dataFolder, 'snapshots', scene.context.tenant))).toBe(false);
  expect(await keptOf(named)).toBe(0);
});

test("one customer's many builds leave another's its turn", async () => {
  const order: string[] = [];
  const done = (name: string) => () => void order.push(name);
  const many = [1, 2, 3, 4].map((moment) => scene.snapshots.prepare(scene.context, since(moment)).then(done('many')));
  scene.context = await customer();
  await write(scene.context, GRAPH);
  await Promise.all([...many, scene.snapshots.prepare(scene.context, WHOLE_SLICE).then(done('one'))]);
  expect(order.indexOf('one')).toBeLessThan(3);
}, 150_000);

test('what is being fetched stays beside any number of others; later the least used go, and their segments with them', async () => {
  for (let moment = 1; moment <= 6; moment++) await scene.snapshots.prepare(scene.context, since(moment));
  expect(kept()).toHaveLength(12);
  expect(await keptOf(since(1))).toBeGreaterThan(0);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
  onTestFinished(() => void vi.useRealTimers());
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  expect(kept()).toHaveLength(8);
  expect(await keptOf(since(1))).toBe(0);
  expect(await keptOf(since(6))).toBeGreaterThan(0);
  expect(await open(since(1))).toMatchObject({ ok: true });
}, 150_000);

test("a slice is behind by its own changes, not by all of the customer's", async () => {
  const allowed: SliceSpec = { kinds: NODE_KINDS.filter((kind) => kind !== 'domain'), since: null };
  const base = makeGraph(9_000, 30_000, 16);
  await write(scene.context, base);
  await scene.snapshots.prepare(scene.context, allowed);
  const before = kept();
  expect(before).toHaveLength(2);
  const strangers = makeGraph(60_000, 0, 17).nodes.filter(({ kind }) => kind === 'domain');
  await write(scene.context, {
    nodes: Array.from({ length: 20_000 }, (_, at) => ({
      ...strangers[at % strangers.length]!,
      id: randomBytes(16).toString('hex') as RecordId,
    })),
    edges: [],
  });
  expect(await open(allowed)).toMatchObject({ ok: true, value: { snapshot: { state: 'ready' } } });
  await scene.snapshots.prepare(scene.context, allowed);
  await scene.snapshots.close();
  expect(kept()).toEqual(before);
}, 150_000);

test('after a start the newest of a slice is the newest, however the files are called', async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const tenantKeys = await scene.hub.store.tenantKeys(scene.context);
  const parts = new SnapshotFolder(join(scene.hub.dataFolder, 'snapshots'), scene.context.tenant);
  const [real] = parts.load(tenantKeys);
  const as = (id: string, seq: number): void => {
    writeFileSync(join(scene.hub.dataFolder, 'snapshots', scene.context.tenant, `${id}.chunks`), Buffer.alloc(9));
    const cursor = sealCursor(tenantKeys, { slice: WHOLE_SLICE, seq });
    parts.keep(tenantKeys, id, real!.key, { cursor, nodes: 1, edges: 1, pages: 1, lengths: [9] });
  };
  as('ff'.repeat(16), real!.seq - 2);
  as('00'.repeat(16), real!.seq - 1);
  as('80'.repeat(16), real!.seq - 3);
  expect(parts.load(tenantKeys).map(({ seq }) => real!.seq - seq)).toEqual([3, 2, 1, 0]);
  scene.snapshots = startAgain();
  expect((await offered()).id).toBe(real!.id);
});

test('it says of itself that it is complete as of before it was built, not after', async () => {
  const began = Date.now();
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
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
    yield* keptParts(scene.hub.store, scene.context, WHOLE_SLICE);
  };
  await prebuildFeed(scene.hub.store, scene.context);
  const none = join(scene.hub.dataFolder, 'no such folder', 'a');
  const options = {
    tenant: scene.context.tenant,
    ordinal: scene.ordinal,
    slice: WHOLE_SLICE,
    id: 'ab'.repeat(16),
    key: new Uint8Array(32),
    at: 1,
  };
  const built = buildSnapshot(
    { ...options, scratch: `${none}.scratch`, target: none },
    slow(),
    () => undefined,
    new AbortController().signal,
  );
  await expect(built).rejects.toThrow(/no such file|ENOENT/);
});

test('after an ingest, beside a hub that runs or while none did, what grants allow is made ready before anybody asks', async () => {
  const { store } = scene.hub;
  const { tenant } = scene.context;
  const hosts: SliceSpec = { kinds: NODE_KINDS.filter((kind) => kind !== 'host'), since: null };
  const few: SliceSpec = { kinds: ['host'], since: null };
  await write(scene.context, makeGraph(9_000, 30_000, 18));
  await store.control
    .insertInto('issuer')
    .values({ id: 'mssp', url: 'https://id.example', client: 'c', title: 'SOC', tenant_id: null, code: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const grant = { tenant_id: tenant, issuer_id: 'mssp', roles: ['observer'], offline_hours: 0, authorised_by: 'a lead', version: 1 };
  const later = Date.now() + 60_000;
  const grants = [
    { subject: 'a', slice: null, until: later, ended_at: null },
    { subject: 'b', slice: JSON.stringify(hosts), until: later, ended_at: null },
    { subject: 'few', slice: JSON.stringify(few), until: later, ended_at: null },
    { subject: 'c', slice: JSON.stringify(since(1)), until: later, ended_at: 1 },
    { subject: 'd', slice: JSON.stringify(since(2)), until: 1, ended_at: null },
  ].map((one) => ({ id: randomUUID(), ...grant, ...one }));
  await store.control.insertInto('access_grant').values(grants).execute();
  await makeReady(store, scene.hub.dataFolder, tenant, new AbortController().signal);
  expect([await keptOf(WHOLE_SLICE), await keptOf(hosts), await keptOf(since(1)), await keptOf(since(2))].map((many) => many > 0)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  scene.snapshots.watch();
  await vi.waitFor(() => expect(kept().filter((name) => name.endsWith('.head'))).toHaveLength(2), 30_000);
  // What was made ready stays, though nothing of it is worth a snapshot.
  expect(await keptOf(few)).toBeGreaterThan(0);
  expect(await open(hosts)).toMatchObject({ ok: true, value: { snapshot: { state: 'ready' } } });
  expect(readdirSync(join(scene.hub.dataFolder, 'snapshots')).filter((name) => name.endsWith('.changed'))).toEqual([]);
  await scene.snapshots.close();
}, 150_000);

test('a folder that can not be read ends no hub, and a look that failed is taken up again', async () => {
  const { dataFolder, store } = scene.hub;
  const folder = join(dataFolder, 'snapshots');
  const away = (): never => {
    throw new Error('away');
  };
  const snapshots = startAgain({ ...store, control: { selectFrom: away } } as unknown as HubStore);
  renameSync(folder, `${folder}.aside`);
  writeFileSync(folder, '');
  onTestFinished(() => void vi.useRealTimers());
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  snapshots.watch();
  rmSync(folder);
  renameSync(`${folder}.aside`, folder);
  const note = join(folder, `${scene.context.tenant}.changed`);
  noteChange(dataFolder, scene.context.tenant);
  vi.advanceTimersByTime(2_000);
  expect(existsSync(note)).toBe(false);
  vi.useRealTimers();
  await vi.waitFor(() => expect(existsSync(note)).toBe(true));
  await snapshots.close();
  expect(takeNotes(dataFolder)).toEqual([]);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
  expect(takeNotes(dataFolder)).toEqual([scene.context.tenant]);
});
