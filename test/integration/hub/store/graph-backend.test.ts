/** The planner's back end: runs the planner's statements only, as the tenant, reading only, and opens what they find. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import { hubBackend } from '../../../../hub/store/graph-backend.ts';
import { recordIdOf } from '../../../../shared/query/sealed-rows.ts';
import type { HubBackend, SealedEdge, SealedNode, Statement } from '../../../../shared/query/index.ts';
import { sql, statement } from '../../../../shared/query/sql/statement.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { connection, connections, openOn } from './open.ts';
import type { OpenStore } from './open.ts';

const asRow = (row: Readonly<Record<string, unknown>>): SealedEdge => ({
  id: recordIdOf(String(row['id'])),
  kind: String(row['kind']),
  src: recordIdOf(String(row['src'])),
  dst: recordIdOf(String(row['dst'])),
  firstSeen: Number(row['first_seen']),
  lastSeen: Number(row['last_seen']),
  count: Number(row['count']),
  version: Number(row['version']),
  sealed: row['sealed'] as Buffer,
});

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let context: TenantContext;
  let backend: HubBackend;
  beforeAll(async () => {
    hub = await openOn(kind);
    context = await hub.tenant();
    await ingestLines({
      context,
      store: hub.store,
      connector: connections,
      source: 'x',
      lines: [connection(1_000, 'host-1', '10.0.0.1', 'note')],
    });
    backend = await hubBackend(hub.store, context);
  }, 120_000);
  afterAll(() => hub?.close());

  test('rows come as pg gives them and open to records', async () => {
    const [node] = await backend.rows(
      statement('postgres', sql`SELECT *, '' AS src, '' AS dst FROM node WHERE tenant_id = ${context.tenant} AND kind = ${'host'}`),
    );
    expect(typeof node!['first_seen']).toBe('string');
    expect(backend.openNode(asRow(node!) as SealedNode)).toEqual({
      id: recordIdOf(String(node!['id'])),
      kind: 'host',
      label: 'host-1',
      firstSeen: 1_000,
      lastSeen: 1_000,
      count: 1,
      props: { note: 'note' },
    });
    const [edge] = await backend.rows(statement('postgres', sql`SELECT * FROM edge WHERE tenant_id = ${context.tenant}`));
    expect(backend.openEdge(asRow(edge!))).toMatchObject({ kind: 'CONNECTED', times: [1_000], props: { port: 443 } });
    expect(() => backend.openEdge({ ...asRow(edge!), version: 2 })).toThrow();
  });

  test('blind tokens find a label of an indexed kind, and there are none for the others', async () => {
    const tokens = backend.blindTokens!('host', 'HOST-1')!;
    const rows = await backend.rows(
      statement('postgres', sql`SELECT node FROM blind WHERE tenant_id = ${context.tenant} AND token = ANY (${tokens}::bytea[])`),
    );
    expect(rows).toHaveLength(1);
    expect(backend.blindTokens!('process', 'cmd.exe')).toBeNull();
  });

  test("text that is not the planner's is not run, and a statement can not write", async () => {
    const forged = { sql: 'SELECT 1', parameters: [] } as unknown as Statement;
    await expect(backend.rows(forged)).rejects.toThrow(TypeError);
    await expect(backend.rows(statement('postgres', sql`UPDATE node SET count = 7`))).rejects.toMatchObject({ code: '25006' });
    await expect(backend.rows(statement('postgres', sql`SELECT count FROM node`))).resolves.toHaveLength(2);
  });

  test('reads no more, and does not come back to a question, once nobody waits for its answer', async () => {
    const over = new AbortController();
    const left = await hubBackend(hub.store, context, over.signal);
    const count = statement('postgres', sql`SELECT count FROM node`);
    await left.letOthers();
    await expect(left.rows(count)).resolves.toHaveLength(2);
    over.abort();
    await expect(left.letOthers()).rejects.toThrow('aborted');
    await expect(left.rows(count)).rejects.toThrow('aborted');
  });

  test('what the server reads for whoever has gone is stopped, and nothing else of that customer', async () => {
    const over = new AbortController();
    const left = await hubBackend(hub.store, context, over.signal, 600_000);
    const running = async (): Promise<number> =>
      (
        await hub.server
          .pool('region_eu')
          .query(`SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(600)%'`)
      ).rowCount!;
    const reading = left.rows(statement('postgres', sql`SELECT pg_sleep(600)`));
    const refused = expect(reading).rejects.toMatchObject({ code: '57014' });
    while ((await running()) === 0) await sleep(10);
    const beside = expect(backend.rows(statement('postgres', sql`SELECT 1 FROM pg_sleep(1)`))).resolves.toHaveLength(1);
    over.abort();
    await refused;
    await beside;
    expect(await running()).toBe(0);
    const count = statement('postgres', sql`SELECT count FROM node`);
    await Promise.all(Array.from({ length: 20 }, () => expect(backend.rows(count)).resolves.toHaveLength(2)));
  });

  test('what runs too long is cancelled with the code that means too broad', async () => {
    const hurried = await hubBackend(hub.store, context, null, 200);
    await expect(hurried.rows(statement('postgres', sql`SELECT pg_sleep(60)`))).rejects.toMatchObject({ code: '57014' });
  });

  test("another tenant's back end sees none of it", async () => {
    const other = await hubBackend(hub.store, await hub.tenant());
    expect(await other.rows(statement('postgres', sql`SELECT 1 FROM node WHERE tenant_id = ${context.tenant}`))).toEqual([]);
    await expect(hubBackend(hub.store, { ...context } as TenantContext)).rejects.toThrow(TypeError);
  });
});
