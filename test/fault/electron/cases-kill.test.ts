/** Kill -9 while cases are saved: each version that was answered is there, whole, and goes to the hub once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { DANA, caseDesk, useCaseScene } from '../../support/case-desks.ts';

const scene = useCaseScene();
const ROUNDS = 5;

/** Runs until it has answered `least` saves and some ms more, then kills it. Gives the versions that it had answered. */
async function killedAfter(file: string, least: number, ms: number): Promise<string[]> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('save-forever.ts', import.meta.url)), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const answered: string[] = [];
  const enough = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    answered.push(line);
    if (answered.length === least) enough.resolve();
  });
  await Promise.race([enough.promise, gone]);
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGKILL');
  await gone;
  return answered;
}

test('a desk that is killed again and again with the hub away has each version that it answered, and sends it once', async () => {
  const answered: string[] = [];
  for (let round = 0; round < ROUNDS; round++) answered.push(...(await killedAfter(join(scene.folder, 'dana.notebook'), 7, round * 1.3)));
  expect(answered.length).toBeGreaterThanOrEqual(7 * ROUNDS);
  const { cases, notebook } = caseDesk(scene, DANA);
  expect(notebook.setAside).toBeNull();
  const waited = cases.waiting;
  expect(waited).toBeLessThanOrEqual(answered.length + ROUNDS);
  expect(await cases.sync()).toBeNull();
  expect(cases.waiting).toBe(0);
  const ids = scene.hub.rows.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(waited);
  expect(answered.filter((id) => !ids.includes(id))).toEqual([]);
  for (const { head, body } of scene.hub.rows) expect(body).toContain('x'.repeat(Number(head.title.split(' ')[1])));
  // Sent once: what was sent is not sent again.
  const { puts } = scene.hub;
  await cases.sync();
  expect(scene.hub.puts).toBe(puts);
}, 60_000);
