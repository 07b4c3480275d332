/** One person's questions at the hub come one after the other, and keep nobody else waiting. */
import { expect, test } from 'vitest';
import { QueryLine } from '../../../../hub/http/query-line.ts';
import { letOthers } from '../../../../hub/store/let-others.ts';
import { ok } from '../../../../shared/errors.ts';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('one of a person at a time, the fourth is told to wait, and another person goes ahead', async () => {
  const line = new QueryLine();
  const ends: (() => void)[] = [];
  let running = 0;
  let most = 0;
  const slow = () =>
    line.run('eve', async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
      return ok('late');
    });
  const own = [slow(), slow(), slow()];
  await settled();
  expect(await slow()).toMatchObject({ ok: false, error: { code: 'rate' } });
  expect(await line.run('mara', () => Promise.resolve(ok('at once')))).toEqual(ok('at once'));
  for (let at = 0; at < 3; at++) {
    ends[at]!();
    await settled();
  }
  expect(await Promise.all(own)).toEqual([ok('late'), ok('late'), ok('late')]);
  expect(most).toBe(1);
});

test('a question that fails makes room for the next', async () => {
  const line = new QueryLine();
  for (let at = 0; at < 5; at++) await expect(line.run('eve', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await line.run('eve', () => Promise.resolve(ok(1)))).toEqual(ok(1));
});

test('of many questions that let others come first, each turn of the loop goes on with one', async () => {
  let turn = 0;
  const turns: number[] = [];
  let done = false;
  const count = (): void => {
    turn++;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: 8 }, () => letOthers().then(() => turns.push(turn))));
  done = true;
  expect(new Set(turns).size).toBe(8);
});
