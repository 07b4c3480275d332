/** The program is ended while somebody writes: the last words of a case are there when it is opened again. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeGraph } from '../../bench/graph.ts';
import { Hands } from '../../runtime/tour/hands.ts';
import { Workstation } from '../../runtime/tour/workstation.ts';
import { CUSTOMER, PASSPHRASE, leaveLeases, newFolder } from '../support/desk.ts';
import { leaveSlice } from '../support/seed-slice.ts';

/** Nothing listens there. */
const NO_HUB = 'http://127.0.0.1:9';
const { folder, remove } = newFolder();
const graph = makeGraph(200, 400);
let workstation: Workstation;
beforeAll(async () => {
  vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'disabled:');
  await leaveLeases(folder, { customers: [CUSTOMER] });
  await leaveSlice(folder, CUSTOMER, graph);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await workstation.end(false);
  remove();
});

async function entered(): Promise<Hands> {
  workstation = await Workstation.start(NO_HUB, {}, folder);
  const hands = new Hands(workstation.page);
  await workstation.window('unlock');
  await hands.fill('input[name=passphrase]', PASSPHRASE);
  await hands.keys('Enter');
  await workstation.window('signIn');
  // The hub is away: the kept session signs in.
  await hands.ask('identity.signIn', { code: null });
  await workstation.window('floor');
  await hands.ask('floor.read', {});
  // What takes its own page with it has no reply.
  await hands
    .ask('context.assume', { grant: CUSTOMER.grant, role: 'investigator', reason: 'a look', ticket: 'T-1', window: 'here' })
    .catch(() => undefined);
  await workstation.window('workbench');
  await hands.until('the view put back', () => hands.page.$('[data-loaded]').isExisting());
  await hands.page.$('button[aria-label^="Cases pane"]').click();
  return hands;
}

test('what was written in the last moment before the program was ended is a draft', { timeout: 180_000 }, async () => {
  const first = await entered();
  await first.page.$('[data-new-case]').click();
  await first.fill('input[name=case-title]', 'Beacon');
  await first.page.$('[data-notes]').click();
  await first.page.$('[data-notes]').addValue('the last words');
  await workstation.quit();
  const again = await entered();
  await again.page.$('[data-draft]').click();
  await again.until('the draft', () => again.page.$('[data-notes]').isExisting());
  expect(await again.page.$('[data-notes]').getValue()).toBe('the last words');
});
