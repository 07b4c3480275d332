/** Two hubs and one server: whoever lost the lock adds nothing, known to it or not, and what it believes is held against the tables. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeRecords } from '../../../../hub/audit/intake.ts';
import { openHubLog } from '../../../../hub/audit/log.ts';
import type { HubLog } from '../../../../hub/audit/log.ts';
import { hubContext } from '../../../../hub/context/hub-context.ts';
import { openFileKeys } from '../../../../hub/keys/file-provider.ts';
import { failureOf } from '../../../../hub/store/away.ts';
import { openHubStore } from '../../../../hub/store/engine.ts';
import { tenantRole } from '../../../../hub/store/names.ts';
import { WRONG_PASSWORD } from '../../../../hub/store/sql-state.ts';
import { servicePasswords } from '../../../../hub/store/service-passwords.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { RecordSubject } from '../../../../shared/audit/draft.ts';
import type { RecordBody } from '../../../../shared/audit/record.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import { AppFailure } from '../../../../shared/errors.ts';
import { walkHubChain } from '../../../support/hub-chain.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';
import { asPerson, assume, logOf, newCustomer, signIn } from './hub.ts';
import type { Customer, Person } from './hub.ts';

const LOCK = 0x6e657467;

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let [a, b]: Customer[] = [];
  let dana: Person;
  let [inA, inB, person]: RecordSubject[] = [];
  let log: HubLog;
  beforeEach(async () => {
    hub = await openOn(kind);
    [a, b] = [await newCustomer(hub), await newCustomer(hub)];
    dana = await signIn(hub);
    [inA, inB, person] = [await assume(hub, dana, a), await assume(hub, dana, b), asPerson(dana)];
    log = await open();
    await everywhere(log);
  }, 120_000);
  afterEach(async () => hub?.close());

  const open = (store: HubStore = hub.store): Promise<HubLog> => openHubLog({ store, secrets: hub.secrets, log: silent });
  const write = (into: HubLog, subject: RecordSubject): Promise<string> => into.intent(subject, 'feed.open', NOTHING);
  const everywhere = (into: HubLog): Promise<string[]> => Promise.all([inA!, inB!, person!].map((subject) => write(into, subject)));
  const walk = (): Promise<RecordBody[]> => walkHubChain(hub.server.pool('control'), [hub.server.pool('region_eu')]);
  const endSession = (pid: number) => hub.server.pool('postgres').query('SELECT pg_terminate_backend($1)', [pid]);
  const counts = async (): Promise<number[]> => {
    const logs = await Promise.all([a!.tenant, b!.tenant, null].map((tenant) => logOf(hub.store, tenant)));
    return logs.map(({ length }) => length);
  };
  const refusedBy = (into: HubLog, subject: RecordSubject): Promise<unknown> =>
    write(into, subject).then(
      () => 'written',
      (error: unknown) => error,
    );

  test('a hub whose lock is gone adds no record, before and after it knows; the next hub goes on with one whole chain', async () => {
    const hold = hub.store.hold()!;
    // It believes that it has the lock, as on a line that died without a word.
    const unaware: HubStore = { ...hub.store, hold: () => hold };
    await log.close();
    const old = await open(unaware);
    await everywhere(old);
    const thief = await hub.server.pool('postgres').connect();
    const stolen = thief.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await endSession(hold.lock!.pid);
    await stolen;
    const before = await counts();
    for (const subject of [inA!, inB!, person!])
      expect(await refusedBy(old, subject)).toMatchObject({ error: { code: 'audit_unwritable' } });
    await expect(takeRecords(unaware, dana.device.id, [dana.device.write(inA!)], silent)).rejects.toThrow();
    for (let waited = 0; waited < 100 && hub.store.hold(); waited++) await sleep(20);
    expect(hub.store.hold()).toBeNull();
    const known = await refusedBy(log, inA!);
    expect(known).toBeInstanceOf(AppFailure);
    // Whoever asks is told to come again: the next hub may be there by then.
    expect(failureOf(known).code).toBe('hub_unreachable');
    expect(await counts()).toEqual(before);
    await sleep(500);
    thief.release(true);

    const folder = mkdtempSync(join(tmpdir(), 'ng-second-hub-'));
    cpSync(hub.dataFolder, folder, { recursive: true });
    const secrets = openFileKeys(folder);
    let second: HubStore | null = null;
    for (let tries = 0; !second; tries++)
      second = await openHubStore({ dataFolder: folder, database: hub.server.url('postgres'), log: silent, secrets }).catch(
        async (error: unknown) => {
          if (tries > 50) throw error;
          await sleep(50);
          return null;
        },
      );
    try {
      const next = await openHubLog({ store: second, secrets, log: silent });
      await everywhere(next);
      const after = (await walk()).length;
      for (const subject of [inA!, inB!, person!]) expect(await refusedBy(old, subject)).toBeInstanceOf(AppFailure);
      await everywhere(next);
      await next.close();
      expect((await walk()).length).toBe(after + 3);
    } finally {
      await second.close();
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  /** As where a standby took over that had not got the newest record. */
  async function loseNewest(): Promise<void> {
    await log.close();
    const bodies = await walk();
    const [before, newest] = bodies.slice(-2) as [RecordBody, RecordBody];
    const { tenant } = newest.chain;
    const [control, region] = [hub.server.pool('control'), hub.server.pool('region_eu')];
    const { rows } = await control.query<{ digest: string }>('SELECT digest FROM device_link WHERE record_id = $1', [before.id]);
    await region.query('ALTER TABLE record DISABLE TRIGGER append_only');
    await region.query('DELETE FROM record WHERE id = $1', [newest.id]);
    await region.query('ALTER TABLE record ENABLE TRIGGER append_only');
    await region.query('UPDATE chain_head SET seq = $2, digest = $3 WHERE tenant_id = $1 AND device_id = $4', [
      tenant,
      newest.chain.seq - 1,
      newest.chain.prev,
      log.device,
    ]);
    await region.query('UPDATE log_head SET position = position - 1 WHERE tenant_id = $1', [tenant]);
    await control.query('ALTER TABLE device_link DISABLE TRIGGER append_only');
    await control.query('DELETE FROM device_link WHERE record_id = $1', [newest.id]);
    await control.query('ALTER TABLE device_link ENABLE TRIGGER append_only');
    await control.query('UPDATE device SET seq = $2, digest = $3 WHERE id = $1', [log.device, bodies.length - 1, rows[0]!.digest]);
  }

  test('where the lock was taken again, the chain is read again: nothing is added to what a lost record left in memory', async () => {
    const { pid } = hub.store.hold()!.lock!;
    await write(log, inA!);
    await loseNewest();
    await endSession(pid);
    for (let waited = 0; waited < 250 && [pid, undefined].includes(hub.store.hold()?.lock?.pid); waited++) await sleep(20);
    await everywhere(log);
    await log.close();
    await walk();
  });

  test("who has a customer's password and takes every connection stops nobody when the chain has to be read again", async () => {
    const { pid } = hub.store.hold()!.lock!;
    const user = tenantRole(a!.tenant);
    const login = { host: hub.server.host, port: hub.server.port, database: 'region_eu', user };
    const password = servicePasswords(hub.dataFolder, hub.secrets).of(user);
    const [thieves, ends]: [Set<pg.Client>, Promise<void>[]] = [new Set(), []];
    let stopped = false;
    // More than the role may have, and each that is ended comes again at once, as long as its password is good.
    const steal = async (): Promise<void> => {
      for (let refused = ''; !stopped && refused !== WRONG_PASSWORD;) {
        const client = new pg.Client({ ...login, password }).on('error', () => undefined);
        const gone = new Promise((resolve) => client.once('end', resolve));
        refused = await client.connect().then(
          () => '',
          (error: { code?: string }) => error.code ?? 'gone',
        );
        if (refused) {
          await sleep(20);
          continue;
        }
        thieves.add(client);
        if (stopped) void client.end();
        await gone;
        thieves.delete(client);
      }
    };
    const stolen = async (many: number): Promise<void> => {
      for (let waited = 0; waited < 500 && thieves.size < many; waited++) await sleep(10);
      expect(thieves.size).toBeGreaterThanOrEqual(many);
    };
    for (let thief = 0; thief < 22; thief++) ends.push(steal());
    try {
      await stolen(16);
      const hubs = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1 AND application_name = 'netgraph hub'`;
      await hub.server.pool('postgres').query(hubs, [user]);
      await stolen(20);
      await endSession(pid);
      for (let waited = 0; waited < 250 && [pid, undefined].includes(hub.store.hold()?.lock?.pid); waited++) await sleep(20);
      for (const subject of [inB!, person!]) await write(log, subject);
      // One that was just signing in may have come in yet; once out, none of them gets in any more.
      expect(thieves.size).toBeLessThan(20);
      for (const client of thieves) void client.end();
      await Promise.all(ends);
    } finally {
      stopped = true;
      for (const client of thieves) void client.end();
      await Promise.all(ends);
    }
    await everywhere(log);
    await log.close();
    await walk();
  }, 60_000);

  test('where the tables stand elsewhere without a word, the first record is refused, and the next one follows what is there', async () => {
    await write(log, inA!);
    await loseNewest();
    for (const subject of [inA!, person!]) {
      expect(await refusedBy(log, subject)).toMatchObject({ error: { code: 'audit_unwritable' } });
      await everywhere(log);
      await log.close();
      await walk();
      if (subject === inA) {
        await write(log, inA!);
        await loseNewest();
      }
    }
  });

  test("a customer's log that does not end where it should gets no record until somebody has looked; the others go on", async () => {
    const db = hub.store.tenant(hubContext(a!.tenant, 'test'));
    const rows = db.selectFrom('chain_head').selectAll().where('device_id', '=', log.device);
    const true_ = await rows.executeTakeFirstOrThrow();
    const set = (seq: number, digest: string) =>
      db.updateTable('chain_head').set({ seq, digest }).where('device_id', '=', log.device).execute();
    await set(true_.seq + 7, true_.digest);
    for (const start of ['the same', 'again']) {
      if (start === 'again') log = await open();
      for (let times = 0; times < 3; times++) expect(await refusedBy(log, inA!)).toMatchObject({ error: { code: 'audit_unwritable' } });
      await write(log, inB!);
      await log.close();
      await walk();
    }
    await set(true_.seq, true_.digest);
    log = await open();
    await everywhere(log);
    await log.close();
    await walk();
  });
});
