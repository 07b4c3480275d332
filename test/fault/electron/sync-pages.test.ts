/** A first sync by ready pages, with everything that can befall it on the way. */
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  statfsSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeGraph } from '../../../bench/graph.ts';
import type { Graph } from '../../../bench/graph.ts';
import { messagesOf } from '../../../bench/segments.ts';
import { closeSliceFile, openSliceFile } from '../../../electron/store/read/slice-file.ts';
import type { SliceStatus, SliceStore } from '../../../electron/store/slice-store.ts';
import type { FeedTransport } from '../../../electron/sync/feed-transport.ts';
import type { SyncProgress } from '../../../electron/sync/run.ts';
import { runSync } from '../../../electron/sync/sync.ts';
import { SyncQueue } from '../../../electron/sync/turns.ts';
import type { Result } from '../../../shared/errors.ts';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../shared/graph/slice.ts';
import { newAgreementKeys } from '../../../shared/protocol/wrap.ts';
import { CHUNK_PAGES } from '../../../shared/slice-file/chunks.ts';
import { PAGE, PageSealer, SALT } from '../../../shared/slice-file/pages.ts';
import { KEY, ORDINAL, OTHER, TENANT, folder, openTestStore } from '../../support/slice.ts';
import { feedOfSnapshot, readySnapshot } from '../../support/snapshot-feed.ts';
import type { Ready } from '../../support/snapshot-feed.ts';

const keys = await newAgreementKeys();
const GRAPH = makeGraph(2_000, 6_000, 5);
const NEWER = makeGraph(300, 900, 6);
const CHUNK = CHUNK_PAGES * PAGE;
let ready: Ready;
let other: Ready;
let foreign: Ready;

beforeAll(async () => {
  const where = mkdtempSync(join(tmpdir(), 'netgraph-ready-'));
  ready = await readySnapshot(where, GRAPH, keys.publicKey);
  rmSync(join(where, `${ready.offer.id}.chunks`));
  other = await readySnapshot(where, makeGraph(2_000, 6_000, 7), keys.publicKey);
  foreign = await readySnapshot(where, GRAPH, keys.publicKey, { tenant: OTHER, id: ready.offer.id });
  rmSync(where, { recursive: true });
});

async function opened(file: string): Promise<SliceStore> {
  const store = await openTestStore(file);
  onTestFinished(() => store.close());
  return store;
}

function run(
  store: SliceStore,
  transport: FeedTransport,
  more: { signal?: AbortSignal; onProgress?: (progress: SyncProgress) => void; onNarrowed?: (slice: SliceSpec) => void } = {},
): Promise<Result<SliceStatus>> {
  return runSync({
    transport,
    store,
    slice: WHOLE_SLICE,
    turns: new SyncQueue().turns(),
    tenant: TENANT,
    agreementKey: keys.privateKey,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
}

const idsOf = (...all: readonly Graph[]): string[] =>
  all
    .flatMap(({ nodes, edges }) => [...nodes, ...edges])
    .map(({ id }) => id as string)
    .sort();

/** The ids of all records that the file holds, which is sound. */
function held(file: string): string[] {
  const open = openSliceFile(file, KEY, ORDINAL, TENANT)!;
  expect(open.reader.sound()).toBe(true);
  const ids = ['node', 'edge'].flatMap((table) =>
    open.reader
      .query(`SELECT lower(hex(id)) FROM ${table}`)
      .all()
      .map(([id]) => id as string),
  );
  expect(open.shape.nodes + open.shape.edges).toBe(ids.length);
  closeSliceFile(open);
  return ids.sort();
}

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

const NOT_FOUND = { code: 'not_found', text: 'Not found.', next: '' } as const;

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

describe('what does not check out', () => {
  const flip = (box: Uint8Array<ArrayBuffer>, at: number) => Uint8Array.from(box, (byte, index) => (index === at ? byte ^ 1 : byte));
  const bent: Record<string, (box: Uint8Array<ArrayBuffer>, chunk: number) => Uint8Array<ArrayBuffer>> = {
    garbage: (box, chunk) => (chunk === 2 ? Uint8Array.from(box, (_, at) => at) : box),
    'one flipped bit': (box, chunk) => (chunk === 2 ? flip(box, 40) : box),
    'a flipped bit of the tag': (box, chunk) => (chunk === 2 ? flip(box, box.length - 1) : box),
    'a cut chunk': (box, chunk) => (chunk === 2 ? box.slice(0, -1) : box),
    'an empty chunk': (box, chunk) => (chunk === 2 ? new Uint8Array(0) : box),
    'two chunks exchanged': (box, chunk) => ready.boxes[chunk === 1 ? 2 : chunk === 2 ? 1 : chunk] ?? box,
    'a chunk again': (box, chunk) => (chunk === 2 ? ready.boxes[1]! : box),
    "another snapshot's chunk": (box, chunk) => (chunk === 2 ? other.boxes[2]! : box),
    "another tenant's chunk": (box, chunk) => (chunk === 2 ? foreign.boxes[2]! : box),
  };

  test.each(Object.keys(bent))('%s stops it by name, and nothing is left of it', async (name) => {
    const where = folder();
    const store = await opened(join(where, 'a.slice'));
    const result = await run(store, feedOfSnapshot(ready, [], { bend: bent[name]! }));
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused', text: expect.stringContaining('does not check out') } });
    expect(await store.status()).toMatchObject({ ok: true, value: { state: 'missing', begun: null } });
    expect(readdirSync(where)).toEqual([]);
  });

  test('a whole file of another tenant, rightly sealed, does not become the slice', async () => {
    const where = folder();
    const store = await opened(join(where, 'a.slice'));
    const result = await run(store, feedOfSnapshot({ ...foreign, slice: WHOLE_SLICE }));
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused' } });
    expect(readdirSync(where)).toEqual([]);
  });

  test('a file of another slice than was offered does not become the slice', async () => {
    const where = folder();
    const store = await opened(join(where, 'a.slice'));
    const narrow = await readySnapshot(where, GRAPH, keys.publicKey, { slice: { kinds: ['host'], since: null } });
    const result = await run(store, feedOfSnapshot({ ...narrow, slice: WHOLE_SLICE }));
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused', text: expect.stringContaining('another slice') } });
    expect(existsSync(join(where, 'a.slice'))).toBe(false);
  });
});

describe('a grant that allows less', () => {
  const NARROW: SliceSpec = { kinds: ['host', 'user'], since: null };
  const few: Graph = { nodes: GRAPH.nodes.filter(({ kind }) => kind === 'host' || kind === 'user'), edges: [] };
  const secret = GRAPH.nodes.find(({ kind }) => kind === 'domain')!;

  /** Everything that the file's pages hold, opened. */
  const plain = (file: string): Buffer => {
    const bytes = readFileSync(file);
    return new PageSealer(KEY, bytes.subarray(0, SALT)).open(bytes, 1);
  };

  test('rows leave the desk before the next question; nothing of their text is in any file; the allowed ones come, and back the others when it is widened', async () => {
    const where = folder();
    const file = join(where, 'a.slice');
    const built = folder();
    const store = await opened(file);
    await run(store, feedOfSnapshot(ready));
    expect(await store.ask('graph.read', { ids: [secret.id] })).toMatchObject({ ok: true, value: { nodes: [{ id: secret.id }] } });
    const narrow = await readySnapshot(built, few, keys.publicKey, { slice: NARROW });
    const said: SliceSpec[] = [];
    const fresh = feedOfSnapshot(narrow);
    const transport: FeedTransport = {
      ...fresh,
      // A cursor of the wider slice is not known any more.
      open: (slice, cursor, have) =>
        said.length === 0 && cursor !== null ? Promise.resolve({ ok: false, error: NOT_FOUND }) : fresh.open(slice, cursor, have),
      chunks: async (wanted, take) => {
        // On the way: the wider slice is gone already, and nothing is answered from it.
        expect(said).toEqual([NARROW]);
        expect(existsSync(file)).toBe(false);
        expect(await store.ask('graph.read', { ids: [secret.id] })).toMatchObject({ ok: false, error: { code: 'slice_missing' } });
        return fresh.chunks(wanted, take);
      },
    };
    const narrowed = await run(store, transport, { onNarrowed: (slice) => said.push(slice) });
    expect(narrowed).toMatchObject({ ok: true, value: { slice: NARROW, nodes: few.nodes.length, edges: 0 } });
    expect(await store.ask('graph.read', { ids: [secret.id] })).toMatchObject({ ok: true, value: { nodes: [] } });
    await store.close();
    for (const name of readdirSync(where)) {
      const contents = plain(join(where, name));
      expect(contents.includes(few.nodes[0]!.label)).toBe(true);
      for (const node of GRAPH.nodes.filter(({ kind }) => kind === 'domain' || kind === 'file'))
        expect(contents.includes(node.label)).toBe(false);
    }
    const again = await opened(file);
    let asked = 0;
    const wide = feedOfSnapshot(ready);
    const widened = await run(again, {
      ...wide,
      open: (slice, cursor, have) => (asked++ === 0 ? Promise.resolve({ ok: false, error: NOT_FOUND }) : wide.open(slice, cursor, have)),
    });
    expect(widened).toMatchObject({ ok: true, value: { slice: WHOLE_SLICE, nodes: 2_000, edges: 6_000 } });
    expect(await again.ask('graph.read', { ids: [secret.id] })).toMatchObject({ ok: true, value: { nodes: [{ id: secret.id }] } });
  });

  test('a hub that gives more than was asked for is not believed', async () => {
    const store = await opened(join(folder(), 'a.slice'));
    const result = await runSync({
      transport: feedOfSnapshot(ready),
      store,
      slice: NARROW,
      turns: new SyncQueue().turns(),
      tenant: TENANT,
      agreementKey: keys.privateKey,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused' } });
  });
});

/** A file system of 80 MB in memory, or null where this user may not mount one. */
function smallDisk(): string | null {
  const made = mkdtempSync(join(tmpdir(), 'netgraph-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m,mode=700', 'tmpfs', made], { stdio: 'ignore' });
    return made;
  } catch {
    rmSync(made, { recursive: true });
    return null;
  }
}
const unmount = (made: string): void => {
  execFileSync('umount', ['-l', made]);
  rmSync(made, { recursive: true });
};
const probe = process.platform === 'linux' ? smallDisk() : null;
if (probe) unmount(probe);

describe.skipIf(!probe)('a disk', () => {
  const fill = (where: string, leave: number): string => {
    const ballast = join(where, 'ballast');
    const { bavail, bsize } = statfsSync(where);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - leave));
    return ballast;
  };

  test('that has no room for the slice: it says how much is needed before anything is fetched', async () => {
    const where = smallDisk()!;
    onTestFinished(() => unmount(where));
    const store = await opened(join(where, 'a.slice'));
    const ballast = fill(where, 1_000_000);
    const asked: number[] = [];
    const result = await run(store, feedOfSnapshot(ready, [], { asked }));
    expect(result).toMatchObject({ ok: false, error: { text: expect.stringMatching(/no room for the slice: \d+ MB must be free/) } });
    expect(asked).toEqual([]);
    unlinkSync(ballast);
    expect(await run(store, feedOfSnapshot(ready))).toMatchObject({ ok: true });
  });

  test('that fills up in the middle: it says so, and with room again goes on from the chunk that it has', async () => {
    const where = smallDisk()!;
    onTestFinished(() => unmount(where));
    const file = join(where, 'a.slice');
    const store = await opened(file);
    let ballast = '';
    const bend = (box: Uint8Array<ArrayBuffer>, chunk: number) => {
      if (chunk === 1) ballast = fill(where, 50_000);
      return box;
    };
    const result = await run(store, feedOfSnapshot(ready, [], { bend }));
    expect(result).toMatchObject({ ok: false, error: { text: 'The disk is full or fails; the slice is as it was.' } });
    expect(statSync(`${file}.pages`).size).toBeGreaterThan(0);
    unlinkSync(ballast);
    expect(await run(store, feedOfSnapshot(ready))).toMatchObject({ ok: true });
    await store.close();
    expect(held(file)).toEqual(idsOf(GRAPH));
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
