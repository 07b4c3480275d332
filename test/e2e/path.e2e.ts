/**
 * The whole path, once, in a real window: every step of the guided tour, each a test. On real telemetry where it is there,
 * and on the simulator, with which a clone stands alone.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { Stage } from '../../runtime/tour/stage.ts';
import { STEPS } from '../../runtime/tour/steps/index.ts';
import { violations } from './axe.ts';

const EVENTS = join(ROOT, '..', 'shared', 'data', 'events');

for (const { name, data } of [
  { name: 'simulator', data: null },
  { name: 'real telemetry', data: EVENTS },
]) {
  describe.skipIf(data !== null && !existsSync(data))(`the path, on ${name === 'simulator' ? 'the simulator' : name}`, () => {
    let stage: Stage | null = null;
    let broken = false;
    const inaccessible: string[] = [];
    beforeAll(async () => {
      const pictures = join(ROOT, 'out', 'e2e', name.replaceAll(' ', '-'));
      stage = await Stage.open({
        data,
        pictures,
        onWords: () => undefined,
        onPicture: async (screen, page) => void inaccessible.push(...(await violations(page)).map((line) => `${screen}: ${line}`)),
      });
    });
    afterAll(() => stage?.close());

    for (const step of STEPS) {
      test(step.title, { timeout: 240_000 }, async () => {
        if (broken || !stage) throw new Error('a step before this one failed');
        try {
          await step.run(stage);
        } catch (error) {
          broken = true;
          await stage.pictureAll('failed');
          throw error;
        }
      });
    }

    test('each screen on the way is clean to axe', () => expect(inaccessible).toEqual([]));
  });
}
