/** Leases under a clock that is turned: the share is destroyed, also across a restart, and the slice's key with it. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../../electron/clock.ts';
import { openSealedFile } from '../../../electron/identity/sealed-file.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { allEnvelopes, verified } from '../../support/chain.ts';
import { ANALYST, assumed, CUSTOMER, leaveLeases, newFolder, PASSPHRASE, signedInOffline, startDesk, until } from '../../support/desk.ts';
import type { TestDesk } from '../../support/desk.ts';

class TurnedClock implements Clock {
  offset = 0;
  extra = 0;
  now(): number {
    return Date.now() + this.offset + this.extra;
  }
  steady(): number {
    return performance.now() + this.extra;
  }
  /** Time passes, for every clock. */
  pass(ms: number): void {
    this.extra += ms;
  }
}

async function deskWithLease(hours = 8): Promise<{ on: TestDesk; clock: TurnedClock; folder: string }> {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const clock = new TurnedClock();
  await leaveLeases(folder, { clock, hours });
  const on = await startDesk({ folder, clock });
  await signedInOffline(on);
  return { on, clock, folder };
}
const leases = async (folder: string): Promise<string[]> =>
  (await (await openSealedFile(join(folder, 'keys.sealed'), PASSPHRASE)).names()).filter((name) => name.startsWith('lease '));

describe('a lease', () => {
  test('lets its person go on offline, in its role, and the records say so', async () => {
    const { on } = await deskWithLease();
    await assumed(on);
    expect(on.window().context).toMatchObject({ phase: 'away' });
    expect(on.state()).toMatchObject({ screen: 'workbench', hub: { online: false }, context: { mark: { name: CUSTOMER.name } } });
    const entered = verified(allEnvelopes(on.desk.local.outbox), on.desk.local.device.privateKey).find(
      ({ action, as }) => action === 'context.assume' && as,
    );
    expect(entered).toMatchObject({ offline: true, as: { tenant: CUSTOMER.tenant } });
    await on.desk.end();
  });

  test('is destroyed when the clock runs backwards, ends what stands on it, and is recorded', async () => {
    const { on, clock, folder } = await deskWithLease();
    await assumed(on);
    expect(await leases(folder)).toHaveLength(2);
    clock.offset = -LIMITS.clockBackMs + 10_000;
    await on.desk.tick();
    expect(await leases(folder)).toHaveLength(2);
    clock.offset = -LIMITS.clockBackMs - 10_000;
    await on.desk.tick();
    expect(await leases(folder)).toEqual([]);
    expect(on.window()).toMatchObject({ context: null, screen: 'floor', ended: { code: 'clock_back' } });
    const destroyed = verified(allEnvelopes(on.desk.local.outbox), on.desk.local.device.privateKey).filter(
      ({ action }) => action === 'lease.destroyed',
    );
    expect(destroyed.map(({ result, as }) => [result, as?.grant])).toContainEqual(['clock_back', CUSTOMER.grant]);
    const own = on.desk.local.outbox.own(ANALYST, CUSTOMER.tenant, null, 50).records.find(({ body }) => body.action === 'lease.destroyed');
    expect(own?.sentence).toBe(`[MSSP analyst ${ANALYST.name}] acting as [${CUSTOMER.name}, with role Investigator]`);
    await on.desk.end();
  });

  test('is destroyed by a clock that is turned back a little again and again', async () => {
    const { on, clock, folder } = await deskWithLease();
    for (let step = 0; step < 4; step++) {
      clock.pass(60_000);
      clock.offset -= 60_000;
      await on.desk.tick();
    }
    expect(await leases(folder)).toEqual([]);
    await on.desk.end();
  });

  test('is destroyed at the next start when the clock was turned while the program was off', async () => {
    const { on, clock, folder } = await deskWithLease();
    await on.desk.end();
    clock.offset = -10 * LIMITS.clockBackMs;
    const again = await startDesk({ folder, clock });
    await again.act('identity.unlock', { passphrase: PASSPHRASE });
    expect(await leases(folder)).toEqual([]);
    await again.desk.end();
  });

  test('ends at its end, and the person is told', async () => {
    const { on, clock, folder } = await deskWithLease(1);
    await assumed(on);
    clock.pass(3_500_000);
    await on.desk.tick();
    expect(on.window().context?.live).toBe(true);
    clock.pass(200_000);
    await on.desk.tick();
    expect(on.window()).toMatchObject({ context: null, ended: { code: 'lease_ended' } });
    expect(await leases(folder)).toEqual([]);
    expect(await on.act('floor.read', {})).toMatchObject({ ok: true, value: { customers: [], offline: true } });
    await on.desk.end();
  });

  test('is of no use to another role, nor to somebody else who signs in', async () => {
    const { on } = await deskWithLease();
    await on.act('floor.read', {});
    const input = { grant: CUSTOMER.grant, role: 'responder', reason: 'x', ticket: 'y', window: 'here' } as const;
    expect(await on.act('context.assume', input)).toMatchObject({ error: { code: 'hub_unreachable' } });
    expect(on.desk.local.leases.get({ issuer: 'mssp', subject: 'evan', name: 'Dana' }, CUSTOMER.grant)).toBeNull();
    await assumed(on);
    await until(() => on.window().context !== null);
    await on.desk.end();
  });
});
