/** What one hub leaves for the next: proofs that were used count where the next comes at once, and never twice. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { askForPlace, leaveProofs, takeNoteAway, takeProofs, watchForNext } from '../../../hub/hand-over.ts';

const folder = mkdtempSync(join(tmpdir(), 'ng-hand-over-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = 1_800_000_000_000;
const USED = { since: NOW - 3_600_000, taken: [['a device and a proof', NOW + 60_000]] as [string, number][] };

test('used proofs are taken once, by a hub that comes at once', () => {
  leaveProofs(folder, USED, NOW);
  expect(takeProofs(folder, NOW + 2_000)).toEqual(USED);
  expect(takeProofs(folder, NOW + 2_000)).toBeNull();
});

test('where other hubs may have served in between, or the clock was put back, they are believed no more, and are gone', () => {
  for (const now of [NOW + 60_000, NOW - 1]) {
    leaveProofs(folder, USED, NOW);
    expect(takeProofs(folder, now)).toBeNull();
    expect(takeProofs(folder, NOW)).toBeNull();
  }
});

test('a damaged file stops no hub', () => {
  for (const text of ['', '{"since":1', '{"since":"x","taken":[],"at":1}', '[]', JSON.stringify(USED)]) {
    writeFileSync(join(folder, 'used-proofs'), text);
    expect(takeProofs(folder, NOW), text).toBeNull();
    expect(existsSync(join(folder, 'used-proofs'))).toBe(false);
  }
});

test('where asking again fails for a while, who waits goes on waiting, and asks when it can', async () => {
  const stop = askForPlace(folder);
  takeNoteAway(folder);
  mkdirSync(join(folder, 'hand-over'));
  await sleep(350);
  rmSync(join(folder, 'hand-over'), { recursive: true });
  const next = watchForNext(folder);
  await next.asked;
  next.stop();
  stop();
});

test('who waits asks again where another took the note away, until it stops', async () => {
  const stop = askForPlace(folder);
  takeNoteAway(folder);
  const next = watchForNext(folder);
  await next.asked;
  next.stop();
  stop();
  await sleep(250);
  expect(existsSync(join(folder, 'hand-over'))).toBe(false);
});
