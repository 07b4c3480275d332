/** To another customer and back, as an observer, without the hub, and out again. */
import { expect } from 'vitest';
import type { Stage } from '../../../runtime/tour/stage.ts';
import { CUSTOMER, OTHER } from './people.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

const pinned = ({ hands }: Stage): Promise<number> => hands.number('[data-region=canvas]', 'data-pinned');
const searching = ({ hands }: Stage): Promise<boolean> =>
  hands.page.execute(() => document.activeElement?.hasAttribute('data-search') === true);

/** By the switcher, which ends the page that it was opened from. */
async function pivot(stage: Stage, customer: string, role: string): Promise<void> {
  const { hands, workstation } = stage;
  await hands.keys('Control', 'p');
  await workstation.window('switcher');
  await hands.fillAssume({ customer, role, ticket: 'INC-4712', reason: 'the same address seen there' });
  await hands.keys('Enter');
  await workstation.window('workbench', customer);
  await hands.page.$('input[data-search]').waitForDisplayed({ timeout: 30_000 });
  await hands.until('focus in search', () => searching(stage));
}

export const elsewhere: readonly Screen[] = [
  {
    title: 'the switcher',
    async run(stage) {
      const { hands, workstation } = stage;
      await hands.keys('Control', 'p');
      await workstation.window('switcher');
      await see(stage, '30-switcher', OTHER);
      await hands.keys('Escape');
      await workstation.window('workbench', CUSTOMER);
    },
  },
  {
    title: 'an observer, who may not ask; and the first customer’s canvas as it was, down to the last moment',
    async run(stage) {
      const { hands } = stage;
      await hands.focusWork();
      await hands.keys('Escape');
      await hands.keys('ArrowRight');
      const before = await hands.number('[data-region=canvas]', 'data-nodes');
      // Left before it is saved by itself.
      await hands.keys('p');
      await pivot(stage, OTHER, 'Observer');
      await see(stage, '31-observer', 'Needs role Investigator.');
      await pivot(stage, CUSTOMER, 'Investigator');
      await hands.until('the canvas as it was', async () => (await hands.number('[data-region=canvas]', 'data-nodes')) === before);
      expect(await pinned(stage)).toBe(1);
      expect(await hands.number('[data-region=canvas]', 'data-selected')).toBe(1);
      await see(stage, '32-as-it-was');
    },
  },
  {
    title: 'offline, with a lease; the floor offline; the hub back',
    async run(stage) {
      const { hands, hub, workstation } = stage;
      await hub.end('SIGKILL');
      await hands.until('the window notices', async () => !(await hands.state()).hub.online, 60_000);
      // Something to be recorded.
      await hands.focusWork();
      await hands.keys('p');
      await see(
        stage,
        '33-offline',
        /Offline\. Slice as of \d\d:\d\d; lease ends in \d\d:\d\d\. Keep working\./,
        /\d+ records? unsent, none lost\. Connect to send\./,
        /As of \d\d:\d\d/,
      );
      await hands.keys('Control', 'Shift', 'l');
      await workstation.window('floor');
      await see(
        stage,
        '34-floor-offline',
        'with an offline lease on this desk',
        /Hub unreachable\. Synced slices work; retrying (in \d+ s|now)\./,
        /ends in \d\d:\d\d/,
      );
      await hub.restart();
      await hands.until('the hub', async () => (await hands.state()).hub.online, 60_000);
      await see(stage, '35-hub-back', '6 customers you may act for', 'All records sent');
    },
  },
];
