/**
 * The lock on a server's databases outlives the server's own restarts and a line that died; a hub that lost it to another one, or
 * whose server is not the same any more, is told.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { lockServer } from '../../../../hub/store/server-lock.ts';
import { openPool } from '../../../../hub/store/connect.ts';
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

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 600 && !holds(); waited++) await sleep(25);
  expect(holds()).toBe(true);
}

async function holder(): Promise<number | null> {
  const { rows } = await server.pool('postgres').query<{ pid: number }>(HOLDER);
  return rows[0]?.pid ?? null;
}

test('its session is ended: it is taken again by itself, and a second hub is still refused', async () => {
  let lost = 0;
  const lock = await lockServer(admin, silent, () => (lost += 1));
  const first = await holder();
  const hold = lock.hold();
  expect(hold?.lock?.pid).toBe(first);
  await server.pool('postgres').query('SELECT pg_terminate_backend($1)', [first]);
  for (let waited = 0; waited < 100 && [null, first].includes(await holder()); waited++) await sleep(50);
  expect(await holder()).not.toBe(first);
  await until(() => lock.hold() !== null && lock.hold() !== hold);
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
  expect(lock.hold()).toBeNull();
  client.release(true);
  await lock.release();
});

/** What stands between a hub and its server: it can lead elsewhere, be cut, or swallow everything. */
async function line(): Promise<{ host: string; lead(to: TestPostgres): void; cut(): void; freeze(): void }> {
  const host = mkdtempSync('/tmp/ng-line-');
  let to = server;
  const pairs = new Set<readonly [Socket, Socket]>();
  const between = createServer((near) => {
    const far = createConnection(join(to.host, '.s.PGSQL.5432'));
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, other] of [pair, [far, near] as const])
      from
        .on('error', () => other.destroy())
        .on('close', () => pairs.delete(pair) && other.destroy())
        .pipe(other);
  });
  await new Promise<void>((resolve) => between.listen(join(host, '.s.PGSQL.5432'), resolve));
  const cut = (): void => pairs.forEach(([near, far]) => [near, far].forEach((socket) => socket.destroy()));
  onTestFinished(() => {
    between.close();
    cut();
    rmSync(host, { recursive: true });
  });
  return {
    host,
    lead: (other) => (to = other),
    cut,
    freeze: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        for (const socket of [near, far]) socket.removeAllListeners('close').resume();
        near.on('close', () => undefined);
      }
      pairs.clear();
    },
  };
}

test('a line that died without a word is noticed, and the lock is taken again though the server still has the old session', async () => {
  const way = await line();
  let lost = 0;
  const lock = await lockServer({ ...admin, host: way.host }, silent, () => (lost += 1));
  const [hold, first] = [lock.hold(), await holder()];
  way.freeze();
  expect(await holder()).toBe(first);
  await until(() => lock.hold() === null);
  await until(() => lock.hold() !== null);
  expect(lock.hold()).not.toBe(hold);
  expect(lost).toBe(0);
  await lock.release();
}, 30_000);

test('a question over a line that died without a word is given up, and the next one gets another line', async () => {
  const way = await line();
  const pool = openPool({ ...admin, host: way.host }, 1, () => undefined, { connect: 1_000, statement: 300, lock: 0 });
  const ask = async (question: string): Promise<unknown> => {
    const client = await pool.connect();
    return client.query(question).finally(() => client.release());
  };
  const servedBy = async (): Promise<unknown> => ((await ask('SELECT pg_backend_pid() AS pid')) as { rows: unknown[] }).rows[0];
  const first = await servedBy();
  way.freeze();
  await expect(ask('SELECT 1')).rejects.toThrow('timeout');
  const second = await servedBy();
  expect(second).not.toEqual(first);
  // What the server refuses costs no line.
  await expect(ask('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
  expect(await servedBy()).toEqual(second);
  await pool.end();
}, 30_000);

/** A second server with what the first one had, promoted: the same cluster on another timeline. */
async function standby(): Promise<TestPostgres> {
  const copy = mkdtempSync('/tmp/ng-standby-');
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  const data = join(server.host, 'data');
  const client = await server.pool('postgres').connect();
  await client.query(`SELECT pg_backup_start('copy', true)`);
  execFileSync('cp', ['-a', data, copy]);
  const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
  client.release();
  execFileSync('cp', ['-a', join(data, 'pg_wal'), join(copy, 'data')]);
  rmSync(join(copy, 'data', 'postmaster.pid'));
  writeFileSync(join(copy, 'data', 'backup_label'), rows[0]!.labelfile);
  writeFileSync(join(copy, 'data', 'recovery.signal'), '');
  const place = (to: string): void => void execFileSync('cp', ['-a', join(copy, 'data'), to]);
  const promoted = await startPostgres(server.kind, ['restore_command=/bin/false'], { place, password: server.password });
  onTestFinished(() => promoted.stop());
  return promoted;
}

test('a standby took over: the lock there is not the same, and the hub is told', async () => {
  const way = await line();
  let lost = 0;
  const lock = await lockServer({ ...admin, host: way.host }, silent, () => (lost += 1));
  const hold = lock.hold();
  way.cut();
  await until(() => lock.hold() !== null && lock.hold() !== hold);
  expect(lost).toBe(0);
  way.lead(await standby());
  way.cut();
  await until(() => lost === 1);
  expect(lock.hold()).toBeNull();
  await lock.release();
}, 60_000);
