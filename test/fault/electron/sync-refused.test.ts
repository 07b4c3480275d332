/** What comes in a first sync by pages and must not become a slice; and what is on the desk and must not stay. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Graph } from '../../../bench/graph.ts';
import type { FeedTransport } from '../../../electron/sync/feed-transport.ts';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../shared/graph/slice.ts';
import { PageSealer, SALT } from '../../../shared/slice-file/pages.ts';
import { CONTENT } from '../../../shared/slice-file/pages.ts';
import { GRAPH, NOT_FOUND, foreign, other, ready } from '../../support/pages-sync.ts';
import { plantedSnapshot } from '../../support/planted-snapshot.ts';
import type { Plant } from '../../support/planted-snapshot.ts';
import { keys, opened, run } from '../../support/sync-run.ts';
import { KEY, folder } from '../../support/slice.ts';
import { feedOfSnapshot, readySnapshot } from '../../support/snapshot-feed.ts';

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

  const planted: Record<string, Plant> = {
    'whose nodes lack the CHECK': { schema: (text) => text.replace(/(CREATE TABLE node .*) CHECK \(tenant = \d+\)/, '$1') },
    'whose CHECK lets another in too': { schema: (text) => text.replace('tenant = ', 'tenant > 0 OR tenant = ') },
    'with a trigger': {
      after: (db) => db.schema('CREATE TRIGGER t AFTER UPDATE ON slice BEGIN UPDATE node SET label = label_fold; END'),
    },
    'with a view': { after: (db) => db.schema('CREATE VIEW v AS SELECT label FROM node') },
    'with one more table': { after: (db) => db.schema('CREATE TABLE more (text TEXT)') },
    'with another index': {
      schema: (text) => (text.startsWith('CREATE INDEX node_label') ? 'CREATE INDEX node_label ON node (kind)' : text),
    },
    'of another version': { after: (db) => db.setVersion(99) },
    'whose slice is no slice': { after: (db) => void db.command("UPDATE slice SET spec = '{'")() },
    'whose slice is of another form': { after: (db) => void db.command("UPDATE slice SET spec = 'null'")() },
    'with a broken schema': { contents: (contents) => contents.fill(0xff, 100, CONTENT) },
  };

  test.each(Object.keys(planted))('a file %s, rightly sealed, does not become the slice, and nothing is left of it', async (name) => {
    const where = folder();
    const store = await opened(join(where, 'a.slice'));
    const result = await run(store, feedOfSnapshot(await plantedSnapshot(folder(), GRAPH, keys.publicKey, planted[name]!)));
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused', text: expect.stringContaining('does not check out') } });
    expect(readdirSync(where)).toEqual([]);
  });

  test('a planted file with nothing wrong becomes the slice: what is refused above is refused for what was planted', async () => {
    const store = await opened(join(folder(), 'a.slice'));
    expect(await run(store, feedOfSnapshot(await plantedSnapshot(folder(), GRAPH, keys.publicKey, {})))).toMatchObject({ ok: true });
  });
});

describe('what a hostile hub writes past an intact CHECK', () => {
  const plant = async (sql: string) => {
    const store = await opened(join(folder(), 'a.slice'));
    const planted = await plantedSnapshot(folder(), GRAPH, keys.publicKey, { after: (db) => void db.command(sql)() });
    return { store, result: await run(store, feedOfSnapshot(planted)) };
  };
  const { id } = GRAPH.nodes[0]!;

  test('a row that is no record is an error to who asks for it; the store goes on', async () => {
    const { store, result } = await plant("UPDATE node SET props = '{'");
    expect(result).toMatchObject({ ok: true });
    expect(await store.ask('graph.read', { ids: [id] })).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(await store.ask('graph.counts', { id })).toMatchObject({ ok: true });
  });

  test('arrays that do not fit answer nothing, and the next run replaces them', async () => {
    const { store, result } = await plant("UPDATE shape SET data = x'00' WHERE part LIKE 'src/%'");
    expect(result).toMatchObject({ ok: false, error: { code: 'slice_damaged' } });
    expect(await store.ask('graph.read', { ids: [id] })).toMatchObject({ ok: false, error: { code: 'slice_damaged' } });
    expect(await run(store, feedOfSnapshot(ready))).toMatchObject({ ok: true });
    expect(await store.ask('graph.read', { ids: [id] })).toMatchObject({ ok: true, value: { nodes: [{ id }] } });
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
    const result = await run(store, feedOfSnapshot(ready), { slice: NARROW });
    expect(result).toMatchObject({ ok: false, error: { code: 'hub_refused' } });
  });
});
