/** A walk on a stage: each step a test that begins where the one before ended. After one that failed the others are skipped. */
import { afterAll, beforeAll, test } from 'vitest';
import { Stage } from '../../../runtime/tour/stage.ts';
import type { StageOptions } from '../../../runtime/tour/stage.ts';

interface Step {
  readonly title: string;
  run(stage: Stage): Promise<unknown>;
}

/** To be called in a `describe` of its own. `timeout`: of each step, ms. */
export function walk(steps: readonly Step[], options: Omit<StageOptions, 'onWords'>, timeout: number): void {
  let stage: Stage;
  let broken = false;
  beforeAll(async () => {
    stage = await Stage.open({ ...options, onWords: () => undefined });
  });
  afterAll(() => stage.close());

  for (const step of steps) {
    test(step.title, { timeout }, async ({ skip }) => {
      skip(broken, 'a step before this one failed');
      try {
        await step.run(stage);
      } catch (error) {
        broken = true;
        await stage.pictureAll('failed');
        throw error;
      }
    });
  }
}
