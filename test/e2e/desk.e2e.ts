/**
 * What somebody misses on the second day, in a real window: the palette, the path between two, completion with values, past
 * and saved questions, the other theme; and what is there again when a page or the whole program was killed.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { ROOT } from '../../runtime/platform.ts';
import { Stage } from '../../runtime/tour/stage.ts';
import { crash } from './screens/crash.ts';
import { palette } from './screens/palette.ts';
import { query } from './screens/query.ts';

describe('the second day', () => {
  let stage: Stage;
  let broken = false;
  beforeAll(async () => {
    stage = await Stage.open({ data: null, pictures: join(ROOT, 'out', 'e2e', 'desk'), theme: 'dark', onWords: () => undefined });
  });
  afterAll(() => stage.close());

  for (const screen of [...palette, ...query, ...crash]) {
    test(screen.title, { timeout: 180_000 }, async ({ skip }) => {
      skip(broken, 'a screen before this one failed');
      try {
        await screen.run(stage);
      } catch (error) {
        broken = true;
        await stage.pictureAll('failed');
        throw error;
      }
    });
  }
});
