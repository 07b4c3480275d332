/** What the hub asks again and again is planned once a connection, and only what stays right when a column comes. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn } from './open.ts';
import type { OpenStore } from './open.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  beforeAll(async () => void (hub = await openOn(kind)), 120_000);
  afterAll(() => hub?.close());

  test('a lookup by key has its plan; one for all columns, or with many values, has none', async () => {
    await hub.store.control.connection().execute(async (db) => {
      const byId = () => db.selectFrom('context').select('tenant_id').where('id', '=', randomUUID()).executeTakeFirst();
      for (let times = 0; times < 3; times++) await byId();
      await db.selectFrom('context').selectAll().where('id', '=', randomUUID()).executeTakeFirst();
      const many = Array.from({ length: 9 }, () => randomUUID());
      await db.selectFrom('context').select('id').where('id', 'in', many).execute();
      const { rows } = await sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements`.execute(db);
      expect(rows.filter(({ statement }) => statement.includes('from "context"'))).toEqual([
        { statement: 'select "tenant_id" from "context" where "id" = $1' },
      ]);
    });
    const pool = hub.server.pool('control');
    await hub.store.control.selectFrom('context').selectAll().where('id', '=', randomUUID()).execute();
    await pool.query('ALTER TABLE context ADD COLUMN later text');
    for (let times = 0; times < 9; times++)
      await hub.store.control.selectFrom('context').selectAll().where('id', '=', randomUUID()).execute();
  });

  test("a customer's: each connection has plans of its own, which show its own rows and nobody else's", async () => {
    const [a, b] = [await hub.tenant(), await hub.tenant()];
    const counterOf = (as: TenantContext, { tenant }: TenantContext) =>
      hub.store.prepared(as).selectFrom('counter').select('seq').where('tenant_id', '=', tenant).executeTakeFirst();
    for (let times = 0; times < 8; times++)
      for (const [one, other] of [
        [a, b],
        [b, a],
      ] as const) {
        expect(await counterOf(one, one)).toEqual({ seq: 0 });
        expect(await counterOf(one, other)).toBeUndefined();
      }
    for (const context of [a, b]) {
      const { rows } = await sql<{ generic: number }>`SELECT sum(generic_plans)::int AS generic FROM pg_prepared_statements`.execute(
        hub.store.tenant(context),
      );
      expect(rows[0]!.generic).toBeGreaterThan(0);
    }
  });

  test('a column that becomes another costs one answer a connection, and that', async () => {
    const pool = hub.server.pool('control');
    await pool.query('CREATE TABLE shape (id int, what int); INSERT INTO shape VALUES (1, 2); GRANT SELECT ON shape TO hub_control');
    const what = async () => (await sql<{ what: unknown }>`SELECT what FROM shape WHERE id = ${1}`.execute(hub.store.control)).rows;
    expect(await what()).toEqual([{ what: 2 }]);
    await pool.query('ALTER TABLE shape ALTER COLUMN what TYPE text');
    await expect(what()).rejects.toMatchObject({ code: '0A000' });
    for (let times = 0; times < 3; times++) expect(await what()).toEqual([{ what: '2' }]);
  });

  test('a connection keeps so many, and answers the others all the same', async () => {
    await hub.store.control.connection().execute(async (db) => {
      for (let n = 0; n < 200; n++) {
        const { rows } = await sql`SELECT ${sql.raw(String(n))} + ${1}::int AS n`.execute(db);
        expect(rows).toEqual([{ n: n + 1 }]);
      }
      const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM pg_prepared_statements`.execute(db);
      expect(rows[0]!.n).toBe(128);
    });
  });
});
