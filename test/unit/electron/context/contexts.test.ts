/** Contexts while the hub is slow: whatever is asked and answers late opens nothing twice, and nothing that has ended. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import { messagesOf } from '../../../../bench/segments.ts';
import { Outbox } from '../../../../electron/audit/outbox.ts';
import { Recorder } from '../../../../electron/audit/recorder.ts';
import { UnlockNotes } from '../../../../electron/audit/unlock-notes.ts';
import { systemClock } from '../../../../electron/clock.ts';
import type { Context } from '../../../../electron/context/context.ts';
import { Contexts } from '../../../../electron/context/contexts.ts';
import { notebookFileName } from '../../../../electron/context/file-key.ts';
import { Leases } from '../../../../electron/context/leases.ts';
import { InterruptedContexts } from '../../../../electron/context/interrupted.ts';
import { Remembered } from '../../../../electron/context/remembered.ts';
import { openDevice } from '../../../../electron/identity/device.ts';
import type { Session } from '../../../../electron/identity/session.ts';
import { openSliceStore } from '../../../../electron/store/client.ts';
import type { FeedTransport } from '../../../../electron/sync/feed-transport.ts';
import { runSync } from '../../../../electron/sync/sync.ts';
import type { HubClient } from '../../../../electron/sync/transport.ts';
import { fail, ok } from '../../../../shared/errors.ts';
import type { Result } from '../../../../shared/errors.ts';
import type { ContextId, SessionId } from '../../../../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { ACCESS_TOKEN } from '../../../../shared/protocol/token.ts';
import type { ContextReply } from '../../../../shared/protocol/token.ts';
import { wrapTo } from '../../../../shared/protocol/wrap.ts';
import { ANALYST, CUSTOMER, newFolder } from '../../../support/desk.ts';
import { feedOf } from '../../../support/slice-facts.ts';
import { fields, value } from '../../../support/case-desks.ts';
import { TestVault } from '../../../support/vault.ts';

const session: Session = {
  id: '55555555-5555-4555-8555-555555555555' as SessionId,
  person: ANALYST,
  home: 'mssp',
  token: 'session token',
  expiresAt: Date.now() + 3_600_000,
};
// A lead sees no graph: most tests need no store.
const wanted = { grant: CUSTOMER.grant, role: 'lead', reason: 'x', ticket: 'y' } as const;

/** Calls that wait until the test answers them. */
class SlowHub {
  readonly waiting: ((answer: Result<ContextReply>) => void)[] = [];
  readonly left: string[] = [];
  readonly assume = (): Promise<Result<ContextReply>> => new Promise((answer) => this.waiting.push(answer));
  readonly extend = this.assume;
  transport: FeedTransport | null = null;
  readonly cases = {
    changes: async () => fail('hub_unreachable'),
    version: async () => fail('hub_unreachable'),
    put: async () => fail('hub_unreachable'),
  };
  readonly feed = (): FeedTransport => ({
    open: (...args) => this.transport!.open(...args),
    next: (...args) => this.transport!.next(...args),
    chunks: (...args) => this.transport!.chunks(...args),
  });
  readonly leave = async (token: string): Promise<Result<null>> => {
    this.left.push(token);
    return ok(null);
  };
}

let hub: SlowHub;
let leases: Leases;
let vault: TestVault;
let folder: string;
let contexts: Contexts;
let outbox: Outbox;
let agreementKey: string;
let grantedToken: (token: string, role?: ContextReply['context']['role'], slice?: SliceSpec) => Promise<Result<ContextReply>>;

async function answer(result: Result<ContextReply>, at = 0): Promise<void> {
  const [waiting] = hub.waiting.splice(at, 1);
  if (!waiting) throw new Error('nobody asks');
  waiting(result);
}

beforeEach(async () => {
  const { folder: fresh, remove } = newFolder();
  folder = fresh;
  vault = new TestVault();
  const device = await openDevice(new TestVault());
  const { privateKey: signer } = generateKeyPairSync('ed25519');
  outbox = new Outbox({ file: join(folder, 'outbox.db'), key: randomBytes(32), device: device.id, signer, now: Date.now });
  onTestFinished(() => {
    outbox.close();
    remove();
  });
  const notes = new UnlockNotes(join(folder, 'notes'), Date.now);
  const recorder = new Recorder({ notes, offline: () => false, onWritten: () => undefined });
  recorder.adopt(outbox);
  hub = new SlowHub();
  const parts: { contexts: Contexts | null } = { contexts: null };
  leases = await Leases.open({
    vault,
    clock: systemClock,
    floor: 0,
    onDestroyed: ({ grant, person }, why) => parts.contexts?.leaseGone(grant, person, why),
  });
  contexts = parts.contexts = new Contexts({
    hub: hub as unknown as HubClient,
    recorder,
    leases,
    remembered: new Remembered(join(folder, 'remembered'), device.secret),
    interrupted: new InterruptedContexts(join(folder, 'open'), device.secret),
    device,
    clock: systemClock,
    online: () => true,
    slicesFolder: folder,
    worker: new URL('../../../../electron/store/worker.ts', import.meta.url),
    openSliceStore,
    destroySlice: () => undefined,
    runSync,
    onChange: () => undefined,
    onEnded: () => undefined,
  });
  agreementKey = device.agreement.publicKey;
  grantedToken = async (token, role = 'lead', slice = WHOLE_SLICE) => {
    const share = await wrapTo(device.agreement.publicKey, 'netgraph share', Buffer.alloc(32, 1));
    return ok({
      access_token: token,
      token_type: 'DPoP',
      issued_token_type: ACCESS_TOKEN,
      expires_in: 3_600,
      context: {
        id: '66666666-6666-4666-8666-666666666666' as ContextId,
        tenant: CUSTOMER.tenant,
        ordinal: 1,
        mark: { name: CUSTOMER.name, monogram: 'ABC', colour: 0, pattern: 0 },
        grant: CUSTOMER.grant,
        role,
        own: false,
        expiresAt: Date.now() + 3_600_000,
        grantUntil: Date.now() + 9e9,
        offlineHours: 8,
        slice,
        share,
      },
    });
  };
});

async function entered() {
  const entering = contexts.assume(session, wanted);
  await answer(await grantedToken('first'));
  const context = await entering;
  if (!context.ok) throw new Error(context.error.code);
  return context.value;
}
/** The same, standing on its lease as if the hub had been away. */
async function away() {
  const context = await entered();
  context.happened('tokenEndedOnLease');
  return context;
}

test('two at once for one customer: one is in, the other is told, and what the hub issued for it is given back', async () => {
  const both = [contexts.assume(session, wanted), contexts.assume({ ...session }, wanted)];
  await answer(await grantedToken('one'));
  await answer(await grantedToken('two'));
  const [one, two] = await Promise.all(both);
  expect([one?.ok, two]).toMatchObject([true, { error: { code: 'limit' } }]);
  expect(contexts.live).toHaveLength(1);
  expect(hub.left).toEqual(['two']);
  expect(await contexts.assume(session, wanted)).toMatchObject({ error: { code: 'limit' } });
});

test('what the hub grants after the program has begun to end is given back', async () => {
  const late = contexts.assume(session, wanted);
  await contexts.closeAll();
  await answer(await grantedToken('late'));
  expect(await late).toMatchObject({ error: { code: 'context_ended' } });
  expect([contexts.live, hub.left]).toEqual([[], ['late']]);
});

test('a hub that comes back twice in a row is asked once, and the context goes on', async () => {
  const context = await away();
  const returned = [contexts.hubIsBack(() => session), contexts.hubIsBack(() => session)];
  expect(hub.waiting).toHaveLength(1);
  await answer(await grantedToken('again'));
  await Promise.all(returned);
  expect(context).toMatchObject({ phase: 'online', facts: { token: 'again' } });
});

test('who leaves while the hub comes back has left: the new context is given back', async () => {
  const context = await away();
  const returned = contexts.hubIsBack(() => session);
  await contexts.leave(context);
  await answer(await grantedToken('again'));
  await returned;
  expect(context).toMatchObject({ phase: 'left', facts: { token: null } });
  expect(hub.left).toEqual(['again']);
});

test('an extension that answers after the grant was withdrawn brings no lease back', async () => {
  const context = await entered();
  expect(leases.get(ANALYST, CUSTOMER.grant)).not.toBeNull();
  const extending = contexts.extend(context);
  await leases.revoke(ANALYST, CUSTOMER.grant);
  expect(context.phase).toBe('ended');
  await answer(await grantedToken('extended'));
  expect(await extending).toMatchObject({ error: { code: 'context_ended' } });
  expect(leases.get(ANALYST, CUSTOMER.grant)).toBeNull();
  expect(hub.left).toEqual(['extended']);
});

test('a hub that answers for another customer or role is refused', async () => {
  const context = await entered();
  const other = await grantedToken('other');
  if (!other.ok) throw new Error('not granted');
  const extending = contexts.extend(context);
  await answer(ok({ ...other.value, context: { ...other.value.context, role: 'responder' } }));
  expect(await extending).toMatchObject({ error: { code: 'hub_refused' } });
  expect(context.facts).toMatchObject({ role: 'lead', token: 'first' });
});

test('an extension that allows less: the rows leave the desk, its log says so, and a lease remembers it', async () => {
  const graph = makeGraph(200, 600, 4);
  const messages = await messagesOf(graph, CUSTOMER.tenant, agreementKey, 400);
  const secret = graph.nodes.find(({ kind }) => kind === 'domain')!.id;
  hub.transport = feedOf(messages);
  const entering = contexts.assume(session, { ...wanted, role: 'investigator' });
  await answer(await grantedToken('first', 'investigator'));
  const entered = await entering;
  if (!entered.ok) throw new Error(entered.error.code);
  const { slice } = entered.value;
  await slice!.syncNow();
  expect(await slice!.ask('graph.read', { ids: [secret] })).toMatchObject({ ok: true, value: { nodes: [{ id: secret }] } });
  hub.transport = { ...feedOf([]), open: async () => fail('hub_unreachable') };
  const hosts: SliceSpec = { kinds: ['host'], since: null };
  const extending = contexts.extend(entered.value);
  await answer(await grantedToken('second', 'investigator', hosts));
  expect(await extending).toMatchObject({ ok: true });
  expect(await slice!.ask('graph.read', { ids: [secret] })).toMatchObject({ ok: false, error: { code: 'slice_missing' } });
  await slice!.syncNow();
  const said = outbox.own(ANALYST, CUSTOMER.tenant, null, 50).records.filter(({ body }) => body.action === 'slice.narrowed');
  expect(said).toMatchObject([{ text: 'Dropped what held more than the grant allows, or may have; left: host.' }]);
  expect(leases.get(ANALYST, CUSTOMER.grant)).toMatchObject({ slice: hosts });
  await contexts.closeAll();
});

const HOSTS: SliceSpec = { kinds: ['host'], since: null };
/** A hub that gives this slice, and then has no time for more. */
const gives = (slice: SliceSpec): FeedTransport => ({
  ...feedOf([]),
  open: async () => ok({ cursor: 'from here', nodes: 1, edges: 0, slice, snapshot: null }) as never,
  next: async () => fail('hub_unreachable'),
});
async function investigating(slice = WHOLE_SLICE): Promise<Context> {
  const entering = contexts.assume(session, { ...wanted, role: 'investigator' });
  await answer(await grantedToken('first', 'investigator', slice));
  return value(await entering);
}
const notebookFile = (): string =>
  join(folder, notebookFileName({ tenant: CUSTOMER.tenant, issuer: ANALYST.issuer, subject: ANALYST.subject, grant: CUSTOMER.grant }));
const narrowings = (): string[] =>
  outbox
    .own(ANALYST, CUSTOMER.tenant, null, 50)
    .records.flatMap(({ body, text }) => (body.action === 'slice.narrowed' ? [text ?? ''] : []));
const CASES = 'Dropped all versions of cases, since cases are of the whole graph; left: host.';

test('who leaves while a narrower extension waits for the keychain keeps the words of the notebook, and what is not allowed is gone before it answers', async () => {
  hub.transport = gives(WHOLE_SLICE);
  const context = await investigating();
  const { case: id } = value(await context.cases!.save(fields()));
  const { promise: opens, resolve: open } = Promise.withResolvers<void>();
  vault.waits = opens;
  const extending = contexts.extend(context);
  await answer(await grantedToken('second', 'investigator', HOSTS));
  while (context.facts.token !== 'second') await sleep(1);
  expect(await context.cases!.list(false)).toMatchObject({ error: { code: 'not_permitted' } });
  await contexts.leave(context);
  open();
  await extending;
  expect(existsSync(notebookFile())).toBe(true);
  const again = await investigating();
  expect(value(await again.cases!.list(false))).toMatchObject({ cases: [], drafts: [{ id, title: 'Beacon' }] });
  await contexts.closeAll();
});

test('less by the feed, which the hub could not go on with: cases are gone at once, the log says so, a lease holds to it, and more by the feed brings them back', async () => {
  hub.transport = gives(HOSTS);
  const context = await investigating(HOSTS);
  await context.slice!.syncNow();
  hub.transport = gives(WHOLE_SLICE);
  await context.slice!.syncNow();
  value(await context.cases!.save(fields()));
  expect(leases.get(ANALYST, CUSTOMER.grant)).toMatchObject({ slice: WHOLE_SLICE });
  hub.transport = gives(HOSTS);
  await context.slice!.syncNow();
  expect(await context.cases!.list(false)).toMatchObject({ error: { code: 'not_permitted' } });
  expect(context.notebook!.cases.cases()).toEqual([]);
  expect(narrowings()).toContain(CASES);
  expect(leases.get(ANALYST, CUSTOMER.grant)).toMatchObject({ slice: HOSTS });
  await contexts.leave(context);
  const offline = value(await contexts.assume({ ...session, token: null }, { ...wanted, role: 'investigator' }));
  expect(await offline.cases!.list(false)).toMatchObject({ error: { code: 'not_permitted' } });
  await contexts.leave(offline);
  const again = await investigating(HOSTS);
  hub.transport = gives(WHOLE_SLICE);
  await again.slice!.syncNow();
  expect(value(await again.cases!.list(false))).toMatchObject({ drafts: [{ title: 'Beacon' }] });
  await contexts.closeAll();
});
