/** Who holds a customer's log locked for ever costs all others a small part of their time. */
import { expect, test } from 'vitest';
import { Aside } from '../../../../hub/audit/aside.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';

const [a, b] = ['a', 'b'] as TenantId[] as [TenantId, TenantId];
const LOCK_WAIT_MS = 2_000;

test('a customer whose log is locked whenever it is tried is tried less and less', () => {
  let now = 0;
  const aside = new Aside(() => now);
  let tries = 0;
  const HOUR = 3_600_000;
  while (now < HOUR) {
    if (aside.has(a)) {
      now += 100;
      continue;
    }
    now += LOCK_WAIT_MS;
    tries++;
    aside.put(a);
  }
  expect((tries * LOCK_WAIT_MS) / HOUR).toBeLessThan(0.04);
  expect(aside.has(b)).toBe(false);
});

test('after a long while without it, it is like the first time', () => {
  let now = 0;
  const aside = new Aside(() => now);
  const leftOut = (): number => {
    aside.put(a);
    const from = now;
    while (aside.has(a)) now += 100;
    return now - from;
  };
  const first = leftOut();
  expect(leftOut()).toBeGreaterThan(first);
  now += 3_600_000;
  expect(leftOut()).toBe(first);
});
