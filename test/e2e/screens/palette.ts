/** The palette on the floor and in a customer; the list of keys; the path between two; the other theme. */
import { expect } from 'vitest';
import type { Hands } from '../../../runtime/tour/hands.ts';
import { valueOf } from '../../../runtime/tour/stage.ts';
import type { Stage } from '../../../runtime/tour/stage.ts';
import { CUSTOMER, analyst } from './people.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

const drawn = (hands: Hands): Promise<number> => hands.number('[data-region=canvas]', 'data-nodes');
const selected = (hands: Hands): Promise<number> => hands.number('[data-region=canvas]', 'data-selected');

const entries = (hands: Hands): Promise<string[]> =>
  hands.page.execute(() =>
    [...document.querySelectorAll<HTMLElement>('.palette-entry')].map((entry) => entry.innerText.replaceAll('\n', ' · ')),
  );
const closed = ({ hands }: Stage): Promise<unknown> => hands.page.$('[data-palette]').waitForExist({ reverse: true });

export const palette: readonly Screen[] = [
  {
    title: 'the palette on the floor: the window’s verbs, each with its key, and none of a customer',
    async run(stage) {
      const { hands, workstation } = stage;
      await stage.unlock();
      await workstation.window('signIn');
      await stage.signIn(analyst(stage));
      await workstation.window('floor');
      await hands.palette('');
      await see(stage, '60-palette-floor', 'Switch customer', 'Ctrl+P', 'My actions', 'Light theme');
      expect((await entries(hands)).join()).not.toMatch(/Expand|Saved questions/);
      await hands.fill('[data-palette] input', 'my a');
      await hands.keys('Enter');
      await see(stage, '61-by-palette', 'records, newest first');
      await hands.keys('Escape');
    },
  },
  {
    title: 'in a customer: verbs that can not be done say why, and can not be chosen',
    async run(stage) {
      const { hands, workstation } = stage;
      await hands.fillAssume({ customer: CUSTOMER, role: 'Investigator', ticket: 'INC-4711', reason: 'beacon seen at the proxy' });
      await hands.keys('Enter');
      await workstation.window('workbench', CUSTOMER);
      await hands.page.$('input[data-search]').waitForDisplayed({ timeout: 60_000 });
      await hands.until('focus', () => hands.page.execute(() => document.activeElement?.hasAttribute('data-search') === true));
      await hands.palette('expa');
      expect((await entries(hands))[0]).toBe('Expand · Choose a node first. · E');
      await see(stage, '62-why-not', 'Choose a node first.');
      await hands.keys('Enter');
      expect(await hands.page.$('[data-palette]').isExisting()).toBe(true);
      await hands.keys('Escape');
      await closed(stage);
    },
  },
  {
    title: '@ finds a record and shows it, # the newest alerts, by keys alone',
    async run(stage) {
      const { hands } = stage;
      const { rows } = valueOf(
        await hands.ask('graph.query', { text: 'MATCH (h:host) RETURN h.label ORDER BY h.count DESC LIMIT 1', params: {} }),
        'a question can be asked',
      );
      await hands.palette(`@${String(rows[0]?.[0])}`);
      await hands.until('the record', async () => (await entries(hands)).length > 0);
      await see(stage, '63-records', String(rows[0]?.[0]));
      await hands.keys('Enter');
      await hands.until('the record on the canvas', async () => (await drawn(hands)) === 1);
      const { alerts } = valueOf(await hands.ask('graph.alerts', {}), 'alerts can be read');
      await hands.palette('#');
      if (alerts.length === 0) {
        await see(stage, '64-no-alerts', 'No alerts in this slice.');
        await hands.keys('Escape');
        await closed(stage);
      } else {
        await hands.until('alerts', async () => (await entries(hands)).length === alerts.length);
        await see(stage, '64-alerts', /alert · \d{4}-\d\d-\d\d · [\d,]+ event/);
        await hands.keys('Enter');
        await hands.until('the alert on the canvas', async () => (await drawn(hands)) === 2);
      }
      await hands.until('the canvas', () => hands.page.execute(() => document.activeElement?.matches('.canvas-stage') === true));
    },
  },
  {
    title: 'a verb by the palette does what its key does',
    async run(stage) {
      const { hands } = stage;
      await hands.palette('expand');
      await hands.keys('Enter');
      await hands.page.$('form[data-expand]').waitForDisplayed();
      await hands.drawExpansion();
      await hands.focusWork();
      await hands.palette('undo');
      const before = await drawn(hands);
      await hands.keys('Enter');
      await hands.until('one step back', async () => (await drawn(hands)) < before);
      await hands.until('the canvas', () => hands.page.execute(() => document.activeElement?.matches('.canvas-stage') === true));
      await hands.keys('Control', 'Shift', 'z');
      await hands.until('and forth', async () => (await drawn(hands)) === before);
    },
  },
  {
    title: 'the path between two: three keys; and none where there is none',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      await hands.keys('Escape');
      await hands.until('nothing chosen', async () => (await selected(hands)) === 0);
      await hands.keys('Shift', 'p');
      await see(stage, '65-choose-two', 'Choose two nodes first');
      await hands.keys('ArrowRight');
      for (let tries = 0; tries < 8 && (await selected(hands)) < 2; tries++) {
        await hands.keys('Shift', ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'][tries % 4]!);
        await hands.page.pause(150);
      }
      await hands.keys('Shift', 'p');
      await see(stage, '66-path', /Path of \d hops?\. \d+ added, 0 not drawn\./);
      expect(await selected(hands)).toBeGreaterThan(1);
    },
  },
  {
    title: 'all keys, from the one list',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      await hands.keys('?');
      await see(stage, '67-keys', 'Path between two', 'Shift+P', 'Saved questions', 'In the query bar', 'Next region');
      await hands.keys('Escape');
      await hands.page.$('[data-keys]').waitForExist({ reverse: true });
    },
  },
  {
    title: 'the other theme at once, canvas and editor included, and with the place where one looked',
    async run(stage) {
      const { hands } = stage;
      const ground = (): Promise<string> => hands.page.execute(() => getComputedStyle(document.body).backgroundColor);
      expect(await ground()).toBe('rgb(14, 17, 22)');
      const before = await drawn(hands);
      await hands.focusWork();
      await hands.palette('light');
      await hands.keys('Enter');
      await hands.until('the light theme', async () => (await ground()) === 'rgb(255, 255, 255)');
      expect(await drawn(hands)).toBe(before);
      await see(stage, '68-light', 'Path of');
      await hands.palette('dark');
      await see(stage, '69-palette-light', 'Dark theme');
      await hands.keys('Enter');
      await hands.until('the dark theme', async () => (await ground()) === 'rgb(14, 17, 22)');
      expect((await hands.state()).theme).toBe('dark');
    },
  },
];
