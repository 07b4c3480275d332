/** Telemetry into the store: once, merged, with what was not understood kept aside. On both kinds of server. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineByLine } from '../../../../hub/ingest/connector.ts';
import { windows } from '../../../../hub/connectors/windows.ts';
import { ingestFile, ingestLines } from '../../../../hub/ingest/ingest.ts';
import type { IngestReport } from '../../../../hub/ingest/ingest.ts';
import { openEdge, openNode } from '../../../../hub/store/payload.ts';
import { recordIdOf } from '../../../../shared/query/sealed-rows.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import type { EdgeRecord, NodeRecord } from '../../../../shared/graph/records.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { connection, connections, openOn, readConnection } from './open.ts';
import type { OpenStore } from './open.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  beforeAll(async () => void (hub = await openOn(kind)), 120_000);
  afterAll(() => hub?.close());

  const ingest = (context: TenantContext, lines: readonly string[]): Promise<IngestReport> =>
    ingestLines({ context, store: hub.store, connector: connections, source: 'test', lines });
  const graph = async (context: TenantContext): Promise<{ nodes: NodeRecord[]; edges: EdgeRecord[]; seq: number }> => {
    const [db, keys] = [hub.store.tenant(context), await hub.store.tenantKeys(context)];
    const columns = ['id', 'kind', 'first_seen', 'last_seen', 'count', 'version', 'sealed'] as const;
    const sealed = (row: {
      id: string;
      kind: string;
      first_seen: number;
      last_seen: number;
      count: number;
      version: number;
      sealed: Buffer;
    }) => ({ ...row, id: recordIdOf(row.id), firstSeen: row.first_seen, lastSeen: row.last_seen });
    const nodes = (await db.selectFrom('node').select(columns).execute()).map((row) => openNode(keys, sealed(row)));
    const edges = (
      await db
        .selectFrom('edge')
        .select([...columns, 'src', 'dst'])
        .execute()
    ).map((row) => openEdge(keys, { ...sealed(row), src: recordIdOf(row.src), dst: recordIdOf(row.dst) }));
    const { seq } = await db.selectFrom('counter').select('seq').executeTakeFirstOrThrow();
    const byId = (x: { id: string }, y: { id: string }): number => (x.id < y.id ? -1 : 1);
    return { nodes: nodes.sort(byId), edges: edges.sort(byId), seq };
  };

  test('counts, times and properties are merged over lines and batches', async () => {
    const context = await hub.tenant();
    await ingest(context, [connection(5_000, 'h', '10.0.0.1', 'old'), connection(7_000, 'h', '10.0.0.1', 'new')]);
    await ingest(context, [connection(3_000, 'h', '10.0.0.1', 'oldest'), connection(6_000, 'h', '10.0.0.2')]);
    const { nodes, edges } = await graph(context);
    expect(nodes.find(({ label }) => label === 'h')).toMatchObject({
      kind: 'host',
      firstSeen: 3_000,
      lastSeen: 7_000,
      count: 4,
      props: { note: 'new' },
    });
    const address = nodes.find(({ label }) => label === '10.0.0.1')!;
    expect(edges.find(({ dst }) => dst === address.id)).toMatchObject({
      kind: 'CONNECTED',
      count: 3,
      times: [3_000, 5_000, 7_000],
      firstSeen: 3_000,
      lastSeen: 7_000,
      props: { port: 443 },
    });
  });

  test('an edge keeps its earliest occurrences and the count of all', async () => {
    const context = await hub.tenant();
    const times = Array.from({ length: 200 }, (_, index) => 1_000 + index);
    await ingest(
      context,
      times.slice(100).map((t) => connection(t, 'h', 'a')),
    );
    await ingest(
      context,
      times.slice(0, 100).map((t) => connection(t, 'h', 'a')),
    );
    const [edge] = (await graph(context)).edges;
    expect(edge).toMatchObject({ count: 200, firstSeen: 1_000, lastSeen: 1_199, times: times.slice(0, LIMITS.timesPerEdge) });
  });

  test('sending a batch again changes nothing, not even at the same time', async () => {
    const context = await hub.tenant();
    const lines = Array.from({ length: 6_000 }, (_, index) => connection(index, `h${index % 7}`, `10.0.0.${index % 50}`));
    expect(await ingest(context, lines)).toMatchObject({ lines: 6_000, kept: 6_000, batches: 2, known: 0 });
    const before = await graph(context);
    expect(await ingest(context, lines)).toMatchObject({ lines: 6_000, kept: 6_000, batches: 2, known: 2 });
    expect(await graph(context)).toEqual(before);

    const fresh = await hub.tenant();
    const reports = await Promise.all([1, 2, 3].map(() => ingest(fresh, lines)));
    expect(reports.reduce((sum, { known }) => sum + known, 0)).toBe(4);
    const { nodes, edges } = await graph(fresh);
    expect(nodes.reduce((sum, { count }) => sum + count, 0)).toBe(12_000);
    expect(edges.reduce((sum, { count }) => sum + count, 0)).toBe(6_000);
  });

  test('of a Windows file that grew by another machine only the batch that grew is another one', async () => {
    const context = await hub.tenant();
    const event = (host: string, at: number): string =>
      JSON.stringify({
        EventID: 5,
        Channel: 'Microsoft-Windows-Sysmon/Operational',
        Hostname: host,
        ProcessGuid: '{39e4a257-79fb-5f92-7117-000000000700}',
        Image: 'C:\\a.exe',
        UtcTime: `2020-10-23 06:${String(at % 60).padStart(2, '0')}:00.${String(at).padStart(9, '0')}`,
        '@timestamp': `2020-10-23T${host === 'A' ? '06' : '02'}:${String(at % 60).padStart(2, '0')}:01Z`,
      });
    const lines = Array.from({ length: 5_001 }, (_, at) => event('A', at));
    const run = (all: readonly string[]) => ingestLines({ context, store: hub.store, connector: windows, source: 'test', lines: all });
    expect(await run(lines)).toMatchObject({ batches: 2, known: 0 });
    expect(await run([...lines, ...[1, 2, 3].map((at) => event('B', at))])).toMatchObject({ batches: 2, known: 1, knownLines: 5_000 });
  });

  test('a run that fails in the middle of a batch leaves nothing of it, and running again completes it', async () => {
    const context = await hub.tenant();
    const lines = Array.from({ length: 7_000 }, (_, index) => connection(index, `h${index}`, 'a'));
    const broken = {
      ...connections,
      open: lineByLine((line) =>
        line === lines[6_000]
          ? { seen: { time: 1, nodes: [], edges: [{ kind: 'CONNECTED', src: 0, dst: 1, key: '', props: {} }] } }
          : readConnection(line),
      ),
    };
    await expect(ingestLines({ context, store: hub.store, connector: broken, source: 'x', lines })).rejects.toThrow(TypeError);
    expect((await graph(context)).edges).toHaveLength(5_000);
    expect(await ingest(context, lines)).toMatchObject({ batches: 2, known: 1 });
    expect((await graph(context)).edges).toHaveLength(7_000);
  });

  test('a malformed line is counted and kept aside, sealed, with its number and reason', async () => {
    const context = await hub.tenant();
    const progress: number[] = [];
    const lines = [connection(1, 'h', 'a'), 'no json', '{"skip":1}', '', '{"t":1}', connection(2, 'h', 'a')];
    const report = await ingestLines({
      context,
      store: hub.store,
      connector: connections,
      source: 'a file',
      lines,
      onProgress: (so_far) => progress.push(so_far.lines),
    });
    const aside = { 'not a JSON object': { lines: 1, first: [2] }, 'no usable time': { lines: 1, first: [5] } };
    const sums = { lines: 6, kept: 2, skipped: 2, malformed: 2, batches: 1, aside };
    expect(report).toEqual({ ...sums, known: 0, knownLines: 0, nothing: { blank: 1, 'other event': 1 } });
    // A second time it is known how many there are, and which were kept aside, but not why nothing was said.
    const again = await ingestLines({ context, store: hub.store, connector: connections, source: 'a file', lines });
    expect(again).toEqual({ ...sums, known: 1, knownLines: 6, nothing: {} });
    expect(progress).toEqual([6]);
    const keys = await hub.store.tenantKeys(context);
    const rows = await hub.store.tenant(context).selectFrom('quarantine').selectAll().orderBy('line').execute();
    expect(
      rows.map((row) => [row.line, row.reason, keys.openText('quarantine', `${row.batch.toString('hex')} ${row.line}`, row.sealed)]),
    ).toEqual([
      [2, 'not a JSON object', 'no json'],
      [5, 'no usable time', '{"t":1}'],
    ]);
    const batch = await hub.store.tenant(context).selectFrom('batch').selectAll().executeTakeFirstOrThrow();
    expect(keys.openText('source', batch.id.toString('hex'), batch.source)).toBe('a file');
  });

  test('files are read plain and compressed, with any line ends, and an endless line does not fill the memory', async () => {
    const context = await hub.tenant();
    const text = [connection(1, 'h', 'a'), connection(2, 'h', 'b')].join('\r\n');
    const [plain, packed] = [join(hub.dataFolder, 'x.jsonl'), join(hub.dataFolder, 'y.jsonl.gz')];
    writeFileSync(plain, text);
    writeFileSync(packed, gzipSync(`${connection(3, 'h', 'c')}\n${'x'.repeat(3_000_000)}\n${connection(4, 'h', 'd')}\n`));
    expect(await ingestFile({ context, store: hub.store, connector: connections, source: 'x', file: plain })).toMatchObject({
      kept: 2,
      malformed: 0,
    });
    expect(await ingestFile({ context, store: hub.store, connector: connections, source: 'y', file: packed })).toMatchObject({
      lines: 3,
      kept: 2,
      malformed: 1,
    });
    await expect(
      ingestFile({ context, store: hub.store, connector: connections, source: 'z', file: join(hub.dataFolder, 'absent') }),
    ).rejects.toThrow();
    expect((await graph(context)).nodes).toHaveLength(5);
  });

  test('labels that name one thing are found by their blind token, whatever their case', async () => {
    const context = await hub.tenant();
    await ingest(context, [connection(1, 'HOST-9', '10.1.1.1')]);
    const keys = await hub.store.tenantKeys(context);
    const find = (label: string) =>
      hub.store.tenant(context).selectFrom('blind').select('node').where('token', '=', keys.blind('host', label)).execute();
    expect((await find('host-9')).map(({ node }) => recordIdOf(node))).toEqual([keys.recordId('host', 'HOST-9')]);
    expect(await find('host-8')).toEqual([]);
  });
});
