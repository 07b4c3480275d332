/** Tokens that end while a slice is on its way, at a whole hub and a whole desk: it goes on where it was, or the person is told why not. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type pg from 'pg';
import type { Clock } from '../../../electron/clock.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { newFolder, until } from '../../support/desk.ts';
import type { TestDesk } from '../../support/desk.ts';
import { LineScene } from '../../support/line-scene.ts';
import { GOOD } from '../../support/lossy-network.ts';

const scene = new LineScene();
let control: pg.Pool;
beforeAll(() => void (control = scene.server.pool('control')));

/** Time passes for tokens; the system's clock stays the hub's, to which proofs have to fit. */
class TurnedClock implements Clock {
  passed = 0;
  now(): number {
    return Date.now();
  }
  steady(): number {
    return performance.now() + this.passed;
  }
}

/** A desk that has just entered, and whose slice is on its way over a line on which it takes a while. */
async function onTheWay(clock: Clock, folder: string): Promise<TestDesk> {
  const on = await scene.onFloor(clock, folder);
  await enter(on);
  return on;
}
async function enter(on: TestDesk): Promise<void> {
  const { line } = scene;
  await scene.enter(on, { ...GOOD, bitsPerSecond: 400_000 });
  const { received } = line;
  await until(() => line.received > received + 60_000, 20_000);
  expect(on.window().context?.sync.phase).not.toBe('ready');
}
const folderOf = (): string => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  return folder;
};

test('a view-as token that would end soon is extended while the slice comes; the sync goes on under the new one', async () => {
  const clock = new TurnedClock();
  const on = await onTheWay(clock, folderOf());
  const { facts } = on.window().context!;
  // All but the last minutes of its hour have passed.
  clock.passed += (LIMITS.contextSeconds - 120) * 1000;
  await on.desk.tick();
  await until(() => on.window().context!.facts.token !== facts.token, 20_000);
  expect(on.window().context!.facts).toMatchObject({ id: facts.id });
  expect(on.window().context!.facts.deadline).toBeGreaterThan(facts.deadline + 3_000_000);
  clock.passed += 200_000;
  await on.desk.tick();
  await until(() => on.window().context?.sync.phase === 'ready', 40_000);
  expect(on.window()).toMatchObject({ ended: null, screen: 'workbench' });
}, 90_000);

test('one that is not being synced under is not extended by itself: it ends, and says so', async () => {
  const clock = new TurnedClock();
  const on = await onTheWay(clock, folderOf());
  scene.line.quality = GOOD;
  await until(() => on.window().context?.sync.phase === 'ready', 40_000);
  const { token } = on.window().context!.facts;
  clock.passed += (LIMITS.contextSeconds - 120) * 1000;
  await on.desk.tick();
  await on.desk.tick();
  expect(on.window().context!.facts.token).toBe(token);
  clock.passed += 200_000;
  await on.desk.tick();
  expect(on.window()).toMatchObject({ screen: 'floor', ended: { code: 'context_ended' } });
}, 90_000);

test.each([
  ['the context was ended at the hub', `UPDATE context SET ended_at = 1, end_reason = 'left' WHERE ended_at IS NULL`, 'context_ended'],
  ['the session ran out', `UPDATE session SET expires_at = 1`, 'context_ended'],
])(
  '%s: the person is told, no half slice is left, and after a new sign-in or entry it comes whole',
  async (_what, change, code) => {
    const folder = folderOf();
    const on = await onTheWay(new TurnedClock(), folder);
    await control.query(change);
    // The reply that is on its way breaks; the next question is refused.
    scene.line.reset();
    scene.line.quality = GOOD;
    await until(() => on.window().ended !== null, 60_000);
    expect(on.window()).toMatchObject({ screen: 'floor', context: null, ended: { code } });
    const slices = readdirSync(join(folder, 'slices')).filter((name) => name.endsWith('.slice'));
    expect(slices.filter((name) => existsSync(join(folder, 'slices', name)))).toEqual([]);
    if (change.includes('session')) {
      await on.act('identity.signOut', {});
      await on.act('identity.signIn', { code: null });
      await until(() => on.window().screen === 'floor', 20_000);
    }
    await enter(on);
    scene.line.quality = GOOD;
    await until(() => on.window().context?.sync.phase === 'ready', 40_000);
    const { sync } = on.window().context!;
    expect(sync.done).toBe(sync.total);
    expect(sync.done).toBeGreaterThan(1_000);
    await until(() => on.desk.local.outbox.unsent === 0, 30_000);
  },
  120_000,
);
