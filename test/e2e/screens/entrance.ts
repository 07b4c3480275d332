/** From the first window to an open customer. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CUSTOMER, analyst, openForm } from './people.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

const CODE = '//label[.="Sign-in code"]/following::input[1]';

export const entrance: readonly Screen[] = [
  {
    title: 'sign-in, and a code that nobody gave out',
    async run(stage) {
      const { hands, workstation } = stage;
      await stage.unlock();
      await workstation.window('signIn');
      await see(stage, '01-sign-in', 'Demo hub: its own identity provider and file keys, on this machine only. Not for production.');
      await hands.fill(CODE, 'WRONG-CODE');
      await hands.keys('Enter');
      await see(stage, '02-wrong-code', 'No customer signs in with that code. Check the code with your lead.');
    },
  },
  {
    title: 'sign-in under way, and called off',
    async run(stage) {
      const { hands, browser } = stage;
      await hands.page.$('button=Sign in').click();
      await see(stage, '03-in-the-browser', 'Finish in your browser. Esc cancels.');
      await hands.until('the browser', async () => readdirSync(browser.inbox).some((file) => file.endsWith('.url')));
      await hands.keys('Escape');
      await see(stage, '04-cancelled', 'Sign-in was cancelled.');
      // Nobody finishes that one.
      for (const file of readdirSync(browser.inbox)) rmSync(join(browser.inbox, file));
    },
  },
  {
    title: 'the floor, and letters that find nobody',
    async run(stage) {
      const { hands, workstation } = stage;
      await stage.signIn(analyst(stage));
      await workstation.window('floor');
      await see(stage, '05-floor', /6 customers you may act for, as of \d\d:\d\d/, 'not on this desk');
      await hands.fill('input[aria-label="Find a customer"]', 'zz');
      await see(stage, '06-nobody-found', 'No customer by these letters');
    },
  },
  {
    title: 'the form, with what it still wants',
    async run(stage) {
      const { hands } = stage;
      await openForm(stage, CUSTOMER);
      await hands.keys('Enter');
      await see(stage, '07-form-with-errors', 'Say which ticket this belongs to.', 'Say why. The customer reads it.');
      const height = async (): Promise<number> => (await hands.page.$('.ui-dialog').getSize()).height;
      const before = await height();
      await hands.page.$('form.assume [role=combobox]').click();
      await hands.page.$('[role=option]').waitForDisplayed();
      await see(stage, '08-roles', 'Investigator');
      expect(await height()).toBe(before);
      await hands.keys('Escape');
      await hands.page.$('[role=option]').waitForDisplayed({ reverse: true });
    },
  },
  {
    title: 'the first sync, counted',
    async run(stage) {
      const { hands, workstation } = stage;
      await hands.keys('Escape');
      await hands.fillAssume({ customer: CUSTOMER, role: 'Investigator', ticket: 'INC-4711', reason: 'beacon seen at the proxy' });
      // Over before one can look from outside: the page that is to show it notes what it says.
      await workstation.inWarmWindow(() => {
        new MutationObserver(() => {
          const said = /Syncing .+: [\d,]+ of [\d,]+ records\. Opens when done\./.exec(document.body.innerText);
          if (said) document.documentElement.dataset['said'] = said[0];
        }).observe(document, { subtree: true, childList: true, characterData: true });
      });
      await hands.keys('Enter');
      await workstation.window('workbench', CUSTOMER);
      await hands.page.$('input[data-search]').waitForDisplayed();
      expect(await hands.page.$('html').getAttribute('data-said')).toContain(`Syncing ${CUSTOMER}: `);
    },
  },
];
