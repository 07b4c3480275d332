/** A customer's own people, and what a customer can do to whoever acts for it. */
import { join } from 'node:path';
import pg from 'pg';
import { expect } from 'vitest';
import { openFileKeys } from '../../../hub/keys/file-provider.ts';
import { CONTROL_DATABASE, CONTROL_ROLE } from '../../../hub/store/names.ts';
import { servicePasswords } from '../../../hub/store/service-passwords.ts';
import type { Stage } from '../../../runtime/tour/stage.ts';
import { CUSTOMER } from './people.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

/** As the customer will, once there is a screen for it: every grant of the analysts in this customer ends. */
async function withdraw({ hub }: Stage, customer: string): Promise<void> {
  const password = servicePasswords(hub.folder, openFileKeys(hub.folder)).of(CONTROL_ROLE);
  const host = join(hub.folder, 'postgres', 'run');
  const client = new pg.Client({ host, port: 5432, user: CONTROL_ROLE, password, database: CONTROL_DATABASE });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `UPDATE access_grant SET ended_at = $1, version = version + 1
       WHERE 'investigator' = ANY (roles) AND tenant_id = (SELECT id FROM tenant WHERE name = $2)`,
      [Date.now(), customer],
    );
    expect(rowCount).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
}

export const own: readonly Screen[] = [
  {
    title: 'a customer takes back what it granted while an analyst is inside',
    async run(stage) {
      const { hands, workstation } = stage;
      await hands.fillAssume({ customer: CUSTOMER, role: 'Investigator', ticket: 'INC-4711', reason: 'beacon seen at the proxy' });
      await hands.keys('Enter');
      await workstation.window('workbench', CUSTOMER);
      await hands.page.$('input[data-search]').waitForDisplayed();
      await withdraw(stage, CUSTOMER);
      // The next thing that goes to the hub in this context's name is refused.
      await hands.keys('Control', 'Shift', 'x');
      await workstation.window('floor');
      await see(stage, '40-revoked', new RegExp(`${CUSTOMER} ended your context at \\d\\d:\\d\\d\\.`), '5 customers you may act for');
      await hands.menu('Sign out');
    },
  },
  {
    title: 'a lead’s log',
    async run(stage) {
      const { hands, workstation } = stage;
      await workstation.window('signIn');
      await stage.signIn(stage.lead(CUSTOMER));
      await workstation.window('audit', CUSTOMER);
      await see(
        stage,
        '41-audit',
        `Everything done in the name of ${CUSTOMER}`,
        'fetched a part of a slice at the hub',
        'no ticket: own work',
      );
      await hands.menu('Sign out');
    },
  },
  {
    title: 'a co-pilot, who acts as nobody else and has nobody to switch to',
    async run(stage) {
      const { hands, workstation } = stage;
      await workstation.window('signIn');
      await stage.signIn(stage.account(({ customer, username }) => customer === CUSTOMER && username.endsWith('-copilot')));
      await workstation.window('workbench', CUSTOMER);
      await hands.page.$('input[data-search]').waitForDisplayed();
      await see(stage, '42-co-pilot');
      expect((await hands.text('.band-sentence')).replaceAll('\n', '')).toMatch(/^\[.+\] of \[.+, with role .+\]$/);
      expect(await hands.text('.band')).not.toMatch(/acting as|Ticket/);
      await hands.page.$('button[aria-label=Menu]').click();
      await hands.page.$('[role=menuitem]').waitForDisplayed();
      const entries = await hands.page.execute(() => [...document.querySelectorAll('[role=menuitem]')].map((entry) => entry.textContent));
      expect(entries.join()).not.toContain('Switch');
      await see(stage, '43-menu', 'Sign out');
      await hands.keys('Escape');
    },
  },
];
