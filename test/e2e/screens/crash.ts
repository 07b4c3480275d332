/** A page that is killed, and the whole program: what is there again. */
import { expect } from 'vitest';
import type { Hands } from '../../../runtime/tour/hands.ts';
import { CUSTOMER, OTHER, analyst } from './people.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

const drawn = (hands: Hands): Promise<number> => hands.number('[data-region=canvas]', 'data-nodes');

export const crash: readonly Screen[] = [
  {
    title: 'a page that is killed is there again, in the same customer, with the canvas as it was',
    async run(stage) {
      const { hands, workstation } = stage;
      await hands.focusWork();
      await hands.keys('ArrowRight');
      await hands.keys('p');
      // Until the view is saved.
      await hands.page.pause(1_500);
      const before = await drawn(hands);
      const { epoch } = await hands.state();
      await hands.page.sendCommand('Page.crash', {}).catch(() => undefined);
      await workstation.window('workbench', CUSTOMER);
      await hands.until('the page again', async () => (await hands.state()).epoch > epoch);
      await hands.page.$('input[data-search]').waitForDisplayed({ timeout: 30_000 });
      await hands.until('the canvas as it was', async () => (await drawn(hands)) === before);
      await see(stage, '80-recovered', 'This window failed and was started anew.', CUSTOMER);
    },
  },
  {
    title: 'a program that is killed offers what was open, on the floor alone, and assumes it anew',
    async run(stage) {
      const before = await drawn(stage.hands);
      await stage.hands.keys('Control', 'p');
      await stage.workstation.window('switcher');
      await stage.hands.fillAssume({ customer: OTHER, role: 'Investigator', ticket: 'INC-4712', reason: 'the same address seen there' });
      await stage.hands.keys('Control', 'Enter');
      await stage.workstation.window('workbench', OTHER);
      await stage.hands.page.$('input[data-search]').waitForDisplayed({ timeout: 60_000 });
      await stage.crash();
      const { hands, workstation } = stage;
      await stage.unlock();
      await workstation.window('signIn');
      await stage.signIn(analyst(stage));
      await workstation.window('floor');
      await see(stage, '81-offered', 'Restore 2 windows', CUSTOMER, OTHER, 'INC-4712');
      await hands.page.$('[data-restore]').click();
      for (const customer of [OTHER, CUSTOMER]) {
        await workstation.window('workbench', customer);
        const shown = await hands.page.execute(() => document.documentElement.outerHTML);
        expect(shown).not.toContain(customer === OTHER ? CUSTOMER : OTHER);
        expect((await hands.state()).context?.ticket).toBe(customer === OTHER ? 'INC-4712' : 'INC-4711');
      }
      await hands.until('the canvas as it was', async () => (await drawn(hands)) === before, 60_000);
      await see(stage, '82-restored', CUSTOMER);
      await workstation.window('floor');
      await hands.until('nothing more to restore', async () => !(await hands.page.$('[data-restore]').isExisting()));
      await see(stage, '83-floor-after');
    },
  },
];
