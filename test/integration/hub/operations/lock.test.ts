/** The lock on a server's databases outlives the server's own restarts, and a hub that lost it to another one is told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockServer } from '../../../../hub/store/server-lock.ts';
import type { Login } from '../../../../hub/store/connect.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';
import { silent } from '../store/open.ts';

let server: TestPostgres;
let admin: Login;
beforeAll(async () => {
  server = await startPostgres(postgresKinds().at(-1)!);
  const { host, port, user, password } = server;
  admin = { host, port, user, password, database: 'postgres' };
}, 60_000);
afterAll(() => server.stop());

const HOLDER = `SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
  WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = 'netgraph hub lock'`;

async function holder(): Promise<number | null> {
  const { rows } = await server.pool('postgres').query<{ pid: number }>(HOLDER);
  return rows[0]?.pid ?? null;
}

test('its session is ended: it is taken again by itself, and a second hub is still refused', async () => {
  let lost = 0;
  const lock = await lockServer(admin, silent, () => (lost += 1));
  const first = await holder();
  await server.pool('postgres').query('SELECT pg_terminate_backend($1)', [first]);
  for (let waited = 0; waited < 100 && [null, first].includes(await holder()); waited++) await sleep(50);
  expect(await holder()).not.toBe(first);
  await expect(lockServer(admin, silent, () => undefined)).rejects.toThrow('Another hub uses the databases');
  expect(lost).toBe(0);
  await lock.release();
  expect(await holder()).toBeNull();
});

test('another hub was faster: the first is told, once', async () => {
  let lost = 0;
  const lock = await lockServer(admin, silent, () => (lost += 1));
  const thief = server.pool('postgres');
  const client = await thief.connect();
  // Stands in line before the first can ask again.
  const mine = client.query('SELECT pg_advisory_lock($1)', [0x6e657467]);
  const first = await holder();
  await server.pool('postgres').query('SELECT pg_terminate_backend($1)', [first]);
  await mine;
  for (let waited = 0; waited < 100 && lost === 0; waited++) await sleep(50);
  await sleep(600);
  expect(lost).toBe(1);
  client.release(true);
  await lock.release();
});
