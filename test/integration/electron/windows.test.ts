/** Windows of a desk: how many, whose, and what is left when somebody signs out, locks or quits. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIMITS } from '../../../shared/limits.ts';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import { AppFailure } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/graph/ids.ts';
import { openSealedFile } from '../../../electron/identity/sealed-file.ts';
import { KeptSessions } from '../../../electron/identity/session.ts';
import {
  ANALYST,
  assumed,
  CUSTOMER,
  leaveLeases,
  newFolder,
  OTHER_CUSTOMER,
  PASSPHRASE,
  signedInOffline,
  startDesk,
  until,
} from '../../support/desk.ts';
import type { PlainWindow, TestDesk } from '../../support/desk.ts';
import { Outbox } from '../../../electron/audit/outbox.ts';
import { join } from 'node:path';

let on: TestDesk;
let folder: string;
let remove: () => void;

beforeEach(async () => {
  ({ folder, remove } = newFolder());
  await leaveLeases(folder);
  on = await startDesk({ folder });
});
afterEach(async () => {
  await on.desk.end();
  expect(on.faults).toEqual([]);
  remove();
});
const bodies = () => verified(allEnvelopes(on.desk.local.outbox), on.desk.local.device.privateKey);

/** Somebody who acts for a customer, with the floor in their switcher. */
async function withSwitcher() {
  await signedInOffline(on);
  await assumed(on);
  await on.act('window.switcher', {});
  const [window, switcher] = on.desk.windows.all;
  if (!window || !switcher) throw new Error('no switcher');
  await on.act('floor.read', {}, switcher);
  return { window, switcher };
}

test('a wrong passphrase opens nothing, says so, and is on record once the keys are open', async () => {
  expect(await on.act('identity.unlock', { passphrase: 'not the passphrase' })).toMatchObject({ error: { code: 'passphrase' } });
  expect(on.state()).toMatchObject({ screen: 'unlock', unlock: { passphrase: true, first: false, error: { code: 'passphrase' } } });
  expect(await on.act('identity.signIn', { code: null })).toMatchObject({ error: { code: 'keychain' } });
  expect(await on.act('identity.unlock', { passphrase: PASSPHRASE })).toMatchObject({ ok: true });
  expect(on.state()).toMatchObject({ screen: 'signIn', unlock: null });
  expect(closings(bodies())).toEqual([
    { action: 'identity.unlock', result: 'passphrase' },
    { action: 'identity.signIn', result: 'keychain' },
    { action: 'identity.unlock', result: 'ok' },
  ]);
});

test('there are at most as many windows as the limit says, and each customer is in one', async () => {
  await signedInOffline(on);
  await on.act('floor.read', {});
  const input = { grant: CUSTOMER.grant, role: 'investigator', reason: 'x', ticket: 'y', window: 'new' } as const;
  expect(await on.act('context.assume', input)).toMatchObject({ ok: true });
  expect(await on.act('context.assume', input)).toMatchObject({ error: { code: 'limit' } });
  expect(await on.act('context.assume', { ...input, grant: OTHER_CUSTOMER.grant })).toMatchObject({ ok: true });
  expect(on.desk.windows.all.map(({ title }) => title)).toEqual([
    'Netgraph',
    `${CUSTOMER.name} · Investigator — Netgraph`,
    `${OTHER_CUSTOMER.name} · Investigator — Netgraph`,
  ]);
  for (let open = 3; open < LIMITS.windows; open++) expect(await on.act('window.signIn', {})).toMatchObject({ ok: true });
  expect(await on.act('window.signIn', {})).toMatchObject({ error: { code: 'limit' } });
});

test('a customer that is asked for twice at once is opened once', async () => {
  await signedInOffline(on);
  await on.act('floor.read', {});
  const input = { grant: CUSTOMER.grant, role: 'investigator', reason: 'x', ticket: 'y', window: 'new' } as const;
  const [one, two] = await Promise.all([on.act('context.assume', input), on.act('context.assume', input)]);
  expect([one.ok, two]).toMatchObject([true, { error: { code: 'rate' } }]);
  expect(on.desk.local.contexts.live).toHaveLength(1);
});

test('whoever signs out while a customer is being opened is out', async () => {
  await signedInOffline(on);
  await on.act('floor.read', {});
  const input = { grant: CUSTOMER.grant, role: 'investigator', reason: 'x', ticket: 'y', window: 'here' } as const;
  await Promise.all([on.act('context.assume', input), on.act('identity.signOut', {})]);
  await until(() => on.desk.local.contexts.live.length === 0);
  expect(on.window()).toMatchObject({ screen: 'signIn', context: null, signedIn: false });
});

test('whoever leaves a customer while another one is being opened in its place stays with the other', async () => {
  const { window, switcher } = await withSwitcher();
  const input = { grant: OTHER_CUSTOMER.grant, role: 'investigator', reason: 'x', ticket: 'y', window: 'here' } as const;
  await Promise.all([on.act('context.leave', {}, window), on.act('context.assume', input, switcher)]);
  await until(() => on.desk.local.contexts.live.length < 2);
  expect(on.desk.windows.all.map(({ context }) => context).filter((context) => context?.live)).toEqual(on.desk.local.contexts.live);
  expect(window.screen).toBe(window.context ? 'workbench' : 'floor');
});

test('nobody is signed in any more from the moment at which somebody signs out', async () => {
  const { window, switcher } = await withSwitcher();
  const { epoch } = switcher;
  const input = { grant: OTHER_CUSTOMER.grant, role: 'investigator', reason: 'x', ticket: 'y', window: 'here' };
  const out = on.act('identity.signOut', {}, window);
  const late = on.desk.gate({ window: switcher, source: 'test' }, { name: 'context.assume', input, epoch });
  expect(await late).toMatchObject({ error: { code: 'no_session' } });
  await out;
  expect(on.desk.local.contexts.live).toEqual([]);
  // The switcher named the customers of who is gone.
  expect(switcher.shell).toMatchObject({ destroyed: true });
  expect(on.desk.windows.all).toEqual([window]);
});

test('a window that is closed while its customer is left does not come back', async () => {
  await signedInOffline(on);
  await on.act('window.signIn', {});
  await assumed(on);
  const window = on.window();
  const left = on.act('context.leave', {}, window);
  window.shell.destroy();
  await left;
  expect(on.desk.windows.all).not.toContain(window);
  // The two warm ones come beside it; no window is left that nobody knows of.
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(on.shells.filter(({ destroyed }) => !destroyed)).toHaveLength(on.desk.windows.all.length + 2);
});

test('one kept sign-in is one person: it is not gone on with in two windows', async () => {
  await signedInOffline(on);
  await on.act('window.signIn', {});
  const second = on.desk.windows.all[1];
  if (!second) throw new Error('no window');
  await on.act('identity.signIn', { code: null }, second);
  await until(() => second.group.signIn.phase === 'idle');
  expect(second).toMatchObject({ signedIn: false, group: { signIn: { error: { code: 'hub_unreachable' } } } });
});

test("when a customer's own person's context ends, they can sign in again", async () => {
  await on.desk.end();
  const session = '55555555-5555-4555-8555-555555555555' as SessionId;
  const vault = await openSealedFile(join(folder, 'keys.sealed'), PASSPHRASE);
  await new KeptSessions(vault).keep({ id: session, person: ANALYST, home: 'customer', token: null, expiresAt: Date.now() + 3_600_000 });
  on = await startDesk({ folder });
  await on.act('identity.unlock', { passphrase: PASSPHRASE });
  // The way in is theirs, not the analysts'.
  await on.act('identity.signIn', { code: null });
  await until(() => on.window().group.signIn.phase === 'idle');
  expect(on.window()).toMatchObject({ signedIn: false });
  await on.act('identity.signIn', { code: 'ALD-CODE' });
  await until(() => on.window().context !== null);
  await on.desk.local.leases.revoke(ANALYST, CUSTOMER.grant);
  await until(() => on.window().screen === 'signIn');
  expect(on.window()).toMatchObject({ signedIn: false, context: null, group: { signIn: { error: { code: 'grant_ended' } } } });
  expect(await on.act('identity.signIn', { code: null })).toMatchObject({ ok: true });
});

test('a sign-in that the keys can not keep says so, and can be tried again', async () => {
  await on.act('identity.unlock', { passphrase: PASSPHRASE });
  on.desk.local.kept.all = () => Promise.reject(new AppFailure('keychain'));
  await on.act('identity.signIn', { code: null });
  await until(() => on.window().group.signIn.phase === 'idle');
  expect(on.window().group.signIn.error?.code).toBe('keychain');
  expect(on.window().group.abort).toBeNull();
});

test('the floor and the switcher are kept out of screen shares, a customer is not', async () => {
  await signedInOffline(on);
  expect((on.window().shell as PlainWindow).isProtected).toBe(true);
  await assumed(on);
  await until(() => on.window().ready);
  expect((on.window().shell as PlainWindow).isProtected).toBe(false);
});

test('another window is another person: it sees nothing of the first', async () => {
  await signedInOffline(on);
  await on.act('window.signIn', {});
  const second = on.desk.windows.all[1];
  if (!second) throw new Error('no window');
  await until(() => second.ready);
  expect(on.state(second)).toMatchObject({ screen: 'signIn', person: null });
  expect(await on.act('floor.read', {}, second)).toMatchObject({ error: { code: 'no_session' } });
  expect(await on.act('audit.own', { before: null, limit: 1 }, second)).toMatchObject({ error: { code: 'no_session' } });
});

test('signing out leaves the customers, forgets the kept session and shows a fresh page', async () => {
  await signedInOffline(on);
  await assumed(on);
  const { context, shell } = on.window();
  await on.act('identity.signOut', {});
  expect(context?.phase).toBe('left');
  expect(on.window()).toMatchObject({ screen: 'signIn', signedIn: false, context: null });
  expect(shell).toMatchObject({ destroyed: true });
  expect(await on.desk.local.kept.all(0)).toEqual([]);
  expect(
    bodies()
      .map(({ action, phase }) => `${action} ${phase}`)
      .slice(-4),
  ).toEqual(['identity.signOut intent', 'context.left outcome', 'session.ended outcome', 'identity.signOut outcome']);
});

test('a desk that nobody touches leaves its customers; offline the person goes on at the floor', async () => {
  await signedInOffline(on);
  await assumed(on);
  await on.desk.lock();
  expect(on.window()).toMatchObject({ screen: 'floor', context: null, signedIn: true });
});

test('closing a window leaves its customer, closing the last ends the program, and it is all written down', async () => {
  await signedInOffline(on);
  await assumed(on);
  const { device } = on.desk.local;
  on.window().shell.destroy();
  await on.desk.end();
  const outbox = new Outbox({
    file: join(folder, 'outbox.db'),
    key: device.outboxKey,
    device: device.id,
    signer: device.privateKey,
    now: () => 0,
  });
  const written = verified(allEnvelopes(outbox), device.privateKey);
  outbox.close();
  expect(written.at(-1)).toMatchObject({ action: 'context.left', as: { tenant: CUSTOMER.tenant }, result: 'ok' });
});

test('a page that fails is started anew for the same customer, and says so; one that fails again and again is left', async () => {
  await signedInOffline(on);
  await assumed(on);
  const window = on.window();
  const { context, epoch } = window;
  const failed = window.shell as PlainWindow;
  failed.fail();
  await until(() => (window.shell as PlainWindow).told.length > 0);
  expect(on.state(window).recovered).toBe(true);
  expect(window.context).toBe(context);
  expect(window.shell).not.toBe(failed);
  expect(failed.destroyed).toBe(true);
  expect(window.epoch).toBeGreaterThan(epoch);
  expect(on.state(window)).toMatchObject({ screen: 'workbench', context: { mark: { name: CUSTOMER.name } } });
  // What the old page still asks is nobody's.
  expect(on.desk.windows.byContents(failed.contents)).toBeNull();
  for (let times = 0; times < 3; times++) {
    const shell = window.shell as PlainWindow;
    shell.fail();
    await until(() => window.shell !== shell);
  }
  await until(() => window.screen === 'floor' && (window.shell as PlainWindow).told.length > 0);
  expect(window.context).toBeNull();
  expect(on.state(window).recovered).toBe(false);
});
