/** Offline leases: what ends one ends it at once, whatever the vault does, and what the hub takes back does not stay. */
import { beforeEach, describe, expect, test } from 'vitest';
import { Leases } from '../../../../electron/context/leases.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { ContextGranted } from '../../../../shared/protocol/token.ts';
import type { ContextId, SessionId } from '../../../../shared/graph/ids.ts';
import { ANALYST, CUSTOMER, OTHER_CUSTOMER } from '../../../support/desk.ts';
import { TestVault } from '../../../support/vault.ts';

const HOUR = 3_600_000;
const SESSION = '55555555-5555-4555-8555-555555555555' as SessionId;
const time = { now: 0, steady: 0 };
const clock = { now: () => time.now, steady: () => time.steady };
const pass = (ms: number): void => {
  time.now += ms;
  time.steady += ms;
};

let vault: TestVault;
let destroyed: string[];
const open = (): Promise<Leases> =>
  Leases.open({ vault, clock, floor: 0, onDestroyed: ({ mark }, why) => destroyed.push(`${mark.name}: ${why}`) });

const granted = (customer = CUSTOMER, some: Partial<ContextGranted> = {}): ContextGranted => ({
  id: '66666666-6666-4666-8666-666666666666' as ContextId,
  tenant: customer.tenant,
  ordinal: 1,
  mark: { name: customer.name, monogram: 'ABC', colour: 0, pattern: 0 },
  grant: customer.grant,
  role: 'investigator',
  own: false,
  expiresAt: time.now + HOUR,
  grantUntil: time.now + 100 * HOUR,
  offlineHours: 8,
  slice: WHOLE_SLICE,
  share: { enc: '', box: '' },
  ...some,
});
const keep = (leases: Leases, customer = CUSTOMER, some: Partial<ContextGranted> = {}) =>
  leases.keep(ANALYST, SESSION, granted(customer, some), Buffer.alloc(32, 1));
const row = (customer = CUSTOMER, some: { roles?: Role[]; until?: number; offlineHours?: number } = {}) => ({
  grant: customer.grant,
  mark: granted(customer).mark,
  roles: ['investigator'] as Role[],
  until: time.now + 100 * HOUR,
  offlineHours: 8,
  own: false,
  ...some,
});
const kept = (): string[] => [...vault.entries.keys()].filter((name) => name.startsWith('lease '));

beforeEach(() => {
  vault = new TestVault();
  destroyed = [];
  time.now = Date.UTC(2026, 10, 24);
  time.steady = 1_000;
});

describe('while the vault does not answer', () => {
  test('a lease ends at once all the same, and its entry goes as soon as the vault is back', async () => {
    const leases = await open();
    await keep(leases);
    vault.failing = true;
    pass(9 * HOUR);
    expect(leases.tick()).toBe('lease_ended');
    expect(destroyed).toEqual([`${CUSTOMER.name}: lease_ended`]);
    expect(leases.get(ANALYST, CUSTOMER.grant)).toBeNull();
    await leases.settled();
    expect(kept()).toHaveLength(1);
    vault.failing = false;
    leases.tick();
    await leases.settled();
    expect(kept()).toEqual([]);
  });

  test('a clock that ran backwards ends it, and nothing throws', async () => {
    const leases = await open();
    await keep(leases);
    vault.failing = true;
    time.now -= 2 * LIMITS.clockBackMs;
    expect(leases.tick()).toBe('clock_back');
    await expect(leases.close()).resolves.toBeUndefined();
    expect(destroyed).toEqual([`${CUSTOMER.name}: clock_back`]);
  });

  test('the moment that was seen is noted later', async () => {
    const leases = await open();
    vault.failing = true;
    pass(2 * HOUR);
    leases.tick();
    await leases.settled();
    vault.failing = false;
    pass(2_000);
    leases.tick();
    await leases.settled();
    expect(Number(vault.entries.get('clock'))).toBe(time.now);
  });
});

describe('a lease that is withdrawn while it is being kept', () => {
  test('is gone, in memory and in the vault', async () => {
    const leases = await open();
    const keeping = keep(leases);
    const revoking = leases.revoke(ANALYST, CUSTOMER.grant);
    await Promise.all([keeping, revoking]);
    expect(leases.get(ANALYST, CUSTOMER.grant)).toBeNull();
    expect(kept()).toEqual([]);
    expect((await open()).of(ANALYST)).toEqual([]);
  });
});

describe("what the hub says of a person's grants", () => {
  test('leaves a lease as it is while its grant stands', async () => {
    const leases = await open();
    const before = await keep(leases);
    leases.agree(ANALYST, [row()]);
    expect(leases.get(ANALYST, CUSTOMER.grant)).toEqual(before);
    expect(destroyed).toEqual([]);
  });

  test('ends that of a grant that is gone, and no other', async () => {
    const leases = await open();
    await keep(leases);
    await keep(leases, OTHER_CUSTOMER);
    leases.agree({ ...ANALYST, subject: 'evan' }, []);
    expect(destroyed).toEqual([]);
    leases.agree(ANALYST, [row(OTHER_CUSTOMER)]);
    await leases.settled();
    expect(destroyed).toEqual([`${CUSTOMER.name}: grant_ended`]);
    expect(kept()).toHaveLength(1);
  });

  test('takes away roles, hours and days that are no longer granted, also after a start', async () => {
    const leases = await open();
    await keep(leases, CUSTOMER, { role: 'responder' });
    await keep(leases);
    leases.agree(ANALYST, [row(CUSTOMER, { offlineHours: 2 })]);
    await leases.settled();
    const lease = (await open()).get(ANALYST, CUSTOMER.grant);
    expect(Object.keys(lease?.contexts ?? {})).toEqual(['investigator']);
    expect(lease?.until).toBe(time.now + 2 * HOUR);
    leases.agree(ANALYST, [row(CUSTOMER, { offlineHours: 2, until: time.now + HOUR })]);
    expect(leases.get(ANALYST, CUSTOMER.grant)?.until).toBe(time.now + HOUR);
  });

  test('ends a lease of which nothing is left', async () => {
    for (const some of [{ offlineHours: 0 }, { roles: ['observer'] as Role[] }]) {
      const leases = await open();
      await keep(leases);
      leases.agree(ANALYST, [row(CUSTOMER, some)]);
      expect(leases.get(ANALYST, CUSTOMER.grant)).toBeNull();
    }
    expect(destroyed).toEqual(Array(2).fill(`${CUSTOMER.name}: lease_ended`));
  });
});
