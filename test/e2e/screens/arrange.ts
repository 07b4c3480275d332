/** What is drawn, read and put in order in other ways: as a table, in time, hidden, grouped, by hand. */
import { expect } from 'vitest';
import type { Hands } from '../../../runtime/tour/hands.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

const SHIFT = '\uE008';
const drawn = (hands: Hands): Promise<number> => hands.number('[data-region=canvas]', 'data-nodes');
const selected = (hands: Hands): Promise<number> => hands.number('[data-region=canvas]', 'data-selected');
const focused = (hands: Hands): Promise<string | null> =>
  hands.page.execute(() => document.activeElement?.closest('[data-region]')?.getAttribute('data-region') ?? null);

/** The middle of an element, CSS pixels. */
async function middle(hands: Hands, selector: string): Promise<{ x: number; y: number; width: number }> {
  return hands.page.execute((css: string) => {
    const { x, y, width, height } = document.querySelector(css)!.getBoundingClientRect();
    return { x: Math.round(x + width / 2), y: Math.round(y + height / 2), width: Math.floor(width) };
  }, selector);
}

/** Pixels that a layer of the canvas has painted. */
const painted = (hands: Hands, layer: string): Promise<number> =>
  hands.page.execute((css: string) => {
    const canvas = document.querySelector<HTMLCanvasElement>(css)!;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value, at) => sum + (at % 4 === 3 && value > 0 ? 1 : 0), 0);
  }, layer);

export const arrange: readonly Screen[] = [
  {
    title: 'the table, and the timeline as a list',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      await hands.keys('t');
      await hands.page.$('[data-table]').waitForDisplayed();
      await hands.keys('ArrowDown');
      await see(stage, '20-table', /First seen/);
      expect(await hands.page.execute(() => document.activeElement?.hasAttribute('data-table'))).toBe(true);
      await hands.keys('t');
      await hands.page.$('.canvas-stage').waitForDisplayed();
      await hands.page.$('button[aria-label=List]').click();
      await see(stage, '21-timeline-list');
      await hands.page.$('button[aria-label=Strip]').click();
    },
  },
  {
    title: 'a brush by keys, which hides what lies outside, and by the mouse with Shift',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      await hands.keys('Escape');
      const few = await hands.number('[data-region=timeline]', 'data-entries');
      await hands.until('the timeline of all', async () => (await hands.number('[data-region=timeline]', 'data-entries')) > few);
      const all = await drawn(hands);
      await hands.keys('b');
      for (let times = 0; times < 30; times++) await hands.keys('Shift', 'ArrowLeft');
      await hands.keys('ArrowRight');
      await see(stage, '22-brush');
      await hands.keys('Delete');
      await hands.until('fewer nodes', async () => (await drawn(hands)) < all);
      await see(stage, '23-hidden', `${all - (await drawn(hands))} hidden`, 'What lies outside is hidden; undo brings it back.');
      await hands.page.$('[data-hidden-chip]').click();
      await hands.until('all nodes', async () => (await drawn(hands)) === all);
      const { x, y, width } = await middle(hands, '[data-brush]');
      await hands.drag(
        [
          [x - width / 2 + 10, y],
          [x, y],
          [x + 40, y],
        ],
        SHIFT,
      );
      await hands.until('fewer nodes', async () => (await drawn(hands)) < all);
      await hands.focusWork();
      await hands.keys('Control', 'z');
      await hands.until('all nodes', async () => (await drawn(hands)) === all);
    },
  },
  {
    title: 'nodes by the mouse: a lasso, and nothing of it left',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      await hands.keys('0');
      // Right of the legend, which lies over the canvas and grows with the kinds that are drawn.
      const { x, y } = await middle(hands, '.canvas-stage');
      await hands.drag(
        [
          [x + 300, y - 250],
          [x + 300, y + 250],
          [x - 190, y + 250],
          [x - 190, y - 250],
          [x + 298, y - 250],
        ],
        SHIFT,
      );
      await hands.until('a lasso', async () => (await selected(hands)) > 1);
      expect(await painted(hands, '.sigma-lasso')).toBe(0);
      await see(stage, '24-lasso', 'more selected');
      await hands.keys('Escape');
      await hands.until('nothing', async () => (await selected(hands)) === 0);
    },
  },
  {
    title: 'one node for a whole kind',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      await hands.keys('ArrowRight');
      await hands.until('a node', async () => (await selected(hands)) === 1);
      const all = await drawn(hands);
      // A kind of which there is one alone has nothing to group: on to a neighbour.
      const ways = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'];
      for (let tries = 0; tries < 12 && (await drawn(hands)) === all; tries++) {
        await hands.keys('g');
        await hands.page.pause(200);
        if ((await drawn(hands)) === all) await hands.keys(ways[tries % ways.length]!);
      }
      await see(stage, '25-grouped', 'are one node.', 'one node for all; G takes it apart');
      await hands.keys('g');
      await hands.until('all nodes', async () => (await drawn(hands)) === all);
    },
  },
  {
    title: 'F6 through the regions, and what I did',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      const order: (string | null)[] = [];
      for (let times = 0; times < 7; times++) {
        await hands.keys('F6');
        order.push(await focused(hands));
      }
      expect(order).toEqual(['timeline', 'details', '', 'rail', 'query', 'search', 'canvas']);
      await hands.menu('My actions');
      await see(stage, '26-my-actions', 'records, newest first', 'looked at their own actions');
      await hands.keys('Escape');
      await hands.page.$('.ui-dialog').waitForExist({ reverse: true });
    },
  },
  {
    title: 'a narrow window, and one at twice the size',
    async run(stage) {
      const { hands } = stage;
      const wide = (): Promise<boolean> =>
        hands.page.execute(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      await hands.page.setWindowSize(1100, 800);
      await see(stage, '27-narrow');
      expect(await wide()).toBe(false);
      // What zooming in to 200 % leaves of 1440 by 900.
      await hands.page.setWindowSize(720, 450);
      await see(stage, '28-twice');
      expect(await wide()).toBe(false);
      await hands.page.setWindowSize(1440, 900);
    },
  },
];
