/** A grant that allows less than what is on the desk: learned at opening, by an extension, in the middle of a first sync, with a full queue. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ContextSlice } from '../../../../electron/context/slice.ts';
import type { SliceStore } from '../../../../electron/store/slice-store.ts';
import type { FeedTransport } from '../../../../electron/sync/feed-transport.ts';
import { runSync } from '../../../../electron/sync/sync.ts';
import { SyncQueue } from '../../../../electron/sync/turns.ts';
import type { Graph } from '../../../../bench/graph.ts';
import { messagesOf } from '../../../../bench/segments.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { GRAPH, ready } from '../../../support/pages-sync.ts';
import { TENANT, feedOf, folder, openTestStore } from '../../../support/slice.ts';
import { keys, opened, run } from '../../../support/sync-run.ts';
import { feedOfSnapshot } from '../../../support/snapshot-feed.ts';

const HOSTS: SliceSpec = { kinds: ['host'], since: null };
const few: Graph = { nodes: GRAPH.nodes.filter(({ kind }) => kind === 'host'), edges: [] };
const allowed = await messagesOf(few, TENANT, keys.publicKey, 500);
const host = few.nodes[0]!;
const secret = GRAPH.nodes.find(({ kind }) => kind === 'domain')!;

/** A hub that gives this slice by segments, and takes no cursor of another one. */
function segments(slice: SliceSpec): FeedTransport {
  const feed = feedOf(allowed);
  return {
    ...feed,
    open: async (wanted, cursor) => {
      const from = cursor?.startsWith('wide') ? 'unknown' : cursor;
      const opened = await feed.open(wanted, from);
      return opened.ok ? ok({ ...opened.value, slice }) : opened;
    },
  };
}
const away: FeedTransport = {
  open: async () => fail('hub_unreachable'),
  next: async () => fail('hub_unreachable'),
  chunks: async () => fail('hub_unreachable'),
};

/** A desk's slice in this file; the hub behind it may be exchanged. */
function open(file: string, says: { allowed: SliceSpec; hub: FeedTransport; store?: (store: SliceStore) => SliceStore }) {
  const heard: SliceSpec[] = [];
  const narrowed: SliceSpec[] = [];
  const refused: unknown[] = [];
  const desk = { hub: says.hub, heard, narrowed, refused };
  const slice = new ContextSlice({
    known: existsSync(file) ? 1 : null,
    open: async () => (says.store ?? ((store) => store))(await openTestStore(file)),
    allowed: says.allowed,
    runSync,
    transport: {
      open: (...args) => desk.hub.open(...args),
      next: (...args) => desk.hub.next(...args),
      chunks: (...args) => desk.hub.chunks(...args),
    },
    turns: new SyncQueue().turns(),
    tenant: TENANT,
    agreementKey: keys.privateKey,
    mayFetch: () => true,
    onState: () => undefined,
    onReady: () => undefined,
    onChanging: () => undefined,
    onAllowed: (slice) => heard.push(slice),
    onNarrowed: (slice) => narrowed.push(slice),
    onRefused: (error) => refused.push(error),
  });
  onTestFinished(() => slice.close());
  return Object.assign(desk, { slice });
}
const read = (slice: ContextSlice, id: typeof secret.id) => slice.ask('graph.read', { ids: [id] });
const phase = async (slice: ContextSlice, wanted: string): Promise<void> => {
  while (slice.state.phase !== wanted) await sleep(5);
};
/** The whole graph's slice, as an earlier day left it. */
async function wide(): Promise<string> {
  const file = join(folder(), 'a.slice');
  const store = await opened(file);
  const feed = feedOfSnapshot(ready);
  expect(await run(store, feed)).toMatchObject({ ok: true });
  await store.close();
  return file;
}

test('less at opening: the first question finds nothing, the file is gone, the allowed part comes', async () => {
  const file = await wide();
  const desk = open(file, { allowed: HOSTS, hub: away });
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: false, error: { code: 'slice_missing' } });
  expect(readdirSync(join(file, '..'))).toEqual([]);
  expect(desk.narrowed).toEqual([HOSTS]);
  await phase(desk.slice, 'failed');
  desk.hub = segments(HOSTS);
  expect(await desk.slice.syncNow()).toMatchObject({ ok: true });
  expect(await read(desk.slice, host.id)).toMatchObject({ ok: true, value: { nodes: [{ id: host.id }] } });
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: true, value: { nodes: [] } });
  expect(desk.narrowed).toEqual([HOSTS]);
});

test('less at opening, and all that is here is a part that was begun of more: it goes', async () => {
  const file = join(folder(), 'a.slice');
  const store = await opened(file);
  await run(store, feedOfSnapshot(ready, [], { bend: (box, chunk) => (chunk === 4 ? 'internal' : box) }));
  await store.close();
  expect(existsSync(`${file}.pages`)).toBe(true);
  const desk = open(file, { allowed: HOSTS, hub: segments(HOSTS) });
  await phase(desk.slice, 'ready');
  expect(readdirSync(join(file, '..')).filter((name) => name.includes('pages'))).toEqual([]);
  expect(desk.narrowed).toEqual([HOSTS]);
});

test('a part that an earlier process began goes where the slice then comes by segments', async () => {
  const file = join(folder(), 'a.slice');
  const store = await opened(file);
  await run(store, feedOfSnapshot(ready, [], { bend: (box, chunk) => (chunk === 4 ? 'internal' : box) }));
  await store.close();
  const desk = open(file, { allowed: WHOLE_SLICE, hub: segments(WHOLE_SLICE) });
  await phase(desk.slice, 'ready');
  expect(existsSync(`${file}.pages`)).toBe(false);
  expect(desk.narrowed).toEqual([]);
});

test('less by an extension: gone at once, with the hub away as well; more again comes again', async () => {
  const file = await wide();
  const desk = open(file, { allowed: WHOLE_SLICE, hub: feedOfSnapshot(ready) });
  await phase(desk.slice, 'ready');
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: true, value: { nodes: [{ id: secret.id }] } });
  desk.hub = away;
  const narrowing = desk.slice.allow(HOSTS);
  await Promise.resolve();
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: false, error: { code: 'slice_missing' } });
  await narrowing;
  expect(readdirSync(join(file, '..'))).toEqual([]);
  expect(desk.slice.state).toMatchObject({ phase: 'failed', sliceAt: null });
  desk.hub = feedOfSnapshot(ready);
  await desk.slice.allow(WHOLE_SLICE);
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: true, value: { nodes: [{ id: secret.id }] } });
  expect(desk.narrowed).toEqual([HOSTS]);
  expect(desk.refused).toEqual([]);
});

test('more by the feed than the hub said before, and then as little again by an extension: the store holds to it', async () => {
  const desk = open(join(folder(), 'a.slice'), { allowed: HOSTS, hub: feedOfSnapshot(ready) });
  await phase(desk.slice, 'ready');
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: true, value: { nodes: [{ id: secret.id }] } });
  expect(desk.heard).toEqual([WHOLE_SLICE]);
  desk.hub = away;
  await desk.slice.allow(HOSTS);
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: false, error: { code: 'slice_missing' } });
  desk.hub = segments(HOSTS);
  await desk.slice.syncNow();
  // What was known already is not told once more.
  expect(desk.heard).toEqual([WHOLE_SLICE]);
});

test('less when the last chunk of more is here: it is not put in place, nobody is answered from it, and nothing of it stays', async () => {
  const file = join(folder(), 'a.slice');
  const desk = open(file, { allowed: WHOLE_SLICE, hub: away });
  await phase(desk.slice, 'failed');
  let narrowing: Promise<void> = Promise.resolve();
  const answers: Promise<unknown>[] = [];
  desk.hub = feedOfSnapshot(ready, [], {
    bend: (box, chunk) => {
      if (chunk === ready.boxes.length - 1) {
        desk.hub = away;
        narrowing = desk.slice.allow(HOSTS);
        for (let wait = 0; wait < 40; wait++) answers.push(sleep(wait * 5).then(() => read(desk.slice, secret.id)));
      }
      return box;
    },
  });
  await desk.slice.syncNow();
  await narrowing;
  for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ ok: false });
  expect(readdirSync(join(file, '..'))).toEqual([]);
  expect(desk.narrowed).toEqual([HOSTS]);
  expect(desk.refused).toEqual([]);
  desk.hub = segments(HOSTS);
  expect(await desk.slice.syncNow()).toMatchObject({ ok: true });
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: true, value: { nodes: [] } });
});

test('less while a window keeps every place for questions: it is heard all the same, and a sync goes on', async () => {
  const file = await wide();
  const desk = open(file, { allowed: WHOLE_SLICE, hub: feedOfSnapshot(ready) });
  await phase(desk.slice, 'ready');
  desk.hub = segments(HOSTS);
  let asking = true;
  const codes = new Set<string>();
  const ask = async (): Promise<void> => {
    while (asking) {
      const answer = await desk.slice.ask('graph.search', { text: 'a' });
      codes.add(answer.ok ? 'ok' : answer.error.code);
      await sleep(0);
    }
  };
  const askers = Array.from({ length: 200 }, ask);
  while (!codes.has('rate')) await sleep(1);
  await desk.slice.allow(HOSTS);
  asking = false;
  await Promise.all(askers);
  expect(desk.narrowed).toEqual([HOSTS]);
  expect(desk.slice.state.phase).toBe('ready');
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: true, value: { nodes: [] } });
});

test('a store that can not let it go is closed: nobody is answered', async () => {
  const file = await wide();
  const stuck = (store: SliceStore): SliceStore => ({
    ...store,
    allow: (slice) => (slice.kinds ? Promise.resolve(fail('internal')) : store.allow(slice)),
  });
  const desk = open(file, { allowed: WHOLE_SLICE, hub: feedOfSnapshot(ready), store: stuck });
  await phase(desk.slice, 'ready');
  await desk.slice.allow(HOSTS);
  expect(await read(desk.slice, secret.id)).toMatchObject({ ok: false, error: { code: 'slice_damaged' } });
  expect(desk.slice.state).toMatchObject({ phase: 'failed', sliceAt: null });
});
