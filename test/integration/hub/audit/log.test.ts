/** The hub's own records, on both kinds of server: one chain over several databases, whatever happens in between. */
import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { calculateJwkThumbprint } from 'jose';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHubLog } from '../../../../hub/audit/log.ts';
import type { RecordSubject } from '../../../../shared/audit/draft.ts';
import type { HubLog } from '../../../../hub/audit/log.ts';
import { readLog } from '../../../../hub/audit/read.ts';
import { makeHubGate } from '../../../../hub/gate.ts';
import { hubContext } from '../../../../hub/context/hub-context.ts';
import { NotWritten } from '../../../../hub/store/record-append.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { RecordBody } from '../../../../shared/audit/record.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import { AppFailure, ok } from '../../../../shared/errors.ts';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import { walkHubChain } from '../../../support/hub-chain.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';
import { NOBODY, asPerson, assume, cut, deviceRow, logOf, newCustomer, signIn } from './hub.ts';
import type { Customer } from './hub.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let log: HubLog;
  let a: Customer;
  let b: Customer;
  let inA: RecordSubject;
  let inB: RecordSubject;
  let person: RecordSubject;
  const open = (store: HubStore = hub.store): Promise<HubLog> => openHubLog({ store, secrets: hub.secrets, log: silent });
  beforeAll(async () => {
    hub = await openOn(kind);
    [a, b] = [await newCustomer(hub), await newCustomer(hub)];
    const dana = await signIn(hub);
    [inA, inB, person] = [await assume(hub, dana, a), await assume(hub, dana, b), asPerson(dana)];
    log = await open();
  }, 120_000);
  afterAll(async () => hub?.close());

  /** Every record of the hub, its signature, both of its chains and the links checked. */
  async function verified(): Promise<RecordBody[]> {
    await log.close();
    return walkHubChain(hub.server.pool('control'), [hub.server.pool('region_eu')]);
  }

  /** Once it is not refused any more. */
  async function inTime<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++)
      try {
        return await work();
      } catch (error) {
        if (tries > 60) throw error;
        await sleep(250);
      }
  }

  test('intents, outcomes and refusals of many at once stand in one chain, each in the log that it belongs to', async () => {
    const gate = makeHubGate({ records: log, log: silent });
    const subjects = [inA, inB, person, inA, inB, inA];
    const results = await Promise.all(
      Array.from({ length: 60 }, (_, index) => {
        const subject = subjects[index % subjects.length]!;
        return gate.perform(subject.as ? 'feed.next' : 'floor.read', subject, NOTHING, async () => ok(index));
      }),
    );
    expect(results).toEqual(results.map((_, index) => ({ ok: true, value: index })));
    expect(await gate.perform('audit.tenant', inA, NOTHING, async () => ok(1))).toMatchObject({
      ok: false,
      error: { code: 'not_permitted' },
    });
    await gate.close();
    const bodies = await verified();
    expect(bodies.length).toBe(121);
    const inLogA = (await logOf(hub.store, a.tenant)).map(({ body }) => body);
    expect(inLogA.every(({ as }) => as?.tenant === a.tenant)).toBe(true);
    expect(inLogA.at(-1)).toMatchObject({ phase: 'refusal', action: 'audit.tenant', result: 'not_permitted' });
    for (const { id } of bodies.filter(({ phase }) => phase === 'intent')) expect(bodies.filter(({ of }) => of === id).length).toBe(1);
  });

  test('its key and its chain outlive the hub', async () => {
    await log.close();
    const before = await deviceRow(hub.store, log.device);
    const again = await open();
    expect([again.device, again.publicKey]).toEqual([log.device, log.publicKey]);
    expect(await deviceRow(hub.store, log.device)).toEqual(before);
    const { rows } = await hub.server.pool('control').query<{ sealed: Buffer }>('SELECT sealed FROM hub_secret');
    expect(rows.length).toBe(1);
    expect(rows[0]!.sealed.includes(Buffer.from('"d"'))).toBe(false);
    log = again;
  });

  test('a crash between the databases: the records stay, are linked at the next start, and the open intent is closed', async () => {
    const broken = cut(hub.store);
    const dying = await open(broken);
    const intent = await dying.intent(inA, 'feed.open', { targets: [], text: 'why' });
    // The round's end failed: what comes next is refused, since the chain can't be read to its end.
    await expect(dying.intent(inB, 'feed.open', NOTHING)).rejects.toThrow(AppFailure);
    log = await open();
    const bodies = await verified();
    expect(bodies.at(-1)).toMatchObject({ phase: 'outcome', of: intent, result: 'interrupted', action: 'feed.open', as: inA.as });
    await log.outcome(inB, 'feed.open', await log.intent(inB, 'feed.open', NOTHING), 'ok');
    await verified();
    log = await open();
    expect((await verified()).filter(({ result }) => result === 'interrupted').length).toBe(1);
  });

  test('a tenant whose database fails gets no record and no answer, and the others go on', async () => {
    const failing: HubStore = {
      ...hub.store,
      appendRecords: async (context, rows, how) => {
        if (context.tenant === a.tenant && !healed) throw new NotWritten(new Error('away'));
        return hub.store.appendRecords(context, rows, how);
      },
    };
    let healed = true;
    const own = await open(failing);
    healed = false;
    const gate = makeHubGate({ records: own, log: silent });
    let ran = false;
    const perform = (subject: RecordSubject) =>
      gate.perform('feed.open', subject, NOTHING, async () => {
        ran ||= subject === inA;
        return ok('answer');
      });
    const [first, second] = await Promise.all([perform(inA), perform(inB)]);
    expect(first).toMatchObject({ ok: false, error: { code: 'audit_unwritable' } });
    expect(second).toEqual({ ok: true, value: 'answer' });
    expect(ran).toBe(false);
    healed = true;
    expect(await perform(inA)).toEqual({ ok: true, value: 'answer' });
    await gate.close();
    log = own;
    await verified();
  });

  test("questions that take all of one customer's connections hold up nobody's records", async () => {
    const context = hubContext(a.tenant, 'audit');
    const taken = await Promise.all(Array.from({ length: 3 }, () => hub.store.connect(context)));
    const asked = Array.from({ length: 40 }, () => hub.store.connect(context).then((client) => client.release()));
    const waiting = Promise.allSettled(asked);
    try {
      const since = Date.now();
      await Promise.all([inA, inB].map(async (who) => log.outcome(who, 'feed.open', await log.intent(who, 'feed.open', NOTHING), 'ok')));
      expect(Date.now() - since).toBeLessThan(5_000);
    } finally {
      for (const client of taken) client.release();
    }
    const refused = (await waiting).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.map(({ reason }) => (reason as AppFailure).error.code)).toEqual(Array.from({ length: 8 }, () => 'rate'));
    await verified();
  }, 60_000);

  test("a lock in one customer's database costs that customer its answers, and the others a moment, once", async () => {
    const client = await hub.store.connect(hubContext(a.tenant, 'audit'));
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM log_head WHERE tenant_id = $1 FOR UPDATE', [a.tenant]);
    try {
      const since = Date.now();
      const [first, second] = await Promise.allSettled([log.intent(inA, 'feed.open', NOTHING), log.intent(inB, 'feed.open', NOTHING)]);
      expect(first).toMatchObject({ status: 'rejected', reason: { error: { code: 'audit_unwritable' } } });
      expect(Date.now() - since).toBeLessThan(8_000);
      if (second.status === 'rejected') throw second.reason as Error;
      await log.outcome(inB, 'feed.open', second.value, 'ok');
      const begun = Date.now();
      for (let times = 0; times < 20; times++)
        await Promise.allSettled([log.intent(inA, 'feed.open', NOTHING), log.refusal(inB, 'feed.open', 'not_permitted')]);
      // Waiting for the lock each time would be twenty times two seconds.
      expect(Date.now() - begun).toBeLessThan(20_000);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    await log.outcome(inA, 'feed.open', await inTime(() => log.intent(inA, 'feed.open', NOTHING)), 'ok');
    await verified();
  }, 60_000);

  test("rows that a tenant's own role adds in the hub's name stop nothing, and nothing is answered in another's log", async () => {
    await log.close();
    const context = hubContext(a.tenant, 'audit');
    const rows = hub.store.tenant(context).selectFrom('record').selectAll().where('device_id', '=', log.device).orderBy('seq', 'desc');
    const newest = await rows.limit(1).executeTakeFirstOrThrow();
    const real = JSON.parse(newest.body) as RecordBody;
    const forged = [
      'not even JSON',
      JSON.stringify({ ...real, phase: 'intent', of: null, result: null, as: inB.as, actor: { ...real.actor, name: 'Mallory' } }),
      newest.body,
    ];
    const { position } = await hub.store.tenant(context).selectFrom('log_head').select('position').executeTakeFirstOrThrow();
    for (const [at, body] of forged.entries()) {
      const id = `ffffffff-ffff-7fff-8fff-fffffffffff${at}`;
      const text = body.replace(real.id, at === 2 ? real.id : id);
      const row = { ...newest, id, body: text, seq: newest.seq + 1_000 + at, position: position + 1_000 + at };
      await hub.store.tenant(context).insertInto('record').values(row).execute();
    }
    const before = (await logOf(hub.store, b.tenant)).length;
    log = await open();
    expect((await logOf(hub.store, b.tenant)).length).toBe(before);
    for (const who of [inA, inB]) await log.outcome(who, 'feed.open', await log.intent(who, 'feed.open', NOTHING), 'ok');
    await log.close();
    await hub.server.pool('region_eu').query('ALTER TABLE record DISABLE TRIGGER append_only');
    await hub.server.pool('region_eu').query(`DELETE FROM record WHERE id::text LIKE 'ffffffff-%'`);
    await hub.server.pool('region_eu').query('ALTER TABLE record ENABLE TRIGGER append_only');
    await verified();
  });

  test("a row that a tenant's own role puts where the hub's next record belongs stops that tenant's records, and nobody else's", async () => {
    await log.close();
    const appended: string[] = [];
    const own = await open({
      ...hub.store,
      appendRecords: async (context, rows, how) => {
        appended.push(context.tenant);
        return hub.store.appendRecords(context, rows, how);
      },
    });
    const context = hubContext(a.tenant, 'audit');
    const db = hub.store.tenant(context);
    const newest = await db
      .selectFrom('record')
      .selectAll()
      .where('device_id', '=', log.device)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    const id = 'ffffffff-ffff-7fff-8fff-ffffffffffff';
    await db
      .insertInto('record')
      .values({ ...newest, id, seq: newest.seq + 1, position: newest.position + 1_000 })
      .execute();
    for (let times = 0; times < 4; times++) {
      const plug = own.intent(person, 'floor.read', NOTHING);
      const round = [inB, inA, inB].map((who) => own.intent(who, 'feed.open', NOTHING));
      const results = await Promise.allSettled([plug, ...round, own.intent(person, 'floor.read', NOTHING)]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    }
    // It was tried, or nothing was proved.
    expect(appended.filter((tenant) => tenant === a.tenant).length).toBe(4);
    await own.close();
    const region = hub.server.pool('region_eu');
    await region.query('ALTER TABLE record DISABLE TRIGGER append_only');
    await region.query('DELETE FROM record WHERE id = $1', [id]);
    await region.query('ALTER TABLE record ENABLE TRIGGER append_only');
    log = await open();
    await log.outcome(inA, 'feed.open', await log.intent(inA, 'feed.open', NOTHING), 'ok');
    await verified();
  });

  test('a commit of which nobody knows whether it happened neither loses nor doubles a record', async () => {
    let lose = false;
    const doubtful: HubStore = {
      ...hub.store,
      appendRecords: async (...append) => {
        await hub.store.appendRecords(...append);
        if (lose) throw new Error('the answer to COMMIT was lost');
      },
    };
    const own = await open(doubtful);
    const before = (await verified()).length;
    lose = true;
    await expect(own.intent(inA, 'feed.open', NOTHING)).rejects.toThrow(AppFailure);
    lose = false;
    const [x, y] = await Promise.all([own.intent(inA, 'feed.open', NOTHING), own.intent(person, 'floor.read', NOTHING)]);
    await own.outcome(inA, 'feed.open', x, 'ok');
    await own.outcome(person, 'floor.read', y, 'ok');
    log = own;
    expect((await verified()).length).toBe(before + 5);
  });

  test('who can not be verified leaves one record a source and code, and one with the count, in the MSSP log only', async () => {
    const gate = makeHubGate({ records: log, log: silent });
    const before = [(await logOf(hub.store, a.tenant)).length, (await logOf(hub.store, b.tenant)).length];
    const start = (await logOf(hub.store, null)).length;
    for (let index = 0; index < 50; index++) await gate.refuseUnknown('feed.open', '10.0.0.1', 'proof_failed');
    await gate.refuseUnknown('feed.open', '10.0.0.2', 'proof_failed');
    expect((await logOf(hub.store, null)).length).toBe(start + 2);
    await gate.close();
    const added = (await logOf(hub.store, null)).slice(start).map(({ body }) => body);
    expect(added.map(({ targetCount }) => targetCount)).toEqual([1, 1, 49]);
    expect(
      added.every(({ actor, as, session, result }) => actor === null && as === null && session === null && result === 'proof_failed'),
    ).toBe(true);
    expect([(await logOf(hub.store, a.tenant)).length, (await logOf(hub.store, b.tenant)).length]).toEqual(before);
  });

  test('a customer reads its own log, newest first, page by page, with the free text; nobody else does', async () => {
    const view = makeTenantContext({ tenant: a.tenant, role: 'lead', grant: a.grant });
    await log.intent(inA, 'graph.query', { targets: [], text: 'MATCH (h:host) RETURN h' });
    const all = await logOf(hub.store, a.tenant);
    const pages = [];
    for (let before: number | null = null; ;) {
      const page: Awaited<ReturnType<typeof readLog>> = await readLog(hub.store, view, { before, limit: 30 }, silent);
      if (!page.ok) throw new Error(page.error.text);
      expect(page.value.total).toBe(all.length);
      pages.push(...page.value.records);
      before = page.value.records.at(-1)?.position ?? null;
      if (before === null || before === 1) break;
    }
    expect(pages.map(({ body }) => body)).toEqual(all.map(({ body }) => body).reverse());
    expect(pages[0]).toMatchObject({ hub: true, text: 'MATCH (h:host) RETURN h', position: all.length });
    const observer = makeTenantContext({ tenant: a.tenant, role: 'observer', grant: a.grant });
    expect(await readLog(hub.store, observer, { before: null, limit: 10 }, silent)).toMatchObject({
      ok: false,
      error: { code: 'not_permitted' },
    });
  });

  test('a page with a row that its writer did not sign is refused and named in the log; a page without it reads', async () => {
    const view = makeTenantContext({ tenant: b.tenant, role: 'lead', grant: b.grant });
    await log.outcome(inB, 'feed.open', await log.intent(inB, 'feed.open', NOTHING), 'ok');
    await log.close();
    const lines: string[] = [];
    const loud = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
    const read = (before: number | null): ReturnType<typeof readLog> => readLog(hub.store, view, { before, limit: 10 }, loud);
    const honest = await read(null);
    expect(honest).toMatchObject({ ok: true });
    expect(lines).toEqual([]);
    const db = hub.store.tenant(hubContext(b.tenant, 'audit'));
    const newest = await db.selectFrom('record').selectAll().orderBy('position', 'desc').limit(1).executeTakeFirstOrThrow();
    const { publicKey } = generateKeyPairSync('ed25519');
    const stranger = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }));
    const id = 'ffffffff-ffff-7fff-8fff-ffffffffffff';
    const moved = { id, seq: newest.seq + 1_000, position: newest.position + 1 };
    const rewritten = newest.body.replace(/"name":"[^"]*"/, '"name":"Mallory"');
    expect(rewritten).not.toBe(newest.body);
    const region = hub.server.pool('region_eu');
    for (const forged of [
      { ...newest, ...moved },
      { ...newest, ...moved, body: rewritten.replace(newest.id, id) },
      { ...newest, ...moved, body: 'not even JSON' },
      { ...newest, ...moved, device_id: stranger },
    ]) {
      await db.insertInto('record').values(forged).execute();
      expect(await read(null)).toMatchObject({ ok: false, error: { code: 'internal', text: expect.stringContaining('did not sign') } });
      expect(JSON.parse(lines.pop()!)).toMatchObject({ tenant: b.tenant, position: moved.position });
      // What stands below it is as it was.
      const below = await read(moved.position);
      expect(below.ok && honest.ok && below.value.records).toEqual(honest.ok && honest.value.records);
      await region.query('ALTER TABLE record DISABLE TRIGGER append_only');
      await region.query('DELETE FROM record WHERE id = $1', [id]);
      await region.query('ALTER TABLE record ENABLE TRIGGER append_only');
    }
    expect(await read(null)).toEqual(honest);
  });

  test('half a character in a question or a name stops nobody else', async () => {
    const half = '\ud800';
    const named = { ...inA, actor: { ...inA.actor!, name: `Dana ${half}` } };
    await Promise.all([log.intent(inA, 'feed.open', NOTHING), log.intent(named, 'graph.query', { targets: [], text: half })]);
    expect((await verified()).some(({ actor }) => actor?.name === 'Dana \uFFFD')).toBe(true);
  });

  test('records of nobody hold no free text', async () => {
    await log.intent(NOBODY, 'session.begin', { targets: [], text: 'canary' });
    expect((await logOf(hub.store, null)).at(-1)?.body.text).toBeNull();
  });
});
