import { expect, test } from 'vitest';
import { Kept } from '../../../../electron/store/read/kept.ts';
import { planOf } from '../../../../electron/store/read/plans.ts';

test('a text is planned once, and what is refused is not kept', () => {
  const text = 'MATCH (n) WHERE n.id = $id RETURN n';
  expect(planOf(text)).toBe(planOf(text));
  expect(planOf('MATCH (n) WHERE n.id = $other RETURN n')).not.toBe(planOf(text));
  const refused = planOf('MATCH (n) DELETE n');
  expect(refused).toMatchObject({ ok: false });
  expect(planOf('MATCH (n) DELETE n')).not.toBe(refused);
});

test('beyond so many the oldest goes', () => {
  const kept = new Kept<string, number>(2);
  expect([kept.keep('a', 1), kept.keep('b', 2), kept.keep('c', 3)]).toEqual([1, 2, 3]);
  expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([undefined, 2, 3]);
});
