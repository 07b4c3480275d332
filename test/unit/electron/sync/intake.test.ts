/** A feed that never ends is stopped before it fills the disk; one that merely grows is not. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Intake } from '../../../../electron/sync/intake.ts';
import { LIMITS } from '../../../../shared/limits.ts';

const message = (at: number, nodes: number, done = false) => ({
  cursor: `c${at}`,
  done,
  nodes,
  edges: 0,
  key: nodes === 0 ? null : { enc: '', box: '' },
  nonce: new Uint8Array(12),
  box: nodes === 0 ? new Uint8Array(0) : randomBytes(32),
});

test.each([
  ['full segments', LIMITS.segmentRows],
  ['small segments', 1],
  ['segments with nothing in them', 0],
])('%s without end', (_what, rows) => {
  const intake = new Intake({ cursor: 'c0', nodes: 50_000, edges: 50_000 });
  const answers: (string | null)[] = [];
  for (let at = 1; at <= 3_000 && !answers.includes('the feed does not end'); at++) answers.push(intake.take(message(at, rows)));
  expect(answers.at(-1)).toBe('the feed does not end');
  expect(answers.slice(0, -1).every((answer) => answer === null)).toBe(true);
});

test('a customer whose machines write more than was promised while the desk reads', () => {
  const intake = new Intake({ cursor: 'c0', nodes: 50_000, edges: 50_000 });
  for (let at = 1; at <= 100; at++) expect(intake.take(message(at, LIMITS.segmentRows, at === 100))).toBeNull();
  expect(intake.total).toBe(1_000_000);
});
