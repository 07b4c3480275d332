/** The storage wall, alone: plain SQL as each of the hub's roles, on both kinds of server, with no planner in the way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import { putCase } from '../../../../hub/cases/cases.ts';
import { REGION_TABLE_NAMES } from '../../../../hub/store/migrations/region-001-first.ts';
import { CASE_TABLE_NAMES } from '../../../../hub/store/migrations/region-003-cases.ts';
import { tenantRole } from '../../../../hub/store/names.ts';
import { recordIdOf } from '../../../../shared/query/sealed-rows.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { AUTHOR, firstVersion } from '../../../support/case-version.ts';
import { connection, connections, openOn } from './open.ts';
import type { OpenStore } from './open.ts';

const TABLE_NAMES = [...REGION_TABLE_NAMES, ...CASE_TABLE_NAMES];

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let a: TenantContext;
  let b: TenantContext;
  const clients: pg.Client[] = [];

  const passwordOf = (role: string): string =>
    hub.secrets.openHub(`database password of ${role}`, readFileSync(join(hub.dataFolder, 'secrets', `${role}.sealed`))).toString();
  const login = async (role: string, database = 'region_eu', password = passwordOf(role)): Promise<pg.Client> => {
    const client = new pg.Client({ host: hub.server.host, port: hub.server.port, user: role, password, database });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  const admin = async (database: string): Promise<pg.Client> => login(hub.server.user, database, hub.server.password);
  const asTenant = (context: TenantContext): Promise<pg.Client> => login(tenantRole(context.tenant));

  beforeAll(async () => {
    hub = await openOn(kind);
    [a, b] = [await hub.tenant(), await hub.tenant()];
    for (const context of [a, b]) {
      const lines = [connection(1_000, 'host-1', '10.0.0.1'), connection(2_000, 'host-2', '10.0.0.2')];
      await ingestLines({ context, store: hub.store, connector: connections, source: 'test', lines });
      await putCase(hub.store, context, AUTHOR, firstVersion(), 1);
    }
  }, 120_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await hub?.close();
  });

  test('a tenant sees its own rows only, with and without a tenant in the WHERE', async () => {
    const client = await asTenant(a);
    for (const table of TABLE_NAMES) {
      const { rows } = await client.query<{ tenant_id: string }>(`SELECT DISTINCT tenant_id FROM ${table}`);
      expect(
        rows.every(({ tenant_id }) => tenant_id === a.tenant),
        table,
      ).toBe(true);
      const foreign = await client.query(`SELECT 1 FROM ${table} WHERE tenant_id = $1`, [b.tenant]);
      expect(foreign.rowCount, table).toBe(0);
    }
    expect((await client.query('SELECT 1 FROM node WHERE tenant_id = $1', [a.tenant])).rowCount).toBe(4);
    expect((await client.query('SELECT 1 FROM node')).rowCount).toBe(4);
  });

  test('a tenant can become no other role and gains nothing by the one that holds its grants', async () => {
    const client = await asTenant(a);
    for (const role of ['netgraph_owner', 'hub_control', hub.server.user, tenantRole(b.tenant)]) {
      await expect(client.query(`SET ROLE ${role}`), role).rejects.toMatchObject({ code: '42501' });
      await expect(client.query(`SET SESSION AUTHORIZATION ${role}`), role).rejects.toMatchObject({ code: '42501' });
    }
    if (kind === 'debian 15') {
      await client.query('SET ROLE tenant_member');
      expect((await client.query('SELECT 1 FROM node WHERE tenant_id = $1', [b.tenant])).rowCount).toBe(0);
      expect((await client.query('SELECT 1 FROM node')).rowCount).toBe(4);
      await client.query('RESET ROLE');
    } else await expect(client.query('SET ROLE tenant_member')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(`SET row_security = off; SELECT 1 FROM node`)).rejects.toMatchObject({ code: '42501' });
  });

  test('an edge can not end in another tenant', async () => {
    const client = await asTenant(a);
    const own = (await client.query<{ id: string }>(`SELECT id FROM node WHERE kind = 'host' LIMIT 1`)).rows[0]!.id;
    const foreign = (await (await asTenant(b)).query<{ id: string }>(`SELECT id FROM node WHERE kind = 'address' LIMIT 1`)).rows[0]!.id;
    const insert = `INSERT INTO edge (tenant_id, id, kind, src, dst, first_seen, last_seen, count, version, seq, sealed)
      VALUES ($1, gen_random_uuid(), 'CONNECTED', $2, $3, 1, 1, 1, 1, $4, '\\x00')`;
    await expect(client.query(insert, [a.tenant, own, foreign, 900])).rejects.toMatchObject({ code: '23503' });
    await expect(client.query(insert, [b.tenant, foreign, foreign, 901])).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(insert, [a.tenant, own, own, 902])).resolves.toMatchObject({ rowCount: 1 });
    await (await admin('region_eu')).query('DELETE FROM edge WHERE tenant_id = $1 AND seq = 902', [a.tenant]);
  });

  test('tenant_id can not be changed, and foreign rows can not be written', async () => {
    const client = await asTenant(a);
    for (const table of TABLE_NAMES)
      await expect(client.query(`UPDATE ${table} SET tenant_id = $1`, [b.tenant]), table).rejects.toMatchObject({ code: '42501' });
    expect((await client.query('UPDATE node SET count = count WHERE tenant_id = $1', [b.tenant])).rowCount).toBe(0);
    await expect(client.query('INSERT INTO chain_head VALUES ($1, $2, 0, $3)', [b.tenant, 'device', 'x'])).rejects.toMatchObject({
      code: '42501',
    });
    await expect(client.query('INSERT INTO chain_head VALUES ($1, $2, 0, $3)', [a.tenant, 'device', 'x'])).resolves.toMatchObject({
      rowCount: 1,
    });
  });

  test("a tenant's role ends no session, not even one of its own: the hub's are", async () => {
    const [client, other] = [await asTenant(a), await asTenant(a)];
    const pid = (await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
    for (const how of ['pg_terminate_backend', 'pg_cancel_backend'])
      await expect(client.query(`SELECT ${how}($1)`, [pid]), how).rejects.toMatchObject({ code: '42501' });
    expect((await other.query('SELECT 1')).rowCount).toBe(1);
  });

  test('one tenant can not lock a table under the others', async () => {
    const client = await asTenant(a);
    const modes = ['SHARE UPDATE EXCLUSIVE', 'SHARE', 'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE'];
    for (const table of TABLE_NAMES)
      for (const mode of modes) {
        await client.query('BEGIN');
        await expect(client.query(`LOCK TABLE ${table} IN ${mode} MODE`), `${table} ${mode}`).rejects.toMatchObject({ code: '42501' });
        await client.query('ROLLBACK');
      }
    // What its own work takes.
    await client.query('BEGIN');
    await client.query('LOCK TABLE node IN ROW EXCLUSIVE MODE');
    await client.query('SELECT 1 FROM log_head FOR UPDATE');
    await client.query('ROLLBACK');
  });

  test('one tenant can not take the connections of the others', async () => {
    const all = await Promise.allSettled(Array.from({ length: 40 }, () => asTenant(a)));
    const refused = all.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(28);
    for (const one of refused) expect((one as PromiseRejectedResult).reason).toMatchObject({ code: '53300' });
    expect((await (await asTenant(b)).query('SELECT 1 FROM node')).rowCount).toBe(4);
    for (const one of all) if (one.status === 'fulfilled') await one.value.end();
    await expect((await asTenant(a)).query(`ALTER ROLE ${tenantRole(a.tenant)} CONNECTION LIMIT 1000`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  test('a role without a grant gets permission denied, not zero rows', async () => {
    await expect(login('hub_control', 'region_eu')).rejects.toMatchObject({ code: '42501' });
    await expect(login(tenantRole(a.tenant), 'control')).rejects.toMatchObject({ code: '42501' });
    const client = await admin('region_eu');
    await client.query('GRANT CONNECT ON DATABASE region_eu TO hub_control; GRANT USAGE ON SCHEMA public TO hub_control');
    const control = await login('hub_control', 'region_eu');
    for (const table of TABLE_NAMES) await expect(control.query(`SELECT 1 FROM ${table}`), table).rejects.toMatchObject({ code: '42501' });
    await client.query('REVOKE CONNECT ON DATABASE region_eu FROM hub_control; REVOKE USAGE ON SCHEMA public FROM hub_control');
  });

  test('no serving role owns, creates or bypasses anything, and the owner can not log in', async () => {
    const client = await admin('region_eu');
    const { rows } = await client.query<{ rolname: string; powers: boolean; rolcanlogin: boolean; owned: string }>(
      `SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS powers,
        (SELECT count(*) FROM pg_shdepend WHERE refobjid = r.oid AND deptype = 'o') AS owned
        FROM pg_roles r WHERE rolname LIKE 't\\_%' OR rolname IN ('hub_control', 'tenant_member', 'netgraph_owner')`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(rows.filter(({ powers }) => powers)).toEqual([]);
    expect(rows.filter(({ owned }) => Number(owned) > 0).map(({ rolname }) => rolname)).toEqual(['netgraph_owner']);
    expect(rows.find(({ rolname }) => rolname === 'netgraph_owner')?.rolcanlogin).toBe(false);
    const tenant = await asTenant(a);
    for (const statement of [
      'CREATE TABLE mine (x int)',
      'CREATE TEMP TABLE mine (x int)',
      'CREATE SCHEMA mine',
      'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'DO $$ BEGIN NULL; END $$',
      'SELECT lo_create(0)',
      'TRUNCATE node',
      'DELETE FROM node',
      'DELETE FROM case_version',
      "UPDATE case_version SET body = ''",
      'ALTER TABLE node DISABLE ROW LEVEL SECURITY',
      'SELECT * FROM migration.kysely_migration',
    ])
      await expect(tenant.query(statement), statement).rejects.toMatchObject({ code: '42501' });
  });

  test('the audit tables take rows and give none back: nobody updates, deletes or truncates', async () => {
    const tenant = await asTenant(a);
    const values = [a.tenant, 1, 'device', 1, 'd', '{}', 's'];
    await tenant.query(`INSERT INTO record VALUES ($1, $2, gen_random_uuid(), $3, $4, $5, $6, $7, NULL, false, 1)`, values);
    const control = await login('hub_control', 'control');
    await control.query(
      `INSERT INTO mssp_record (id, device_id, seq, digest, body, sig, received_at) VALUES (gen_random_uuid(), 'd', 1, 'x', '{}', 's', 1)`,
    );
    const owners = [await admin('region_eu'), await admin('control')] as const;
    for (const owner of owners) await owner.query('SET ROLE netgraph_owner');
    for (const [table, client, owner] of [
      ['record', tenant, owners[0]],
      ['mssp_record', control, owners[1]],
      ['device_link', control, owners[1]],
    ] as const)
      for (const statement of [`UPDATE ${table} SET digest = 'y'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`]) {
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
        await expect(owner.query(statement), `owner: ${statement}`).rejects.toMatchObject({ code: '42501' });
      }
    expect((await tenant.query('SELECT 1 FROM record')).rowCount).toBe(1);
  });

  test('a wrong password is refused, and the server knows no other way in than SCRAM', async () => {
    await expect(login(tenantRole(a.tenant), 'region_eu', 'wrong')).rejects.toMatchObject({ code: '28P01' });
    await expect(login(tenantRole(a.tenant), 'region_eu', passwordOf(tenantRole(b.tenant)))).rejects.toMatchObject({ code: '28P01' });
    const client = await admin('postgres');
    const { rows } = await client.query<{ rolname: string }>(
      `SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'`,
    );
    expect(rows).toEqual([]);
  });

  test('every table of a region has the tenant first in its key, a forced policy and nothing else', async () => {
    const client = await admin('region_eu');
    const { rows } = await client.query<{
      name: string;
      forced: boolean;
      first: string;
      nullable: boolean;
      policies: string;
      using: string;
      check: string;
    }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced, a.attname AS first, NOT a.attnotnull AS nullable,
        (SELECT count(*) FROM pg_policies WHERE schemaname = 'public' AND tablename = c.relname) AS policies,
        (SELECT qual FROM pg_policies WHERE schemaname = 'public' AND tablename = c.relname) AS using,
        (SELECT with_check FROM pg_policies WHERE schemaname = 'public' AND tablename = c.relname) AS check
        FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...TABLE_NAMES].sort());
    for (const row of rows) {
      expect(row).toMatchObject({ forced: true, first: 'tenant_id', nullable: false, policies: '1' });
      for (const text of [row.using, row.check]) expect(text).toMatch(/SESSION_USER/i);
    }
  });

  test('a sealed row that is moved to another tenant, id or version does not open', async () => {
    const [keysA, keysB] = [await hub.store.tenantKeys(a), await hub.store.tenantKeys(b)];
    const rows = await hub.store.tenant(a).selectFrom('node').select(['id', 'version', 'sealed']).orderBy('seq').execute();
    const [row, other] = [rows[0]!, rows[1]!];
    const id = recordIdOf(row.id);
    expect(JSON.parse(keysA.open(id, row.version, row.sealed).toString())).toHaveProperty('label');
    expect(() => keysB.open(id, row.version, row.sealed)).toThrow();
    expect(() => keysA.open(recordIdOf(other.id), row.version, row.sealed)).toThrow();
    expect(() => keysA.open(id, row.version + 1, row.sealed)).toThrow();
  });

  test('the same host has another id and another blind token in each tenant', async () => {
    const [keysA, keysB] = [await hub.store.tenantKeys(a), await hub.store.tenantKeys(b)];
    expect(keysA.recordId('host', 'host-1')).not.toBe(keysB.recordId('host', 'host-1'));
    expect(keysA.blind('host', 'host-1')).not.toEqual(keysB.blind('host', 'host-1'));
  });

  test('storage and keys want a real context, and a tenant that has a space', async () => {
    const forged = { ...a } as TenantContext;
    expect(() => hub.store.tenant(forged)).toThrow(TypeError);
    await expect(hub.store.tenantKeys(forged)).rejects.toThrow(TypeError);
    await expect(hub.store.connect(forged)).rejects.toThrow(TypeError);
  });
});
