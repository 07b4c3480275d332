/** Looks at what the window shows just now as a person would, as one with forced colours, and as a screen reader's user: pictures, axe, and the words. */
import { expect } from 'vitest';
import type { Hands } from '../../../runtime/tour/hands.ts';
import type { Stage } from '../../../runtime/tour/stage.ts';
import { violations } from '../axe.ts';
import { inForcedColours } from './forced-colours.ts';

/** Ms until words must be there: a desk tries a while before it says that the hub is away. */
const WAIT = 40_000;
/** What other colours can break. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/** A stage, or as much of one as there is. */
interface Seen {
  readonly hands: Hands;
  picture(name: string): Promise<void>;
}

/** `lines`: what must be written there, in these very words or in this form. */
export async function see(stage: Seen, name: string, ...lines: readonly (string | RegExp)[]): Promise<void> {
  const { hands } = stage;
  for (const line of lines) {
    await hands.until(
      `“${String(line)}” in ${name}`,
      async () => {
        const shown = await hands.page.execute(() => document.body.innerText);
        return typeof line === 'string' ? shown.includes(line) : line.test(shown);
      },
      WAIT,
    );
  }
  await stage.picture(name);
  const found = await violations(hands.page);
  await inForcedColours(hands.page, async () => {
    await stage.picture(`${name}.forced`);
    found.push(...(await violations(hands.page, OF_COLOURS)).map((line) => `forced colours: ${line}`));
  });
  expect(found, `axe in ${name}`).toEqual([]);
}

export interface Screen {
  readonly title: string;
  /** Reaches it from where the one before ended, and looks at it. */
  run(stage: Stage): Promise<void>;
}
