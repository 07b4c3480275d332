/** Hammering a gate fills no log: one record a source, code and minute, and one with the count of the rest. */
import { expect, test } from 'vitest';
import { RefusalCounter } from '../../../../shared/audit/refusal-counter.ts';

function counting() {
  const written: string[] = [];
  let at = 0;
  const counter = new RefusalCounter({ record: (action, code, count) => written.push(`${action} ${code} ${count}`), steady: () => at });
  return { counter, written, pass: (ms: number) => (at += ms) };
}

test('the first refusal is recorded at once, the others of its minute as one number', () => {
  const { counter, written, pass } = counting();
  for (let index = 0; index < 10; index++) counter.refused('a', 'feed.open', 'proof_failed');
  expect(written).toEqual(['feed.open proof_failed 1']);
  pass(59_999);
  counter.flush();
  expect(written.length).toBe(1);
  pass(1);
  counter.flush();
  expect(written.slice(1)).toEqual(['feed.open proof_failed 9']);
  counter.refused('a', 'feed.open', 'proof_failed');
  expect(written.slice(2)).toEqual(['feed.open proof_failed 1']);
});

test('sources and codes are told apart, and nothing is recorded twice at the end', () => {
  const { counter, written } = counting();
  counter.refused('a', 'feed.open', 'proof_failed');
  counter.refused('b', 'feed.open', 'proof_failed');
  counter.refused('a', 'feed.open', 'no_context');
  expect(written.length).toBe(3);
  counter.flush(true);
  counter.flush(true);
  expect(written.length).toBe(3);
});

test('ever new sources are counted together beyond a limit: neither memory nor the log grows with them, and none is lost', () => {
  const { counter, written } = counting();
  for (let index = 0; index < 10_000; index++) counter.refused(`source ${index}`, 'feed.open', 'proof_failed');
  expect(written.length).toBeLessThanOrEqual(2_001);
  counter.flush(true);
  expect(written.reduce((sum, line) => sum + Number(line.split(' ')[2]), 0)).toBe(10_000);
});
