/** Runs of commands beside each other: what one that was killed left open is closed by the next that is alone, or a hub that starts, and nothing else is. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { closeLeftOpen } from '../../../../hub/command/customers-log.ts';
import { recorded } from '../../../../hub/command/recorded.ts';
import { openStoreBeside } from '../../../../hub/store/beside.ts';
import type { RecordBody } from '../../../../shared/audit/record.ts';
import { unclosed, walkHubChain } from '../../../support/hub-chain.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';
import { newCustomer } from './hub.ts';
import type { Customer } from './hub.ts';

const [CHAIN, AT_WORK] = [0x6e676378, 0x6e676177];
const HOUR = 3_600_000;

let hub: OpenStore;
let customer: Customer;
beforeAll(async () => {
  hub = await openOn(postgresKinds().at(-1)!);
  customer = await newCustomer(hub);
}, 120_000);
afterAll(async () => hub?.close());

const walk = (): Promise<RecordBody[]> => walkHubChain(hub.server.pool('control'), [], 'hub commands');
const run = (work: () => Promise<unknown> = async () => null, store = hub.store) =>
  recorded({ store, secrets: hub.secrets, log: silent }, 'telemetry.ingest', [customer.tenant], work);
const AT_WORK_NOW = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ShareLock' AND objid = ${AT_WORK}`;
const atWork = async (): Promise<number[]> =>
  (await hub.server.pool('control').query<{ pid: number }>(AT_WORK_NOW)).rows.map(({ pid }) => pid);

/** A run that is at work, with a store of its own, until it is killed: its session with the server ends, and that store is never closed. */
async function atWorkForEver(): Promise<() => Promise<void>> {
  const before = await atWork();
  const begun = Promise.withResolvers<void>();
  const { dataFolder, secrets, server } = hub;
  const store = await openStoreBeside({ dataFolder, database: server.url('postgres'), log: silent, secrets });
  void run(() => {
    begun.resolve();
    return new Promise(() => undefined);
  }, store).catch(() => undefined);
  await begun.promise;
  const mine = (await atWork()).filter((pid) => !before.includes(pid));
  return async () => {
    await hub.server.pool('control').query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [mine]);
    while ((await atWork()).some((pid) => mine.includes(pid))) await sleep(10);
  };
}

test('one that was killed hours after it began, while others came and went, is said to be interrupted', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3 * HOUR });
  onTestFinished(() => void vi.useRealTimers());
  const kill = await atWorkForEver();
  const killed = (await walk()).at(-1)!;
  vi.setSystemTime(Date.now() + HOUR);
  await run();
  vi.setSystemTime(Date.now() + HOUR);
  await kill();
  expect(unclosed(await walk())).toEqual([killed.id]);
  await run();
  const bodies = await walk();
  expect(unclosed(bodies)).toEqual([]);
  expect(bodies.filter(({ of }) => of === killed.id)).toMatchObject([{ phase: 'outcome', result: 'interrupted' }]);
});

test('one that is about to write its intent beside another is at work already: nobody takes it for one that was left', async () => {
  const kill = await atWorkForEver();
  const held = await hub.server.pool('control').connect();
  await held.query('SELECT pg_advisory_lock($1)', [CHAIN]);
  const ended = Promise.withResolvers<void>();
  const second = run(() => ended.promise);
  for (let waited = 0; waited < 200 && (await atWork()).length < 2; waited++) await sleep(10);
  expect((await atWork()).length).toBe(2);
  await kill();
  const third = run();
  held.release(true);
  await third;
  ended.resolve();
  await second;
  await run();
  expect(unclosed(await walk())).toEqual([]);
});

test('a hub that starts closes what was left, too; not while a command is at work', async () => {
  const { store, secrets } = hub;
  const close = () => closeLeftOpen({ store, secrets, log: silent });
  const kill = await atWorkForEver();
  const left = (await walk()).at(-1)!;
  await close();
  expect(unclosed(await walk())).toEqual([left.id]);
  await kill();
  await close();
  expect(unclosed(await walk())).toEqual([]);
  expect((await walk()).at(-1)).toMatchObject({ phase: 'outcome', of: left.id, result: 'interrupted' });
});
