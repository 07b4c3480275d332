/** Windows of a desk: how many, whose, and what is left when somebody signs out, locks or quits. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIMITS } from '../../../shared/limits.ts';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import {
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

test('a wrong passphrase opens nothing, says so, and is on record once the keys are open', async () => {
  expect(await on.act('identity.unlock', { passphrase: 'not the passphrase' })).toMatchObject({ error: { code: 'passphrase' } });
  expect(on.state()).toMatchObject({ screen: 'unlock', unlock: { error: { code: 'passphrase' } } });
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
