/** The feed: complete, in order, resumable, by slice, and closed to whoever comes with another's cursor. */
import { createDecipheriv, createHash } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sliceText } from '../../../../hub/feed/cursor.ts';
import { nextSegment, openFeed } from '../../../../hub/feed/feed.ts';
import { prebuildFeed } from '../../../../hub/feed/kept.ts';
import { PART_BYTES, PART_ROWS } from '../../../../hub/feed/part.ts';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import { dropSegments, keepSegment, keptSegments } from '../../../../hub/store/segments.ts';
import { writeGraph } from '../../../../hub/store/graph-write.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../../shared/graph/kinds.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import { segmentMessageSchema } from '../../../../shared/protocol/feed.ts';
import type { SegmentMessage } from '../../../../shared/protocol/feed.ts';
import { unpackColumns } from '../../../../shared/protocol/segment.ts';
import { newAgreementKeys, unwrap } from '../../../../shared/protocol/wrap.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { connection, connections, openOn } from './open.ts';
import type { OpenStore } from './open.ts';

interface Got {
  nodes: Map<string, { kind: string; label: string; count: number }>;
  edges: Map<string, { kind: string; src: string; dst: string; count: number; times: number[] }>;
  segments: SegmentMessage[];
  rows: number;
  cursor: string;
}

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let device: { publicKey: string; privateKey: string };
  beforeAll(async () => {
    hub = await openOn(kind);
    device = await newAgreementKeys();
  }, 120_000);
  afterAll(() => hub?.close());

  const send = (context: TenantContext, from: number, to: number): Promise<unknown> =>
    ingestLines({
      context,
      store: hub.store,
      connector: connections,
      source: 'x',
      lines: Array.from({ length: to - from }, (_, index) => connection(from + index, `h${(from + index) % 100}`, `a${from + index}`)),
    });

  const openSegment = async (context: TenantContext, { key, nonce, box }: SegmentMessage, privateKey = device.privateKey) => {
    const decipher = createDecipheriv('aes-256-gcm', await unwrap(privateKey, 'netgraph segment', key!), nonce);
    decipher.setAAD(Buffer.from(context.tenant)).setAuthTag(box.subarray(-16));
    return unpackColumns(zstdDecompressSync(Buffer.concat([decipher.update(box.subarray(0, -16)), decipher.final()])));
  };
  const open = async (context: TenantContext, slice: SliceSpec, cursor: string | null = null) => {
    const reply = await openFeed(hub.store, context, slice, cursor);
    if (!reply.ok) throw new Error(reply.error.code);
    return reply.value;
  };
  const hex = (column: Uint8Array, row: number): string => Buffer.from(column.subarray(row * 16, row * 16 + 16)).toString('hex');
  /** Applies segments as a workstation does, in order, each row over the one before; ends when nothing follows. */
  const read = async (
    context: TenantContext,
    slice: SliceSpec,
    from: string | null = null,
    got: Got = { nodes: new Map(), edges: new Map(), segments: [], rows: 0, cursor: '' },
    most = Infinity,
    between?: () => Promise<unknown>,
  ): Promise<Got> => {
    const { nodes: announced, edges: alike, cursor } = await open(context, slice, from);
    const before = got.rows;
    got.cursor = cursor;
    for (let taken = 0; taken < most; taken++) {
      const reply = await nextSegment(hub.store, context, got.cursor, device.publicKey);
      if (!reply.ok) throw new Error(reply.error.code);
      const segment = reply.value;
      expect(segmentMessageSchema.safeParse(segment).error).toBeUndefined();
      got.cursor = segment.cursor;
      got.segments.push(segment);
      if (segment.key) {
        const { nodes, edges } = await openSegment(context, segment);
        expect([nodes.kind.length, edges.kind.length]).toEqual([segment.nodes, segment.edges]);
        got.rows += segment.nodes + segment.edges;
        nodes.label.forEach((label, row) =>
          got.nodes.set(hex(nodes.id, row), { kind: NODE_KINDS[nodes.kind[row]!]!, label, count: nodes.count[row]! }),
        );
        edges.times.forEach((times, row) =>
          got.edges.set(hex(edges.id, row), {
            kind: EDGE_KIND_NAMES[edges.kind[row]!]!,
            src: hex(edges.src, row),
            dst: hex(edges.dst, row),
            count: edges.count[row]!,
            times: JSON.parse(times) as number[],
          }),
        );
      }
      await between?.();
      if (segment.done) {
        expect(got.rows - before).toBeGreaterThanOrEqual(announced + alike);
        break;
      }
    }
    return got;
  };
  const stored = async (context: TenantContext): Promise<{ nodes: number; edges: number; count: number }> => {
    const db = hub.store.tenant(context);
    const edges = await db.selectFrom('edge').select('count').execute();
    return {
      nodes: (await db.selectFrom('node').select('id').execute()).length,
      edges: edges.length,
      count: edges.reduce((sum, { count }) => sum + count, 0),
    };
  };
  const compare = async (context: TenantContext, got: Got): Promise<void> => {
    const counts = [...got.edges.values()].reduce((sum, { count }) => sum + count, 0);
    expect({ nodes: got.nodes.size, edges: got.edges.size, count: counts }).toEqual(await stored(context));
    for (const { src, dst } of got.edges.values()) expect(got.nodes.has(src) && got.nodes.has(dst)).toBe(true);
  };

  test('the whole slice arrives whole, as announced, and an empty tenant has an empty feed', async () => {
    const context = await hub.tenant();
    expect(await open(context, WHOLE_SLICE)).toMatchObject({ nodes: 0, edges: 0 });
    expect((await read(context, WHOLE_SLICE)).segments).toMatchObject([{ done: true, key: null, nodes: 0, edges: 0 }]);
    await send(context, 0, 12_000);
    const announced = await open(context, WHOLE_SLICE);
    const got = await read(context, WHOLE_SLICE);
    expect(got.segments.length).toBeGreaterThan(2);
    expect(got.rows).toBe(announced.nodes + announced.edges);
    await compare(context, got);
  });

  test('what was built ahead is passed on as it is, under the same key, wrapped anew', async () => {
    const context = await hub.tenant();
    await send(context, 0, 12_000);
    expect(await prebuildFeed(hub.store, context)).toBe(Math.ceil(24_100 / PART_ROWS));
    expect(await prebuildFeed(hub.store, context)).toBe(1);
    const [first, second] = [await read(context, WHOLE_SLICE), await read(context, WHOLE_SLICE)];
    expect(first.segments.map(({ box }) => Buffer.from(box).toString('base64'))).toEqual(
      second.segments.map(({ box }) => Buffer.from(box).toString('base64')),
    );
    expect(first.segments[0]!.key).not.toEqual(second.segments[0]!.key);
    await compare(context, first);
    const stranger = await newAgreementKeys();
    await expect(openSegment(context, first.segments[0]!, stranger.privateKey)).rejects.toThrow();
    await expect(openSegment(await hub.tenant(), first.segments[0]!)).rejects.toThrow();
  });

  test('what two ask for together is opened and sealed once; at the end of the slice each looks for itself', async () => {
    const context = await hub.tenant();
    await send(context, 0, 3_000);
    // At once, so that there are two connections, and neither waits for its own.
    const [start] = await Promise.all([open(context, WHOLE_SLICE), open(context, WHOLE_SLICE)]);
    const both = async (cursor: string): Promise<SegmentMessage[]> => {
      const replies = await Promise.all([1, 2].map(() => nextSegment(hub.store, context, cursor, device.publicKey)));
      return replies.map((reply) => (reply.ok ? reply.value : expect.fail(reply.error.code)));
    };
    const isSame = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
    const [first, same] = await both(start.cursor);
    expect(first!.nodes + first!.edges).toBe(PART_ROWS);
    expect(isSame(same!.box, first!.box)).toBe(true);
    const second = await nextSegment(hub.store, context, first!.cursor, device.publicKey);
    const [last, other] = await both(second.ok ? second.value.cursor : expect.fail(second.error.code));
    expect([last!.done, other!.done]).toEqual([true, true]);
    expect(isSame(other!.box, last!.box)).toBe(false);
  });

  test('each reply is one that a bad line brings through, however long the rows are; built ahead they are the same ones', async () => {
    const context = await hub.tenant();
    const word = (from: number): string => createHash('sha512').update(`${from}`).digest('hex');
    const keys = await hub.store.tenantKeys(context);
    await writeGraph(hub.store, context, async (writer) => {
      const rows = Array.from({ length: 400 }, (_, n) => {
        const id = keys.recordId('file', `long ${n}`);
        const props = { text: Array.from({ length: 31 }, (_, part) => word(n * 100 + part)).join('') };
        const sealed = keys.seal(id, 1, Buffer.from(JSON.stringify({ label: `long ${n}`, props })));
        return { id, kind: 'file' as const, firstSeen: n, lastSeen: n, count: 1, version: 1, seq: writer.seq + 1 + n, sealed };
      });
      await writer.putNodes(rows);
      await writer.setSeq(writer.seq + 400);
    });
    const got = await read(context, WHOLE_SLICE);
    expect(got.nodes.size).toBe(400);
    expect(got.rows).toBe(400);
    expect(got.segments.length).toBeGreaterThan(2);
    for (const { box } of got.segments) expect(box.length).toBeLessThanOrEqual(PART_BYTES);
    await prebuildFeed(hub.store, context);
    const kept = await hub.store.tenant(context).selectFrom('segment').select(['nodes', 'box']).execute();
    expect(kept.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(400);
    for (const { box } of kept) expect(box.length).toBeLessThanOrEqual(PART_BYTES);
    expect((await read(context, WHOLE_SLICE)).nodes.size).toBe(400);
  });

  test('a feed goes on where it stopped, and later changes follow, also after segments were kept', async () => {
    const context = await hub.tenant();
    await send(context, 0, 12_000);
    await prebuildFeed(hub.store, context);
    const got = await read(context, WHOLE_SLICE, null, undefined, 1);
    expect(got.nodes.size).toBeLessThan(12_100);
    await read(context, WHOLE_SLICE, got.cursor, got);
    await compare(context, got);
    await send(context, 12_000, 12_050);
    const announced = await open(context, WHOLE_SLICE, got.cursor);
    const before = got.rows;
    await read(context, WHOLE_SLICE, got.cursor, got);
    expect(got.rows - before).toBe(announced.nodes + announced.edges);
    await compare(context, got);
    // The tail is built anew over the old one; who stands in its middle still misses nothing.
    const middle = got.cursor;
    await send(context, 12_050, 24_000);
    await prebuildFeed(hub.store, context);
    await read(context, WHOLE_SLICE, middle, got);
    await compare(context, got);
    await compare(context, await read(context, WHOLE_SLICE));
  });

  test('rows that are written while a feed is read are not lost, however late they commit', async () => {
    const context = await hub.tenant();
    await send(context, 0, 9_000);
    let wave = 9_000;
    const writers: Promise<unknown>[] = [];
    const got = await read(context, WHOLE_SLICE, null, undefined, 4, async () => void writers.push(send(context, wave, (wave += 1_500))));
    // A transaction that took its numbers and has not committed: readers must neither see nor step over them.
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await Promise.all(writers);
    const keys = await hub.store.tenantKeys(context);
    const id = keys.recordId('host', 'late');
    const late = writeGraph(hub.store, context, async (writer) => {
      await writer.putNodes([
        {
          id,
          kind: 'host',
          firstSeen: 1,
          lastSeen: 1,
          count: 1,
          version: 1,
          seq: writer.seq + 1,
          sealed: keys.seal(id, 1, Buffer.from('{"label":"late","props":{}}')),
        },
      ]);
      await writer.setSeq(writer.seq + 1);
      await held;
    });
    const after = send(context, wave, wave + 100);
    await read(context, WHOLE_SLICE, got.cursor, got);
    expect(got.nodes.has(id)).toBe(false);
    release();
    await Promise.all([late, after]);
    await read(context, WHOLE_SLICE, got.cursor, got);
    expect(got.nodes.get(id)?.label).toBe('late');
    await compare(context, got);
  });

  test('a slice by kind and by time holds what belongs to it, with edges whose both ends do', async () => {
    const context = await hub.tenant();
    await send(context, 0, 300);
    const hosts = await read(context, { kinds: ['host'], since: null });
    expect([hosts.nodes.size, hosts.edges.size]).toEqual([100, 0]);
    const both = await read(context, { kinds: ['address', 'host'], since: null });
    expect([both.nodes.size, both.edges.size]).toEqual([400, 300]);
    const other = await read(context, { kinds: ['host', 'process', 'domain'], since: null });
    expect([other.nodes.size, other.edges.size]).toEqual([100, 0]);
    const late = { kinds: null, since: 250 };
    expect(await open(context, late)).toMatchObject({ nodes: 100, edges: 50 });
    const recent = await read(context, late);
    expect([...recent.nodes.values()].filter(({ kind: of }) => of === 'address')).toHaveLength(50);
    for (const { src, dst } of recent.edges.values()) expect(recent.nodes.has(src) && recent.nodes.has(dst)).toBe(true);
    expect(recent.edges.size).toBe(50);
  });

  test('a cursor of another tenant, of another slice, changed, or garbage is not found', async () => {
    const [a, b] = [await hub.tenant(), await hub.tenant()];
    await send(a, 0, 100);
    await send(b, 0, 100);
    const { cursor } = await open(a, WHOLE_SLICE);
    const notFound = { ok: false, error: { code: 'not_found' } };
    const changed = Buffer.from(cursor, 'base64url');
    changed[20]! ^= 1;
    for (const bad of [changed.toString('base64url'), 'x', '', 'ä', cursor.slice(0, -4), `${cursor}AAAA`]) {
      expect(await nextSegment(hub.store, a, bad, device.publicKey), bad).toMatchObject(notFound);
      expect(await openFeed(hub.store, a, WHOLE_SLICE, bad), bad).toMatchObject(notFound);
    }
    expect(await nextSegment(hub.store, b, cursor, device.publicKey)).toMatchObject(notFound);
    expect(await openFeed(hub.store, b, WHOLE_SLICE, cursor)).toMatchObject(notFound);
    expect(await openFeed(hub.store, a, { kinds: ['host'], since: null }, cursor)).toMatchObject(notFound);
    expect(await nextSegment(hub.store, a, cursor, device.publicKey)).toMatchObject({ ok: true, value: { nodes: 200, done: true } });
  });

  const chainOf = async (context: TenantContext): Promise<(readonly [number, number])[]> => {
    const slice = (await hub.store.tenantKeys(context)).sliceId(sliceText(WHOLE_SLICE));
    const kept = await keptSegments(hub.store.tenant(context), context.tenant, slice);
    return kept.map(({ fromSeq, toSeq }) => [fromSeq, toSeq]);
  };

  test('kept segments are a chain: nothing is kept over a whole one, beside its end, or shorter than the last', async () => {
    const context = await hub.tenant();
    const slice = (await hub.store.tenantKeys(context)).sliceId(sliceText(WHOLE_SLICE));
    const none = Buffer.alloc(1);
    const keep = (from: number, to: number): Promise<boolean> =>
      keepSegment(hub.store, context, { slice, from_seq: from, to_seq: to, nodes: 1, edges: 1, nonce: none, box: none, key_sealed: none });
    expect(await keep(5, 10)).toBe(false);
    expect([await keep(0, 10), await keep(10, 20)]).toEqual([true, true]);
    expect([await keep(0, 8), await keep(0, 12), await keep(10, 15), await keep(15, 30), await keep(25, 30)]).toEqual(Array(5).fill(false));
    expect(await keep(10, 24)).toBe(true);
    expect(await chainOf(context)).toEqual([
      [0, 10],
      [10, 24],
    ]);
    await dropSegments(hub.store, context, slice);
    expect([await keep(24, 30), await keep(0, 6), await keep(6, 9)]).toEqual([false, true, true]);
  });

  test('desks read by segments while they are built ahead and rows move: no hole, no overlap, and what is announced comes', async () => {
    const context = await hub.tenant();
    const slice = (await hub.store.tenantKeys(context)).sliceId(sliceText(WHOLE_SLICE));
    const wave = (at: number): Promise<unknown> =>
      ingestLines({
        context,
        store: hub.store,
        connector: connections,
        source: 'x',
        lines: Array.from({ length: 2_500 }, (_, index) =>
          connection(index + at * 1e6, `h${(index * 7 + at) % 5_000}`, `a${index + at * 800}`),
        ),
      });
    await wave(0);
    for (let round = 1; round < 4; round++) {
      await dropSegments(hub.store, context, slice);
      const readers = Array.from({ length: 3 }, () => read(context, WHOLE_SLICE));
      await Promise.all([
        ...readers,
        wave(2 * round),
        prebuildFeed(hub.store, context),
        prebuildFeed(hub.store, context),
        wave(2 * round + 1),
      ]);
      await prebuildFeed(hub.store, context);
      const chain = await chainOf(context);
      expect(chain.map(([from]) => from)).toEqual([0, ...chain.slice(0, -1).map(([, to]) => to)]);
    }
    const { nodes, edges } = await open(context, WHOLE_SLICE);
    const got = await read(context, WHOLE_SLICE);
    expect(got.rows).toBe(nodes + edges);
    await compare(context, got);
  });

  test('what is missing in the middle of what is kept is built anew', async () => {
    const context = await hub.tenant();
    await send(context, 0, 12_000);
    await prebuildFeed(hub.store, context);
    const rows = hub.store
      .tenant(context)
      .updateTable('segment')
      .set(({ ref }) => ({ to_seq: ref('from_seq') }));
    await rows.where('tenant_id', '=', context.tenant).where('from_seq', '=', 0).execute();
    await prebuildFeed(hub.store, context);
    expect((await chainOf(context))[0]![0]).toBe(0);
    await compare(context, await read(context, WHOLE_SLICE));
  });

  test('segments that are mostly superseded are dropped and built anew', async () => {
    const context = await hub.tenant();
    for (let wave = 0; wave < 4; wave++) {
      const lines = Array.from({ length: 5_000 }, (_, index) => connection(index + wave * 1e6, `h${index}`, `a${index}`));
      await ingestLines({ context, store: hub.store, connector: connections, source: 'x', lines });
      await prebuildFeed(hub.store, context);
    }
    const kept = await hub.store.tenant(context).selectFrom('segment').select(['nodes', 'edges']).execute();
    expect(kept.reduce((sum, { nodes, edges }) => sum + nodes + edges, 0)).toBeLessThanOrEqual(30_000 + 15_000);
    await compare(context, await read(context, WHOLE_SLICE));
  });
});
