/** A desk that slept: what ran out meanwhile is noticed before anything is answered, and connections that died unnoticed are given up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../../electron/clock.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { allEnvelopes } from '../../support/chain.ts';
import { newFolder, until } from '../../support/desk.ts';
import type { TestDesk } from '../../support/desk.ts';
import { LineScene } from '../../support/line-scene.ts';
import { GOOD, MODEM } from '../../support/lossy-network.ts';

const scene = new LineScene();

/** While a machine sleeps the system's clock runs on; the steady one stands still on some systems, and here. */
class SleepingClock implements Clock {
  slept = 0;
  now(): number {
    return Date.now() + this.slept;
  }
  steady(): number {
    return performance.now();
  }
}

async function inside(clock: Clock = new SleepingClock()): Promise<TestDesk> {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  return scene.onFloor(clock, folder);
}
const ready = (on: TestDesk): Promise<void> => until(() => on.window().context?.sync.phase === 'ready', 60_000);
const QUESTION = { text: 'MATCH (h:host) RETURN h.label LIMIT 3', params: {} };

/** Each record of this desk stands at the hub once. */
async function drained(on: TestDesk): Promise<void> {
  const { outbox, device } = on.desk.local;
  await until(() => outbox.unsent === 0, 60_000);
  const ids = allEnvelopes(outbox).map(({ record }) => record.body.id as string);
  const stored = await Promise.all(
    [
      ['control', 'mssp_record'],
      ['region_eu', 'record'],
    ].map(async ([database, table]) => {
      const { rows } = await scene.server
        .pool(database!)
        .query<{ body: string }>(`SELECT body FROM ${table!} WHERE device_id = $1`, [device.id]);
      return rows.map(({ body }) => (JSON.parse(body) as { id: string }).id);
    }),
  );
  const wanted = new Set(ids);
  expect(
    stored
      .flat()
      .filter((id) => wanted.has(id))
      .toSorted(),
  ).toEqual(ids.toSorted());
}

test('a token that ran out while the desk slept: the first question after it is not answered', async () => {
  const clock = new SleepingClock();
  const on = await inside(clock);
  await scene.enter(on);
  await ready(on);
  expect(await on.act('graph.query', QUESTION)).toMatchObject({ ok: true });
  clock.slept = LIMITS.contextSeconds * 1000;
  const asked = await on.act('graph.query', QUESTION);
  expect(asked.ok).toBe(false);
  expect(on.window()).toMatchObject({ context: null, screen: 'floor', ended: { code: 'context_ended' } });
}, 90_000);

test('connections that died in the middle of a sync, and nobody was told: it is given up, asked anew, and whole', async () => {
  const on = await inside();
  scene.line.quality = { ...GOOD, bitsPerSecond: 400_000 };
  await scene.enter(on);
  const { received, opened } = scene.line;
  await until(() => scene.line.received > received + 60_000, 20_000);
  scene.line.silence();
  scene.line.quality = GOOD;
  await ready(on);
  expect(scene.line.opened).toBeGreaterThan(opened);
  expect(on.desk.connection.online).toBe(true);
  const { sync } = on.window().context!;
  expect(sync.done).toBe(sync.total);
  await drained(on);
}, 120_000);

test('at work on a line that is slow, lossy and reset: answers come from the desk, and each record reaches the hub once', async () => {
  const on = await inside();
  await scene.enter(on);
  await ready(on);
  scene.line.quality = { ...MODEM, resetAfter: 2_000 };
  const before = scene.line.resets;
  for (let round = 0; round < 5; round++) {
    expect(await on.act('graph.query', QUESTION)).toMatchObject({ ok: true, value: { columns: ['h.label'] } });
    scene.line.reset();
  }
  scene.line.silence();
  expect(await on.act('graph.query', QUESTION)).toMatchObject({ ok: true });
  await drained(on);
  expect(scene.line.resets).toBeGreaterThan(before);
  expect(on.faults).toEqual([]);
}, 120_000);

test('a process that was stopped for longer than any reply may be silent goes on when it is woken', async () => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const { username, password } = scene.hub.account('mara');
  const script = fileURLToPath(new URL('network-desk.ts', import.meta.url));
  scene.line.quality = { ...GOOD, bitsPerSecond: 150_000 };
  const child = spawn(process.execPath, [script, folder, scene.line.url, username, password], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await until(() => said.includes('coming'), 60_000);
  child.kill('SIGSTOP');
  await sleep(17_000);
  expect(said).not.toContain('ready');
  scene.line.quality = GOOD;
  child.kill('SIGCONT');
  await once(child, 'exit');
  expect(said).toContain('ready {"whole":true,"answered":true,"faults":[]}');
}, 150_000);
