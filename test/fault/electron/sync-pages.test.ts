/** A first sync by ready pages, and everything that can interrupt it on the way. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { makeGraph } from '../../../bench/graph.ts';
import { messagesOf } from '../../../bench/segments.ts';
import type { FeedTransport } from '../../../electron/sync/feed-transport.ts';
import type { SyncProgress } from '../../../electron/sync/run.ts';
import { PAGE, PageSealer, SALT } from '../../../shared/slice-file/pages.ts';
import { CHUNK, GRAPH, NOT_FOUND, other, ready } from '../../support/pages-sync.ts';
import { held, idsOf, keys, opened, run } from '../../support/sync-run.ts';
import { KEY, TENANT, folder } from '../../support/slice.ts';
import { feedOfSnapshot } from '../../support/snapshot-feed.ts';

const NEWER = makeGraph(300, 900, 6);

describe('a first sync by pages', () => {
  test('brings every record, counts truly, then what came since; the slice is answered from and grows on', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const seen: SyncProgress[] = [];
    const later = await messagesOf(NEWER, TENANT, keys.publicKey, 500);
    const result = await run(store, feedOfSnapshot(ready, later), { onProgress: (one) => seen.push(one) });
    expect(result).toMatchObject({ ok: true, value: { nodes: 2_300, edges: 6_900, cursor: `${later.length}`, begun: null } });
    const counted = seen.filter(({ phase, total }) => phase === 'syncing' && total === 8_000).map(({ done }) => done);
    expect(counted.at(-1)).toBe(8_000);
    expect(counted).toEqual(counted.toSorted((a, b) => a - b));
    const [node] = GRAPH.nodes;
    expect(await store.ask('graph.read', { ids: [node!.id] })).toMatchObject({ ok: true, value: { nodes: [{ label: node!.label }] } });
    await store.close();
    expect(held(file)).toEqual(idsOf(GRAPH, NEWER));
    expect(readdirSync(join(file, '..'))).toEqual(['a.slice']);
  });

  test('writes nothing that is not sealed under the key of this desk', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOfSnapshot(ready, [], { bend: (box, chunk) => (chunk === ready.boxes.length - 1 ? 'cut' : box) }));
    const part = readFileSync(`${file}.pages`);
    expect(part.length).toBeGreaterThan(CHUNK);
    for (const text of ['powershell.exe', 'System32', 'CREATE TABLE', 'SQLite format 3']) expect(part.includes(text)).toBe(false);
    const sealer = new PageSealer(KEY, part.subarray(0, SALT));
    for (let page = 0; page < part.length / PAGE; page++)
      expect(sealer.isGenuine(part.subarray(page * PAGE, page * PAGE + PAGE), page + 1)).toBe(true);
  });

  test('leaves the old slice answering until the new one stands', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOfSnapshot(other));
    const id = other.offer.id;
    const before = await store.status();
    const asked: string[] = [];
    const fresh = feedOfSnapshot(ready, [], { bend: (box) => (asked.push(id), box) });
    // The hub was restored from a backup: it does not know the cursor.
    let unknown = true;
    const transport: FeedTransport = {
      ...fresh,
      open: (slice, cursor, have) =>
        unknown && cursor !== null
          ? ((unknown = false), Promise.resolve({ ok: false, error: NOT_FOUND }))
          : fresh.open(slice, cursor, have),
      chunks: async (wanted, take) => {
        expect(await store.status()).toMatchObject({ ok: true, value: { at: before.ok && before.value.at, state: 'ready' } });
        return fresh.chunks(wanted, take);
      },
    };
    expect(await run(store, transport)).toMatchObject({ ok: true });
    await store.close();
    expect(held(file)).toEqual(idsOf(GRAPH));
  });
});

describe('interrupted', () => {
  test('at any chunk, it goes on from there, and never asks for one twice', async () => {
    for (const where of [0, 1, ready.boxes.length - 1]) {
      const file = join(folder(), 'a.slice');
      const store = await opened(file);
      const first: number[] = [];
      const failed = await run(
        store,
        feedOfSnapshot(ready, [], { asked: first, bend: (box, chunk) => (chunk === where ? 'internal' : box) }),
      );
      expect(failed).toMatchObject({ ok: false, error: { code: 'internal' } });
      await store.close();
      const again = await opened(file);
      if (where > 0) expect(await again.status()).toMatchObject({ ok: true, value: { state: 'missing', begun: ready.offer.id } });
      const second: number[] = [];
      expect(await run(again, feedOfSnapshot(ready, [], { asked: second }))).toMatchObject({ ok: true });
      expect([...first, ...second]).toEqual(ready.boxes.map((_, chunk) => chunk));
      await again.close();
      expect(held(file)).toEqual(idsOf(GRAPH));
    }
  });

  test('by whoever leaves the customer: the run ends at once, and the next goes on', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const abort = new AbortController();
    const feed = feedOfSnapshot(ready, [], { bend: (box, chunk) => (chunk === 3 ? (abort.abort(), 'cut') : box) });
    expect(await run(store, feed, { signal: abort.signal })).toMatchObject({ ok: false, error: { code: 'context_ended' } });
    await store.close();
    const again = await opened(file);
    expect(await run(again, feedOfSnapshot(ready))).toMatchObject({ ok: true });
    await again.close();
    expect(held(file)).toEqual(idsOf(GRAPH));
  });

  test('by a line that breaks after nearly every chunk, one run brings it all', { timeout: 60_000 }, async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    let sent = 0;
    const asked: number[] = [];
    const feed = feedOfSnapshot(ready, [], { asked, bend: (box) => (++sent % 2 === 0 ? 'cut' : box) });
    expect(await run(store, feed)).toMatchObject({ ok: true });
    expect(asked).toEqual(ready.boxes.map((_, chunk) => chunk));
  });

  test('by kill -9 at any moment, it goes on with what lies there', { timeout: 120_000 }, async () => {
    const where = folder();
    const [file, snapshot] = [join(where, 'a.slice'), join(where, 'ready')];
    writeFileSync(snapshot, serialize({ ready, agreementKey: keys.privateKey }));
    let killed = 0;
    let said = '';
    for (let round = 0; !said.includes('done') && round < 40; round++) {
      const child = spawn(process.execPath, [new URL('./sync-child.ts', import.meta.url).pathname, file, snapshot], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      said = '';
      const limit = 1 + (round % 4);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.split('chunk').length > limit + 1 && child.exitCode === null && round < 6) child.kill('SIGKILL');
      });
      await new Promise((done) => child.once('exit', done));
      if (!said.includes('done')) killed++;
      if (existsSync(file)) break;
    }
    expect(killed).toBeGreaterThan(2);
    expect(said).toContain('done');
    expect(held(file)).toEqual(idsOf(GRAPH));
  });

  test('by a power cut that leaves a hole in the file, it goes on from before the hole', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const last = ready.boxes.length - 1;
    await run(store, feedOfSnapshot(ready, [], { bend: (box, chunk) => (chunk === last ? 'internal' : box) }));
    await store.close();
    const bytes = readFileSync(`${file}.pages`);
    bytes.fill(0, CHUNK + 3 * PAGE, CHUNK + 4 * PAGE);
    writeFileSync(`${file}.pages`, bytes);
    const asked: number[] = [];
    const again = await opened(file);
    expect(await run(again, feedOfSnapshot(ready, [], { asked }))).toMatchObject({ ok: true });
    expect(asked[0]).toBe(1);
    await again.close();
    expect(held(file)).toEqual(idsOf(GRAPH));
  });

  test('when the hub has another snapshot by then, it begins with that one', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    await run(store, feedOfSnapshot(other, [], { bend: (box, chunk) => (chunk === 2 ? 'internal' : box) }));
    expect(await store.status()).toMatchObject({ ok: true, value: { begun: other.offer.id } });
    expect(await run(store, feedOfSnapshot(ready))).toMatchObject({ ok: true });
    await store.close();
    expect(held(file)).toEqual(idsOf(GRAPH));
  });

  test('when the hub replaces its snapshot in the middle, it begins with the new one in the same run', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const feeds = [feedOfSnapshot(other, [], { bend: (box, chunk) => (chunk === 2 ? 'not_found' : box) }), feedOfSnapshot(ready)];
    let at = -1;
    const transport: FeedTransport = {
      ...feeds[1]!,
      open: (slice, cursor, have) => feeds[(at = Math.min(at + 1, 1))]!.open(slice, cursor, have),
      chunks: (wanted, take) => feeds[at]!.chunks(wanted, take),
    };
    expect(await run(store, transport)).toMatchObject({ ok: true });
    await store.close();
    expect(held(file)).toEqual(idsOf(GRAPH));
  });

  test('by a token that ends in the middle: the run says so, and the next goes on', async () => {
    const file = join(folder(), 'a.slice');
    const store = await opened(file);
    const ended = await run(store, feedOfSnapshot(ready, [], { bend: (box, chunk) => (chunk === 3 ? 'context_ended' : box) }));
    expect(ended).toMatchObject({ ok: false, error: { code: 'context_ended' } });
    const asked: number[] = [];
    expect(await run(store, feedOfSnapshot(ready, [], { asked }))).toMatchObject({ ok: true });
    expect(asked[0]).toBe(3);
  });
});

test('a file of pages that was cut in the middle of a chunk is gone on with from its last whole one', async () => {
  const file = join(folder(), 'a.slice');
  const store = await opened(file);
  await run(store, feedOfSnapshot(ready, [], { bend: (box, chunk) => (chunk === 4 ? 'internal' : box) }));
  await store.close();
  truncateSync(`${file}.pages`, 2 * CHUNK + 777);
  const asked: number[] = [];
  const again = await opened(file);
  expect(await run(again, feedOfSnapshot(ready, [], { asked }))).toMatchObject({ ok: true });
  expect(asked[0]).toBe(2);
});
