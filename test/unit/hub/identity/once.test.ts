/** What may be used once is taken once, for as long as it could come again, in bounded memory. */
import { expect, test } from 'vitest';
import { makeOnce } from '../../../../hub/identity/once.ts';

test('takes a name once, until its time is over', () => {
  const once = makeOnce();
  expect(once.take('a', 100, 0)).toBe(true);
  expect(once.take('a', 100, 99)).toBe(false);
  expect(once.take('a', 200, 100)).toBe(true);
});

test('full, it takes nothing new, and forgets nothing that still counts', () => {
  const once = makeOnce(2);
  expect([once.take('a', 100, 0), once.take('b', 100, 0), once.take('c', 100, 0)]).toEqual([true, true, false]);
  expect(once.take('a', 100, 50)).toBe(false);
  expect(once.take('c', 300, 100)).toBe(true);
});
