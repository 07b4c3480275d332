/** Taking in what devices wrote, on both kinds of server. Each wrong record stands beside the honest one that is taken. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeRecords } from '../../../../hub/audit/intake.ts';
import { hubContext } from '../../../../hub/context/hub-context.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { Envelope } from '../../../../shared/audit/record.ts';
import type { ContextId, DeviceId, GrantId, SessionId } from '../../../../shared/graph/ids.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';
import { HOUR, NOBODY, TestDevice, asPerson, assume, cut, deviceRow, idsOf, logOf, newCustomer, signIn } from './hub.ts';
import type { Customer, Person } from './hub.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let a: Customer;
  let b: Customer;
  beforeAll(async () => {
    hub = await openOn(kind);
    [a, b] = [await newCustomer(hub), await newCustomer(hub)];
  }, 120_000);
  afterAll(async () => hub?.close());

  const take = (device: DeviceId, envelopes: readonly Envelope[], store: HubStore = hub.store) =>
    takeRecords(store, device, envelopes, silent);
  const taken = async (envelopes: readonly Envelope[]): Promise<string[]> => {
    const wanted = new Set(idsOf(envelopes));
    const logs = [...(await logOf(hub.store, a.tenant)), ...(await logOf(hub.store, b.tenant)), ...(await logOf(hub.store, null))];
    return logs.map(({ body }) => body.id).filter((id) => wanted.has(id));
  };

  test('each record goes into the log that it belongs to, in order, and once however often it is sent', async () => {
    const dana = await signIn(hub);
    const [inA, inB] = [await assume(hub, dana, a), await assume(hub, dana, b)];
    const { device } = dana;
    const all = [NOBODY, asPerson(dana), inA, inB, inA, inA, inB].map((subject) => device.write(subject));
    expect(await take(device.id, all.slice(0, 3))).toEqual({ ok: true, value: { through: 3 } });
    expect(await take(device.id, all.slice(1, 6))).toEqual({ ok: true, value: { through: 6 } });
    expect(await take(device.id, all)).toEqual({ ok: true, value: { through: 7 } });
    expect(await take(device.id, all.slice(0, 2))).toEqual({ ok: true, value: { through: 7 } });
    for (const [tenant, wanted] of [
      [a.tenant, [all[2]!, all[4]!, all[5]!]],
      [b.tenant, [all[3]!, all[6]!]],
      [null, [all[0]!, all[1]!]],
    ] as const) {
      const log = (await logOf(hub.store, tenant)).filter(({ body }) => body.device === device.id);
      expect(log.map(({ body }) => body)).toEqual(wanted.map(({ record }) => record.body));
    }
    expect(await deviceRow(hub.store, device.id)).toEqual({ status: 'active', fault: null, seq: 7, digest: device.head.digest });
  });

  test("positions in a tenant's log have no holes, and the log holds nothing of another tenant", async () => {
    for (const { tenant } of [a, b]) {
      const log = await logOf(hub.store, tenant);
      expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
      expect(log.every(({ body }) => body.as?.tenant === tenant)).toBe(true);
    }
  });

  /** How a record may be wrong. Each is made in the place of an honest one, after one good record. */
  const wrongs: Record<string, (dana: Person, subject: Awaited<ReturnType<typeof assume>>) => Promise<Envelope> | Envelope> = {
    gap: ({ device }, subject) => {
      device.write(subject);
      return device.write(subject);
    },
    fork: ({ device }, subject) => {
      device.head = { ...device.head, digest: '1'.repeat(64) };
      return device.write(subject);
    },
    bad_signature: async ({ device }, subject) => device.write(subject, {}, (await TestDevice.make()).key),
    bad_link: ({ device }, subject) => {
      const envelope = device.write(subject);
      return { ...envelope, link: { ...envelope.link, salt: 'A'.repeat(22) } };
    },
    bad_text: ({ device }, subject) => {
      const envelope = device.write(subject, { text: 'ticket 1' });
      return { ...envelope, text: { ...envelope.text!, value: 'ticket 2' } };
    },
    replay: ({ device }, subject) => {
      device.heads.delete(a.tenant);
      return device.write(subject);
    },
    double_id: async ({ device }, subject) => {
      const other = await signIn(hub);
      const first = other.device.write(await assume(hub, other, a));
      expect((await take(other.device.id, [first])).ok).toBe(true);
      return device.write(subject, { id: first.record.body.id });
    },
    misplaced_text: (dana) => dana.device.write(asPerson(dana), { text: 'a word too many' }),
    foreign_device: async (dana, subject) => {
      const other = await TestDevice.make();
      other.head = dana.device.head;
      return other.write(subject);
    },
    wrong_chain: ({ device }, subject) => {
      // In the MSSP's chain by its position, in a customer's name by what it says.
      const { envelope } = device.draft({ ...subject, as: { ...subject.as!, tenant: b.tenant } });
      return { ...envelope, record: { ...envelope.record, body: { ...envelope.record.body, as: subject.as } } };
    },
    unknown_session: ({ device }, subject) => device.write({ ...subject, session: randomUUID() as SessionId }),
    wrong_actor: ({ device }, subject) => device.write({ ...subject, actor: { ...subject.actor!, name: 'Somebody else' } }),
    unknown_context: ({ device }, subject) => device.write({ ...subject, context: randomUUID() as ContextId }),
    'wrong_context: role': ({ device }, subject) => device.write({ ...subject, as: { ...subject.as!, role: 'responder' } }),
    'wrong_context: grant': ({ device }, subject) => device.write({ ...subject, as: { ...subject.as!, grant: randomUUID() as GrantId } }),
    'wrong_context: tenant': ({ device }, subject) => device.write({ ...subject, as: { ...subject.as!, tenant: b.tenant } }),
    'wrong_context: session': async (dana, subject) => {
      const again = await signIn(hub, dana.device);
      return dana.device.write({ ...subject, session: again.session });
    },
    'wrong_context: no customer': (dana, subject) => dana.device.write({ ...subject, as: null }),
    'unknown_session: a person without one': (dana) => dana.device.write({ ...asPerson(dana), session: null }),
    "unknown_session: another device's": async ({ device }, subject) => {
      const other = await signIn(hub);
      return device.write({ ...subject, session: other.session });
    },
    "unknown_context: another device's": async (dana, subject) => {
      const other = await signIn(hub);
      const theirs = await assume(hub, other, a);
      return dana.device.write({ ...subject, context: theirs.context });
    },
  };

  test.each(Object.keys(wrongs))('%s: the record is not taken, what came before it is, and the device is suspended', async (name) => {
    const dana = await signIn(hub);
    const subject = await assume(hub, dana, a);
    const before = dana.device.write(subject);
    const head = dana.device.head;
    const heads = new Map(dana.device.heads);
    const wrong = await wrongs[name]!(dana, subject);
    const after = dana.device.write(subject);

    expect(await take(dana.device.id, [before, wrong, after])).toMatchObject({ ok: false, error: { code: 'device_suspended' } });
    expect(await taken([before])).toEqual(idsOf([before]));
    if (name !== 'double_id') expect(await taken([wrong])).toEqual([]);
    expect(await taken([after])).toEqual([]);
    const row = await deviceRow(hub.store, dana.device.id);
    expect(row).toMatchObject({ status: 'suspended', seq: 1, digest: head.digest });
    expect(row.fault).toMatch(new RegExp(`^${name.split(':')[0]} at \\d+$`));
    const contexts = await hub.store.control
      .selectFrom('context')
      .select(['ended_at', 'end_reason'])
      .where('device_id', '=', dana.device.id)
      .execute();
    expect(contexts).toHaveLength(1);
    expect(contexts.every(({ ended_at, end_reason }) => ended_at !== null && end_reason === 'device_suspended')).toBe(true);

    // The honest twin: the same device, the same place. It stays out while suspended, and is taken once a person resolved it.
    dana.device.head = head;
    dana.device.heads.clear();
    for (const [tenant, chain] of heads) dana.device.heads.set(tenant, chain);
    const honest = dana.device.write(subject);
    expect(await take(dana.device.id, [honest])).toMatchObject({ ok: false, error: { code: 'device_suspended' } });
    await hub.store.control.updateTable('device').set({ status: 'active', fault: null }).where('id', '=', dana.device.id).execute();
    expect(await take(dana.device.id, [honest])).toEqual({ ok: true, value: { through: 2 } });
  });

  test('a record that was taken can not be sent again in another form', async () => {
    const dana = await signIn(hub);
    const subject = await assume(hub, dana, a);
    const { envelope: other } = dana.device.draft(subject, { action: 'graph.read' });
    const first = dana.device.write(subject);
    expect((await take(dana.device.id, [first])).ok).toBe(true);
    expect((await take(dana.device.id, [first])).ok).toBe(true);
    expect(await take(dana.device.id, [other])).toMatchObject({ ok: false, error: { code: 'device_suspended' } });
    expect((await deviceRow(hub.store, dana.device.id)).fault).toBe('fork at 1');
  });

  test("another device's records are of no use", async () => {
    const [dana, mallory] = [await signIn(hub), await signIn(hub)];
    const theirs = dana.device.write(await assume(hub, dana, a));
    expect(await take(mallory.device.id, [theirs])).toMatchObject({ ok: false, error: { code: 'device_suspended' } });
    expect(await take(dana.device.id, [theirs])).toEqual({ ok: true, value: { through: 1 } });
  });

  test('what an honest desk writes offline, at the end of a lease and after a turned clock is taken', async () => {
    const dana = await signIn(hub);
    const started = Date.now() - 60 * HOUR;
    const subject = await assume(hub, dana, a, 'investigator', started);
    await hub.store.control
      .updateTable('context')
      .set({ ended_at: started + HOUR, end_reason: 'left' })
      .where('id', '=', subject.context!)
      .execute();
    const at = (hours: number): string => new Date(started + hours * HOUR).toISOString();
    const { device } = dana;
    const all = [
      device.write(subject, { time: at(0) }),
      // In the name of a context that was left, on the lease that it left behind.
      device.write(subject, { time: at(40), offline: true }),
      device.write(subject, { time: at(72), offline: true }),
      device.write(subject, { time: at(5_000), phase: 'outcome', action: 'context.ended', result: 'lease_ended', offline: true }),
      device.write(subject, { time: at(-100), phase: 'outcome', action: 'context.ended', result: 'clock_back', offline: true }),
      device.write(subject, { time: at(-100), phase: 'refusal', result: 'stale_context' }),
      // Under a token that outlives a turned clock.
      device.write(subject, { time: at(-72) }),
      device.write(subject, { time: at(5_000) }),
    ];
    expect(await take(device.id, all)).toEqual({ ok: true, value: { through: 8 } });
  });

  test('an issuer that has moved since does not make the records of before wrong', async () => {
    const dana = await signIn(hub);
    const first = dana.device.write(await assume(hub, dana, a));
    const move = (url: string) => hub.store.control.updateTable('issuer').set({ url }).where('id', '=', 'mssp').execute();
    await move('https://elsewhere.example');
    const taken = await take(dana.device.id, [first]);
    await move(dana.actor.issuer);
    expect(taken).toEqual({ ok: true, value: { through: 1 } });
  });

  test('a crash between the databases: the records are taken once, and the device is not blamed', async () => {
    const dana = await signIn(hub);
    const [inA, inB] = [await assume(hub, dana, a), await assume(hub, dana, b)];
    const { device } = dana;
    const all = [inA, inB, asPerson(dana), inA, inB].map((subject, index) => device.write(subject, { text: index === 2 ? null : 'why' }));
    // The control database goes away before the last step.
    const broken = cut(hub.store);
    await expect(take(device.id, all.slice(0, 4), broken)).rejects.toThrow('cut');
    expect((await taken(all)).length).toBe(3);
    expect(await deviceRow(hub.store, device.id)).toMatchObject({ status: 'active', seq: 0 });
    // Cut elsewhere the second time.
    await expect(take(device.id, all.slice(0, 2), broken)).rejects.toThrow('cut');
    expect(await take(device.id, all.slice(0, 3))).toEqual({ ok: true, value: { through: 3 } });
    expect(await take(device.id, all)).toEqual({ ok: true, value: { through: 5 } });
    expect((await taken(all)).sort()).toEqual(idsOf(all).sort());
  });

  test('what a crash left beyond the head can not be replaced', async () => {
    const dana = await signIn(hub);
    const subject = await assume(hub, dana, a);
    const { envelope: other } = dana.device.draft(subject, { action: 'graph.read' });
    const first = dana.device.write(subject);
    const broken = cut(hub.store);
    await expect(take(dana.device.id, [first], broken)).rejects.toThrow('cut');
    expect(await take(dana.device.id, [other])).toMatchObject({ ok: false, error: { code: 'device_suspended' } });
    expect(await deviceRow(hub.store, dana.device.id)).toMatchObject({ fault: 'fork at 1', seq: 0 });
    expect(await taken([other])).toEqual([]);
  });

  test("a row that a tenant's own role adds in a device's name does not blame the device", async () => {
    const dana = await signIn(hub);
    const inA = await assume(hub, dana, a);
    const { device } = dana;
    const [first, second] = [device.write(inA), device.write(inA)];
    expect((await take(device.id, [first])).ok).toBe(true);
    const db = hub.store.tenant(hubContext(a.tenant, 'audit'));
    const mine = db.selectFrom('record').selectAll().where('device_id', '=', device.id);
    const taken = await mine.executeTakeFirstOrThrow();
    const { position } = await db.selectFrom('log_head').select('position').executeTakeFirstOrThrow();
    const forged = { ...taken, id: randomUUID(), seq: taken.seq + 1, digest: '1'.repeat(64), position: position + 1_000 };
    await db.insertInto('record').values(forged).execute();
    // Its place is taken, so nothing can be written there: it waits, and nobody is suspended.
    await expect(take(device.id, [second])).rejects.toThrow();
    expect(await deviceRow(hub.store, device.id)).toMatchObject({ status: 'active', seq: 1 });
    await hub.server.pool('region_eu').query('ALTER TABLE record DISABLE TRIGGER append_only');
    await hub.server.pool('region_eu').query('DELETE FROM record WHERE id = $1', [forged.id]);
    await hub.server.pool('region_eu').query('ALTER TABLE record ENABLE TRIGGER append_only');
    expect(await take(device.id, [second])).toEqual({ ok: true, value: { through: 2 } });
  });

  test('two batches of one device at once, and many devices at once', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, () => signIn(hub)));
    const sent = await Promise.all(
      people.map(async (dana) => {
        const [inA, inB] = [await assume(hub, dana, a), await assume(hub, dana, b)];
        return Array.from({ length: 20 }, (_, index) => dana.device.write(index % 3 === 0 ? inB : inA));
      }),
    );
    const replies = await Promise.all(
      people.flatMap(({ device }, index) => [
        take(device.id, sent[index]!.slice(0, 12)),
        take(device.id, sent[index]!),
        take(device.id, sent[index]!.slice(0, 15)),
      ]),
    );
    expect(replies.every(({ ok }) => ok)).toBe(true);
    expect((await taken(sent.flat())).sort()).toEqual(idsOf(sent.flat()).sort());
  });

  test('free text is in no table in clear', async () => {
    const canary = 'canary-6f1d2c';
    const dana = await signIn(hub);
    const envelope = dana.device.write(await assume(hub, dana, a), { text: `ticket ${canary}` });
    expect((await take(dana.device.id, [envelope])).ok).toBe(true);
    const admin = { region: hub.server.pool('region_eu'), control: hub.server.pool('control') };
    let looked = 0;
    for (const pool of [admin.region, admin.control]) {
      const { rows: tables } = await pool.query<{ name: string }>(
        `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'`,
      );
      for (const { name } of tables) {
        const { rows } = await pool.query<{ text: string }>(
          `SELECT t::text || ' ' || encode(convert_to(t::text, 'UTF8'), 'escape') AS text FROM ${name} t`,
        );
        looked += rows.length;
        const hex = Buffer.from(canary).toString('hex');
        expect(
          rows.some(({ text }) => text.includes(canary) || text.includes(hex)),
          name,
        ).toBe(false);
      }
    }
    expect(looked).toBeGreaterThan(20);
    const { text_sealed } = await hub.store
      .tenant(hubContext(a.tenant, 'audit'))
      .selectFrom('record')
      .select('text_sealed')
      .where('id', '=', envelope.record.body.id)
      .executeTakeFirstOrThrow();
    expect(text_sealed).not.toBeNull();
  });

  test('full batches of two customers are taken quickly', async () => {
    const dana = await signIn(hub);
    const [inA, inB] = [await assume(hub, dana, a), await assume(hub, dana, b)];
    const batches = Array.from({ length: 4 }, () =>
      Array.from({ length: 256 }, (_, index) => dana.device.write(index % 2 === 0 ? inA : inB, { text: 'a question' })),
    );
    const began = performance.now();
    for (const batch of batches) expect((await take(dana.device.id, batch)).ok).toBe(true);
    const rate = (4 * 256 * 1000) / (performance.now() - began);
    expect(rate).toBeGreaterThan(500);
  });
});
