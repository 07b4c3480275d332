/** One thing at a time for each key. */
import { expect, test } from 'vitest';
import { inTurn } from '../../../../hub/audit/turns.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('what has the same key follows, also after a failure; what has another does not wait', async () => {
  const owner = {};
  const order: string[] = [];
  const work =
    (name: string, ms: number, fails = false) =>
    async () => {
      order.push(`${name} begins`);
      await pause(ms);
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    inTurn(owner, 'a', work('first', 20, true)),
    inTurn(owner, 'a', work('second', 1)),
    inTurn(owner, 'b', work('other', 1)),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(order.indexOf('second begins')).toBeGreaterThan(order.indexOf('first ends'));
  expect(order.indexOf('other ends')).toBeLessThan(order.indexOf('first ends'));
});
