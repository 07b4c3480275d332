/** What the hub asks its control database again and again is planned once a connection, and only what stays right when a column comes. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
});
