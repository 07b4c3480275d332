/** Snapshots from a real hub's rows to a real desk's slice: built, kept, offered, replaced, resumed over a restart, and refused. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import { nextSegment } from '../../../../hub/feed/feed.ts';
import { openSlice } from '../../../../hub/feed/open.ts';
import { Snapshots } from '../../../../hub/snapshot/snapshots.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { silent } from '../store/open.ts';
import { GRAPH, customer, desk, feed, kept, keys, offered, open, scene, sync, useScene, write } from './scene.ts';

useScene();

test('the first desk that asks has one built, the next gets the same; what came since follows as increments', async () => {
  const first = await desk();
  expect(await sync(first, feed())).toMatchObject({ ok: true, value: { nodes: 5_500, edges: 16_000, pending: 0 } });
  const { id } = await offered();
  expect(kept()).toEqual([`${id}.chunks`, `${id}.head`]);
  await write(scene.context, makeGraph(100, 200, 12));
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
    const bytes = readFileSync(join(scene.hub.dataFolder, 'snapshots', scene.context.tenant, name));
    for (const text of ['powershell.exe', 'System32', 'nodes', 'SQLite', '"key"']) expect(bytes.includes(text)).toBe(false);
  }
});

test('a small slice comes by segments, and nothing is built', async () => {
  scene.context = await customer();
  await write(scene.context, makeGraph(200, 400, 13));
  const opened = await open(WHOLE_SLICE);
  expect(opened).toMatchObject({ ok: true, value: { snapshot: null } });
  expect(await sync(await desk(), feed())).toMatchObject({ ok: true, value: { nodes: 200, edges: 400 } });
});

test('the hub is started again in the middle of a fetch: the desk goes on with the same snapshot, which is not built anew', async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
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
  await scene.snapshots.close();
  scene.snapshots = new Snapshots({ store: scene.hub.store, dataFolder: scene.hub.dataFolder, log: silent });
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
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const old = await offered();
  await write(scene.context, makeGraph(3_000, 8_000, 14));
  // The new one is built in the background, and the old one is good until then.
  const first = await open(WHOLE_SLICE);
  expect(first).toMatchObject({ ok: true, value: { snapshot: { state: 'ready', id: old.id } } });
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const fresh = await offered();
  expect(fresh.id).not.toBe(old.id);
  expect(await open(WHOLE_SLICE, null, old.id)).toMatchObject({ ok: true, value: { snapshot: { id: old.id } } });
  expect(await open(WHOLE_SLICE, null, 'ab'.repeat(16))).toMatchObject({ ok: true, value: { snapshot: { id: fresh.id } } });
});

test('a file that was changed on the hub: nobody gets the changed chunk, it is dropped, and the desk gets one that is built anew', async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const { id } = await offered();
  const file = join(scene.hub.dataFolder, 'snapshots', scene.context.tenant, `${id}.chunks`);
  const bytes = readFileSync(file);
  bytes[bytes.length - 1_000]! ^= 1;
  writeFileSync(file, bytes);
  const result = await sync(await desk(), feed());
  expect(result).toMatchObject({ ok: true, value: { nodes: 5_500, edges: 16_000 } });
  expect(kept()).not.toContain(`${id}.chunks`);
});

test('a cut file, a head of another key and what a killed hub left of a build are removed at the next start', async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const { id } = await offered();
  const where = join(scene.hub.dataFolder, 'snapshots', scene.context.tenant);
  writeFileSync(join(where, `${'ef'.repeat(16)}.scratch`), 'left');
  writeFileSync(join(where, `${'cd'.repeat(16)}.head`), readFileSync(join(where, `${id}.head`)));
  writeFileSync(join(where, `${id}.chunks`), readFileSync(join(where, `${id}.chunks`)).subarray(1));
  scene.snapshots = new Snapshots({ store: scene.hub.store, dataFolder: scene.hub.dataFolder, log: silent });
  const again = await offered();
  expect(again.id).not.toBe(id);
  expect(kept()).toEqual([`${again.id}.chunks`, `${again.id}.head`]);
});

test("another tenant's snapshot is not found, by whatever name", async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  const { id } = await offered();
  const mine = scene.context;
  scene.context = await customer();
  expect(await scene.snapshots.chunks(scene.context, WHOLE_SLICE, { id, from: 0, count: 1 })).toMatchObject({
    ok: false,
    error: { code: 'not_found' },
  });
  expect(await scene.snapshots.chunks(mine, WHOLE_SLICE, { id, from: 0, count: 1 })).toMatchObject({ ok: true });
  expect(await scene.snapshots.chunks(mine, WHOLE_SLICE, { id, from: 1_000_000, count: 1 })).toMatchObject({ ok: false });
});

test('a grant that allows a part: that part has a snapshot of its own, and neither the whole one nor its cursors are given', async () => {
  const HOSTS: SliceSpec = { kinds: ['host', 'user', 'process'], since: null };
  const store = await desk();
  const wide = await sync(store, feed());
  if (!wide.ok) throw new Error(wide.error.code);
  const { id } = await offered();
  const refused = { ok: false, error: { code: 'not_found' } };
  expect(await open(HOSTS, wide.value.cursor)).toMatchObject(refused);
  expect(await nextSegment(scene.hub.store, scene.context, wide.value.cursor!, keys.publicKey, HOSTS)).toMatchObject(refused);
  expect(await scene.snapshots.chunks(scene.context, HOSTS, { id, from: 0, count: 1 })).toMatchObject(refused);
  expect(
    await openSlice(
      { store: scene.hub.store, snapshots: scene.snapshots, context: scene.context, allowed: HOSTS, agreementKey: keys.publicKey },
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
  const building = scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  let done = false;
  void building.then(() => (done = true));
  scene.context = await customer();
  await write(scene.context, makeGraph(300, 600, 15));
  const synced = await sync(await desk(), feed());
  expect(synced).toMatchObject({ ok: true, value: { nodes: 300, edges: 600 } });
  await building;
  expect(done).toBe(true);
});

test('with the tenant its snapshots go', async () => {
  await scene.snapshots.prepare(scene.context, WHOLE_SLICE);
  expect(kept()).toHaveLength(2);
  scene.snapshots.forget(scene.context.tenant);
  expect(readdirSync(join(scene.hub.dataFolder, 'snapshots'))).not.toContain(scene.context.tenant);
});
