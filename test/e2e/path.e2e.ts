/**
 * The whole path, once, in a real window: every step of the guided tour, each a test. On real telemetry where it is there,
 * and on the simulator, with which a clone stands alone.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { STEPS } from '../../runtime/tour/steps/index.ts';
import { violations } from './axe.ts';
import { walk } from './screens/walk.ts';

const EVENTS = join(ROOT, '..', 'shared', 'data', 'events');

const REAL = existsSync(EVENTS);

for (const { name, data } of [
  { name: 'simulator', data: null },
  { name: 'real telemetry', data: EVENTS },
]) {
  describe.skipIf(data !== null && !REAL)(`the path, on ${name === 'simulator' ? 'the simulator' : name}`, () => {
    const inaccessible: string[] = [];
    const isRichest = (data !== null) === REAL;
    walk(
      STEPS,
      {
        data,
        pictures: join(ROOT, 'out', 'e2e', name.replaceAll(' ', '-')),
        onPicture: async (screen, page) => {
          if (isRichest) inaccessible.push(...(await violations(page)).map((line) => `${screen}: ${line}`));
        },
      },
      240_000,
    );

    if (isRichest) test('each screen on the way is clean to axe', () => expect(inaccessible).toEqual([]));
  });
}
