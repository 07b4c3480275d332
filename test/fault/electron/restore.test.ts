/** Kill -9 with two customers open: the next start offers both to the person who had them, and assumes them anew. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InterruptedContexts } from '../../../electron/context/interrupted.ts';
import { Leases } from '../../../electron/context/leases.ts';
import { openSealedFile } from '../../../electron/identity/sealed-file.ts';
import { systemClock } from '../../../electron/clock.ts';
import type { Interrupted } from '../../../shared/contract/floor.ts';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import { ANALYST, CUSTOMER, OTHER_CUSTOMER, PASSPHRASE, assumed, newFolder, signedInOffline, startDesk } from '../../support/desk.ts';
import type { TestDesk } from '../../support/desk.ts';

let folder: string;
let remove: () => void;
let on: TestDesk;

beforeEach(async () => {
  ({ folder, remove } = newFolder());
  const child = spawn(process.execPath, [fileURLToPath(new URL('open-until-killed.ts', import.meta.url)), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  expect(said.toString()).toBe('2 open\n');
  child.kill('SIGKILL');
  await gone;
}, 60_000);
afterEach(async () => {
  await on.desk.end();
  expect(on.faults).toEqual([]);
  remove();
});

const again = async (): Promise<readonly Interrupted[]> => {
  on = await startDesk({ folder });
  await signedInOffline(on);
  return offered();
};
const offered = async (): Promise<readonly Interrupted[]> => {
  const floor = await on.act('floor.read', {});
  if (!floor.ok) throw new Error(floor.error.code);
  return floor.value.interrupted;
};
const opened = () => on.desk.windows.all.flatMap(({ context }) => (context ? [context] : []));

test('both are offered and open again, in windows of their own, with role, ticket and reason, and on record', async () => {
  expect(await again()).toEqual([
    { grant: OTHER_CUSTOMER.grant, mark: expect.objectContaining({ name: OTHER_CUSTOMER.name }), role: 'investigator', ticket: 'T-2' },
    { grant: CUSTOMER.grant, mark: expect.objectContaining({ name: CUSTOMER.name }), role: 'investigator', ticket: 'T-1' },
  ]);
  for (const { grant } of [OTHER_CUSTOMER, CUSTOMER]) expect(await on.act('floor.restore', { grant })).toMatchObject({ ok: true });
  expect(opened().map(({ facts, ticket, reason }) => [facts.mark.name, ticket, reason])).toEqual([
    [OTHER_CUSTOMER.name, 'T-2', 'the same address'],
    [CUSTOMER.name, 'T-1', 'a look around'],
  ]);
  expect(on.window().screen).toBe('floor');
  expect(await offered()).toEqual([]);
  const bodies = verified(allEnvelopes(on.desk.local.outbox), on.desk.local.device.privateKey);
  const entries = bodies.filter(({ action, phase }) => action === 'context.assume' && phase !== 'intent' && phase !== 'refusal');
  // Once by hand and once again, in each customer's own chain.
  for (const { grant } of [CUSTOMER, OTHER_CUSTOMER]) expect(entries.filter(({ as }) => as?.grant === grant)).toHaveLength(2);
  expect(closings(bodies).filter(({ action }) => action === 'floor.restore')).toEqual([
    { action: 'floor.restore', result: 'ok' },
    { action: 'floor.restore', result: 'ok' },
  ]);
});

test('a customer whose lease is gone says why and stays offered; the other opens', async () => {
  const vault = await openSealedFile(join(folder, 'keys.sealed'), PASSPHRASE);
  const leases = await Leases.open({ vault, clock: systemClock, floor: 0, onDestroyed: () => undefined });
  await leases.revoke(ANALYST, CUSTOMER.grant);
  await leases.close();
  expect(await again()).toHaveLength(2);
  expect(await on.act('floor.restore', { grant: OTHER_CUSTOMER.grant })).toMatchObject({ ok: true });
  expect(await on.act('floor.restore', { grant: CUSTOMER.grant })).toMatchObject({ ok: false, error: { code: 'hub_unreachable' } });
  expect((await offered()).map(({ grant }) => grant)).toEqual([CUSTOMER.grant]);
});

test('what is not wanted is not offered again; nor is what was left, or open when the program ended by itself', async () => {
  expect(await again()).toHaveLength(2);
  expect(await on.act('floor.dismiss', {})).toMatchObject({ ok: true });
  expect(await offered()).toEqual([]);
  await assumed(on, CUSTOMER);
  await on.desk.end();
  expect(await again()).toEqual([]);
});

test('what was offered and left alone is not offered again once the program has ended by itself', async () => {
  expect(await again()).toHaveLength(2);
  await assumed(on, CUSTOMER);
  await on.desk.end();
  expect(await again()).toEqual([]);
});

test('after a day nothing is offered', async () => {
  expect(await again()).toHaveLength(2);
  const { secret } = on.desk.local.device;
  const many = (now: number) => new InterruptedContexts(join(folder, 'open'), secret, () => now).of(ANALYST).length;
  expect([many(Date.now() + 23 * 3_600_000), many(Date.now() + 25 * 3_600_000)]).toEqual([2, 0]);
});

test('a customer whose grant the hub no longer tells of is neither named nor kept', async () => {
  expect(await again()).toHaveLength(2);
  const { session } = on.window().group;
  const { mark } = on.desk.local.interrupted.of(ANALYST)[0]!;
  vi.spyOn(on.desk.local.hub, 'floor').mockResolvedValue({
    ok: true,
    value: {
      customers: [{ grant: CUSTOMER.grant, mark, roles: ['investigator'], until: Date.now() + 3_600_000, offlineHours: 8 }],
    },
  } as never);
  Object.assign(session!, { token: 'a session token' });
  expect((await offered()).map(({ grant }) => grant)).toEqual([CUSTOMER.grant]);
  Object.assign(session!, { token: null });
  expect((await offered()).map(({ grant }) => grant)).toEqual([CUSTOMER.grant]);
});

test('a window with an open customer hears of none of it', async () => {
  await again();
  await on.act('floor.restore', { grant: CUSTOMER.grant });
  const inside = on.desk.windows.all.find(({ context }) => context !== null)!;
  for (const name of ['floor.restore', 'floor.dismiss'] as const)
    expect(await on.act(name, { grant: OTHER_CUSTOMER.grant } as never, inside)).toMatchObject({ ok: false });
  expect(JSON.stringify(on.state(inside))).not.toContain(OTHER_CUSTOMER.name);
  expect(await on.act('floor.read', {}, inside)).toMatchObject({ error: { code: 'not_permitted' } });
});

test('the list is sealed: neither a name nor a ticket can be read in the file, and a broken one offers nothing', async () => {
  const bytes = readFileSync(join(folder, 'open')).toString('latin1');
  for (const secret of [CUSTOMER.name, OTHER_CUSTOMER.name, 'T-1', 'a look around', CUSTOMER.grant]) expect(bytes).not.toContain(secret);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(join(folder, 'open'), 'not a sealed file');
  expect(await again()).toEqual([]);
});
