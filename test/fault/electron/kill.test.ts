/** Kill -9 in the middle of actions: no record is lost or doubled, each intent is closed exactly once, the chains verify. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import { newFolder, PASSPHRASE, startDesk } from '../../support/desk.ts';

const ROUNDS = 6;

/** Runs until it has answered `actions` of them and some ms more, then kills it. Gives how many it had answered. */
async function killedAfter(folder: string, first: boolean, actions: number, ms: number): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('act-forever.ts', import.meta.url)), folder, first ? 'first' : 'again'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  let answered = 0;
  const enough = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('ok ')) answered++;
    if (answered === actions) enough.resolve();
  });
  await Promise.race([enough.promise, gone]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGKILL');
  await gone;
  return answered;
}

test('a desk that is killed again and again has one intent and one outcome, or "interrupted", for every action', async () => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  let answered = 0;
  for (let round = 0; round < ROUNDS; round++) answered += await killedAfter(folder, round === 0, 5, round * 1.7);
  const on = await startDesk({ folder });
  await on.act('identity.unlock', { passphrase: PASSPHRASE });
  const { outbox, device } = on.desk.local;
  const bodies = verified(allEnvelopes(outbox), device.privateKey);
  const closed = closings(bodies).filter(({ action }) => action === 'audit.own');
  const ok = closed.filter(({ result }) => result === 'ok').length;
  const interrupted = closed.filter(({ result }) => result === 'interrupted').length;
  expect(closings(bodies).filter(({ result }) => result === null)).toEqual([]);
  expect(ok + interrupted).toBe(closed.length);
  // What was answered had been recorded; at most the action under way at each kill is more.
  expect(ok).toBeGreaterThanOrEqual(answered);
  expect(closed.length).toBeLessThanOrEqual(answered + 2 * ROUNDS);
  expect(answered).toBeGreaterThanOrEqual(5 * ROUNDS);
  await on.desk.end();
}, 120_000);
