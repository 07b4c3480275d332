/** The gate on a whole desk: each refusal beside the honest call that succeeds, and the record that each leaves. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { trustedWindow } from '../../../electron/gate/sender.ts';
import type { DeskWindow } from '../../../electron/shell/desk-window.ts';
import type { InvokeEvent } from '../../../electron/platform-api.ts';
import { ACTIONS } from '../../../shared/contract/index.ts';
import type { RecordBody } from '../../../shared/audit/record.ts';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import { CUSTOMER, OTHER_CUSTOMER, assumed, leaveLeases, newFolder, signedInOffline, startDesk } from '../../support/desk.ts';
import type { TestDesk } from '../../support/desk.ts';

let on: TestDesk;
let remove: () => void;
const records = (): RecordBody[] => verified(allEnvelopes(on.desk.local.outbox), on.desk.local.device.privateKey);
const call = (message: unknown, window = on.window()) => on.desk.gate({ window, source: 'test' }, message);
let before = 0;
const since = (): RecordBody[] => records().slice(before);

async function anotherWindow(): Promise<DeskWindow> {
  await on.act('window.signIn', {});
  const window = on.desk.windows.all.at(-1);
  if (!window) throw new Error('no window');
  return window;
}

beforeAll(async () => {
  const made = newFolder();
  remove = made.remove;
  await leaveLeases(made.folder);
  on = await startDesk({ folder: made.folder });
  await signedInOffline(on);
});
afterAll(async () => {
  await on.desk.end();
  remove();
});
beforeEach(() => (before = records().length));

describe('the gate', () => {
  test('has let the unlocking and the sign-in leave their records', () => {
    expect(closings(records())).toEqual([
      { action: 'identity.unlock', result: 'ok' },
      { action: 'identity.signIn', result: 'ok' },
    ]);
    expect(records().at(-1)).toMatchObject({ action: 'session.resumed', actor: { subject: 'dana' }, offline: true });
  });

  test('an honest call runs, and leaves an intent and an outcome', async () => {
    const floor = await on.act('floor.read', {});
    expect(floor.ok && floor.value.customers.map(({ mark }) => mark.name)).toEqual([CUSTOMER.name, OTHER_CUSTOMER.name]);
    expect(since().map(({ phase, action, result }) => [phase, action, result])).toEqual([
      ['intent', 'floor.read', null],
      ['outcome', 'floor.read', 'ok'],
    ]);
  });

  test('a name that is no action is refused', async () => {
    for (const name of [
      'constructor',
      'graph.delete',
      '__proto__',
      'prototype',
      'toString',
      'hasOwnProperty',
      'GRAPH.SEARCH',
      'graph.search\0',
      '',
    ])
      expect(await call({ name, input: {}, epoch: on.window().epoch })).toMatchObject({ error: { code: 'unknown_action' } });
    expect(since()).toMatchObject([{ phase: 'refusal', action: 'gate.unknown', result: 'unknown_action', targetCount: 1 }]);
  });

  test('a sender that is no window of ours is refused, and recorded once a minute', async () => {
    for (let at = 0; at < 50; at++) {
      expect(await on.desk.gate({ window: null, source: 'frame' }, { name: 'floor.read', input: {}, epoch: 1 })).toMatchObject({
        error: { code: 'foreign_sender' },
      });
    }
    expect(since()).toMatchObject([{ phase: 'refusal', action: 'floor.read', result: 'foreign_sender', actor: null, as: null }]);
  });

  test('only the top frame of our own page in a window that we made is trusted', () => {
    const frame = { url: 'app://workstation/index.html', origin: 'app://workstation', parent: null };
    const event = (senderFrame: unknown, id = 3): InvokeEvent => ({ sender: { id, isDestroyed: () => false }, senderFrame }) as InvokeEvent;
    const find = (contents: number): string | null => (contents === 3 ? 'ours' : null);
    const trusted = (candidate: InvokeEvent): string | null => trustedWindow(candidate, 'app://workstation', find);
    expect(trusted(event(frame))).toBe('ours');
    expect(trusted(event(frame, 4))).toBeNull();
    expect(trusted(event(null))).toBeNull();
    expect(trusted(event({ ...frame, parent: frame }))).toBeNull();
    expect(trusted(event({ ...frame, url: 'app://workstation.evil/index.html', origin: 'app://workstation.evil' }))).toBeNull();
    expect(trusted(event({ ...frame, url: 'https://elsewhere.example/', origin: 'https://elsewhere.example' }))).toBeNull();
  });

  test('a message of another shape is refused', async () => {
    for (const message of [null, 7, [], { name: 'floor.read' }, { name: 'floor.read', input: {}, epoch: 1, tenant: CUSTOMER.tenant }]) {
      expect(await call(message)).toMatchObject({ error: { code: 'bad_input' } });
    }
  });

  test('an input with a field too many is refused, above all one that names a tenant', async () => {
    expect(await call({ name: 'floor.read', input: { tenant: CUSTOMER.tenant }, epoch: on.window().epoch })).toMatchObject({
      error: { code: 'bad_input' },
    });
    expect(since()).toMatchObject([{ phase: 'refusal', action: 'floor.read', result: 'bad_input', actor: { subject: 'dana' } }]);
  });

  test('an input that reaches for the prototype of objects changes nothing', async () => {
    const { epoch } = on.window();
    for (const input of [
      '{"__proto__":{"signedIn":true}}',
      '{"constructor":{"prototype":{"role":"lead"}}}',
      '{"text":"x","__proto__":{"permission":null}}',
    ])
      expect(await call({ name: 'graph.search', input: JSON.parse(input), epoch })).toMatchObject({ ok: false });
    expect(await call(JSON.parse(`{"name":"floor.read","input":{},"epoch":${epoch},"__proto__":{"window":1}}`))).toMatchObject({
      error: { code: 'bad_input' },
    });
    expect({}).not.toHaveProperty('signedIn');
    expect(Object.isFrozen(ACTIONS)).toBe(true);
  });

  test('an input of any size is refused or answered, never thrown at', async () => {
    const { epoch } = on.window();
    const huge = 'x'.repeat(8_000_000);
    for (const [name, input] of [
      ['graph.search', { text: huge }],
      ['graph.read', { ids: Array(50_000).fill('0'.repeat(32)) }],
      ['graph.query', { text: 'MATCH (a) RETURN a', params: { a: [[[huge]]] } }],
      ['audit.own', { before: null, limit: 1e9 }],
      ['context.assume', { grant: CUSTOMER.grant, role: 'investigator', reason: huge, ticket: 'T', window: 'here' }],
    ] as const)
      expect(await call({ name, input, epoch }), name).toMatchObject({ error: { code: 'bad_input' } });
    expect(await call({ name: huge, input: {}, epoch })).toMatchObject({ error: { code: 'bad_input' } });
    expect(JSON.stringify(since())).not.toContain('xxxx');
  });

  test("a grant that main did not hand to this window can't be assumed", async () => {
    const foreign = '99999999-9999-4999-8999-999999999999';
    const input = { grant: foreign, role: 'investigator', reason: 'x', ticket: 'y', window: 'here' } as const;
    expect(await on.act('context.assume', input)).toMatchObject({ error: { code: 'no_grant' } });
    expect(on.window().context).toBeNull();
    expect(since().map(({ phase, result }) => [phase, result])).toEqual([
      ['intent', null],
      ['outcome', 'no_grant'],
    ]);
  });

  test('a grant that was shown to another window is not this one’s to assume', async () => {
    expect(on.window().handed.has(CUSTOMER.grant)).toBe(true);
    const window = await anotherWindow();
    const input = { grant: CUSTOMER.grant, role: 'investigator', reason: 'x', ticket: 'y', window: 'here' } as const;
    expect(await on.act('context.assume', input, window)).toMatchObject({ error: { code: 'no_session' } });
    window.group.session = on.window().group.session;
    expect(await on.act('context.assume', input, window)).toMatchObject({ error: { code: 'no_grant' } });
    on.desk.windows.close(window);
  });

  test('without a customer there is nothing to search', async () => {
    expect(await on.act('graph.search', { text: 'x' })).toMatchObject({ error: { code: 'no_context' } });
    expect(since()).toMatchObject([{ phase: 'refusal', action: 'graph.search', result: 'no_context', as: null }]);
  });

  test('in a customer: own calls run, the floor is shut, a late call of before is dropped, a missing permission is named', async () => {
    const floorEpoch = on.window().epoch;
    const oldShell = on.window().shell;
    expect(await assumed(on)).toMatchObject({ ok: false, error: { code: 'stale_context' } });
    expect(on.window().context?.facts.grant).toBe(CUSTOMER.grant);
    expect(on.window().shell).not.toBe(oldShell);
    expect(on.desk.windows.byContents(oldShell.contents)).toBeNull();
    expect(on.window().title).toBe(`${CUSTOMER.name} · Investigator — Netgraph`);

    before = records().length;
    expect(await on.act('audit.own', { before: null, limit: 10 })).toMatchObject({ ok: true });
    expect(await on.act('floor.read', {})).toMatchObject({ error: { code: 'not_permitted' } });
    expect(await on.act('audit.tenant', { before: null, limit: 10 })).toMatchObject({ error: { code: 'not_permitted' } });
    expect(await call({ name: 'audit.own', input: { before: null, limit: 1 }, epoch: floorEpoch })).toMatchObject({
      error: { code: 'stale_context' },
    });
    const [intent, outcome, floor, permission, stale] = since();
    expect([intent, outcome, floor, permission].map((body) => body?.as?.tenant)).toEqual(Array(4).fill(CUSTOMER.tenant));
    expect(permission).toMatchObject({ phase: 'refusal', action: 'audit.tenant', result: 'not_permitted' });
    expect(stale).toMatchObject({ phase: 'refusal', result: 'stale_context', as: null, actor: { subject: 'dana' } });
  });

  test("a customer's window tells of no other customer", async () => {
    const lines = await on.act('audit.own', { before: null, limit: 200 });
    expect(JSON.stringify([lines, on.state()])).not.toContain(OTHER_CUSTOMER.name);
    expect(JSON.stringify([lines, on.state()])).toContain(CUSTOMER.name);
    expect(JSON.stringify(on.state())).not.toContain(CUSTOMER.tenant);
  });

  test('half a character in a question is recorded and answered', async () => {
    expect(await on.act('graph.search', { text: 'x\udc00' })).toMatchObject({ ok: false });
    expect(since().map(({ phase, action }) => [phase, action])).toEqual([
      ['intent', 'graph.search'],
      ['outcome', 'graph.search'],
    ]);
  });

  test('entering and leaving stand in the customer’s own chain, with reason and ticket', async () => {
    const entered = allEnvelopes(on.desk.local.outbox).find(
      ({ record }) => record.body.action === 'context.assume' && record.body.as !== null,
    );
    expect(entered).toMatchObject({
      record: { body: { phase: 'outcome', result: 'ok', as: { tenant: CUSTOMER.tenant } } },
      text: { value: 'ticket T-1: a look around' },
    });
    await on.act('context.leave', {});
    expect(on.window()).toMatchObject({ screen: 'floor', context: null });
    expect(closings(records().filter(({ as }) => as?.tenant === CUSTOMER.tenant)).at(-1)).toEqual({
      action: 'context.leave',
      result: 'ok',
    });
  });

  test('nothing was left without an outcome, and nothing failed inside', () => {
    expect(closings(records()).filter(({ result }) => result === null)).toEqual([]);
    expect(on.faults).toEqual([]);
  });
});
