import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SyncQueue } from '../../../../electron/sync/turns.ts';
import type { Turns } from '../../../../electron/sync/turns.ts';

const never = new AbortController().signal;

/** Customers that all want turns without end; says whose turn each was, in order. */
async function served(names: readonly string[], front: string | null, turns: number): Promise<string[]> {
  const queue = new SyncQueue();
  const order: string[] = [];
  const ask = async (name: string, mine: Turns): Promise<void> => {
    while (order.length < turns) {
      const leave = await mine.take(never);
      order.push(name);
      await turn();
      leave();
    }
  };
  const customers = names.map((name) => [name, queue.turns()] as const);
  customers.find(([name]) => name === front)?.[1].front();
  await Promise.all(customers.map(([name, mine]) => ask(name, mine)));
  return order.slice(0, turns);
}
const share = (order: readonly string[], name: string): number => order.filter((one) => one === name).length / order.length;

test('with nobody in front all get as much', async () => {
  const order = await served(['a', 'b', 'c', 'd'], null, 400);
  for (const name of ['a', 'b', 'c', 'd']) expect(share(order, name)).toBeCloseTo(0.25, 1);
});

test('who is in front gets more than anybody else, and nobody starves', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const order = await served(names, 'd', 600);
  for (const name of names.filter((one) => one !== 'd')) {
    expect(share(order, 'd')).toBeGreaterThan(share(order, name) * 2);
    expect(share(order, name)).toBeGreaterThan(0.03);
  }
  // Nobody waits longer than a round in which all others had their fair turns.
  for (const name of names) {
    const at = order.flatMap((one, index) => (one === name ? [index] : []));
    for (let index = 1; index < at.length; index++) expect(at[index]! - at[index - 1]!).toBeLessThanOrEqual(3 * names.length + 3);
  }
});

test('never more than two at once, whoever gives up meanwhile', async () => {
  const queue = new SyncQueue();
  let now = 0;
  let most = 0;
  const customers = Array.from({ length: 8 }, () => queue.turns());
  await Promise.all(
    customers.flatMap((mine, index) =>
      Array.from({ length: 5 }, async (_, time) => {
        const abort = new AbortController();
        if ((index + time) % 3 === 0) setImmediate(() => abort.abort());
        const leave = await mine.take(abort.signal);
        if (!abort.signal.aborted) {
          most = Math.max(most, ++now);
          await turn();
          now--;
        }
        leave();
      }),
    ),
  );
  expect(most).toBe(2);
  // All turns were given back: the next ones are given at once.
  const leaves = await Promise.all([queue.turns().take(never), queue.turns().take(never)]);
  for (const leave of leaves) leave();
});
