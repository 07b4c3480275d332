/** A source's minute is its own. */
import { expect, test } from 'vitest';
import { makeLimiter } from '../../../../hub/http/limiter.ts';

test('counts each source for a minute', () => {
  let now = 0;
  const limiter = makeLimiter(2, () => now);
  expect([limiter.take('a'), limiter.take('a'), limiter.take('a'), limiter.take('b')]).toEqual([true, true, false, true]);
  expect([limiter.full('a'), limiter.full('b'), limiter.full('c')]).toEqual([true, false, false]);
  now = 60_000;
  expect([limiter.full('a'), limiter.take('a')]).toEqual([false, true]);
});
