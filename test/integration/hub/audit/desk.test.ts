/**
 * A whole desk and a whole hub: what the desk wrote stands at the hub, record for record, and the desk is never blamed,
 * also after it worked offline on a lease, the hub was started again, and its clock was turned.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../../../electron/clock.ts';
import type { RecordBody } from '../../../../shared/audit/record.ts';
import { allEnvelopes, closings } from '../../../support/chain.ts';
import { PASSPHRASE, newFolder, startDesk, until } from '../../../support/desk.ts';
import type { TestDesk } from '../../../support/desk.ts';
import { personAtDemo, startDemoHub } from '../../../support/demo-hub.ts';
import type { DemoHub } from '../../../support/demo-hub.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';

class TurnedClock implements Clock {
  offset = 0;
  now(): number {
    return Date.now() + this.offset;
  }
  steady(): number {
    return performance.now();
  }
}

describe.each(postgresKinds())('on %s', (kind) => {
  let server: TestPostgres;
  let hub: DemoHub;
  beforeAll(async () => {
    server = await startPostgres(kind);
    hub = await startDemoHub({ database: server.url('postgres') });
    await server.pool('control').query('UPDATE access_grant SET offline_hours = 24');
  }, 180_000);
  afterAll(async () => {
    await hub?.stop();
    await server?.stop();
  });

  const signedIn = async (clock: Clock): Promise<TestDesk> => {
    const { folder, remove } = newFolder();
    onTestFinished(remove);
    const chooseVault = async () => ({
      ok: true as const,
      value: { kind: 'passphrase' as const, file: join(folder, 'keys.sealed'), first: true },
    });
    const on = await startDesk({ folder, clock, hubUrl: hub.url, chooseVault, openBrowser: personAtDemo(hub.account('mara')) });
    expect(await on.act('identity.unlock', { passphrase: PASSPHRASE })).toMatchObject({ ok: true });
    await on.act('identity.signIn', { code: null });
    await until(() => on.window().screen === 'floor');
    return on;
  };
  const enter = async (on: TestDesk, name: string): Promise<void> => {
    if (on.window().context) await on.act('window.switcher', {});
    const from = on.desk.windows.all.find(({ opener }) => opener !== null) ?? on.window();
    const floor = await on.act('floor.read', {}, from);
    if (!floor.ok) throw new Error(floor.error.code);
    const row = floor.value.customers.find(({ mark }) => mark.name === name)!;
    const wanted = { grant: row.grant, role: 'investigator', reason: `to look at ${name}`, ticket: 'T-1', window: 'here' } as const;
    await on.act('context.assume', wanted, from);
    await until(() => on.window().context?.facts.mark.name === name);
    await until(() => on.window().context?.sync.phase === 'ready' || on.window().context?.phase === 'away', 30_000);
  };
  /** Everything that a device wrote, from all of the hub's logs. */
  const atHub = async (device: string): Promise<RecordBody[]> => {
    const own = await server.pool('control').query<{ body: string }>('SELECT body FROM mssp_record WHERE device_id = $1', [device]);
    const tenants = await server.pool('region_eu').query<{ body: string }>('SELECT body FROM record WHERE device_id = $1', [device]);
    return [...own.rows, ...tenants.rows].map(({ body }) => JSON.parse(body) as RecordBody);
  };

  test('the records of a working day', async () => {
    const clock = new TurnedClock();
    const on = await signedIn(clock);
    const { outbox, device } = on.desk.local;

    await enter(on, 'Alder Works');
    expect((await on.act('graph.search', { text: 'WS-ACCT' })).ok).toBe(true);
    await on.act('graph.query', { text: 'MATCH (h:host) RETURN h', params: {} });
    await on.act('graph.query', { text: `MATCH (h:host {tenant: 'x'}) RETURN h`, params: {} });
    await on.act('audit.tenant', { before: null, limit: 10 });
    await on.act('context.extend', {});
    // Pivot, and back; then left, which leaves the lease.
    await enter(on, 'Brackwater Clinics');
    await on.act('context.leave', {});
    await enter(on, 'Alder Works');

    // The hub goes away under an open context; another one is entered on the lease of a context that was left.
    const away = Promise.withResolvers<void>();
    const back = hub.restart(away.promise);
    await until(() => !on.desk.connection.online, 60_000);
    await on.act('graph.search', { text: 'WS' });
    await on.act('context.leave', {});
    await enter(on, 'Brackwater Clinics');
    expect(on.window().context?.phase).toBe('away');
    await on.act('graph.search', { text: 'DC' });
    away.resolve();
    await back;
    await until(() => on.desk.connection.online && on.window().context?.phase === 'online', 30_000);
    await on.act('graph.search', { text: 'SQL' });

    // Somebody turns the clock back by days, and forward again; what stood on leases ends, and that is recorded, too.
    clock.offset = -3 * 86_400_000;
    await on.desk.tick();
    await on.act('graph.search', { text: 'turned' });
    clock.offset = 0;
    await on.act('context.leave', {});
    // Nobody is left to send for after signing out, and the turned clock's refusals have made the pauses long.
    on.desk.local.forwarder.retryNow();
    await until(() => outbox.unsent === 0, 15_000).catch(() => expect(on.desk.local.forwarder.error).toBeNull());
    await on.act('identity.signOut', {});
    await until(() => outbox.unsent === 0, 15_000).catch(() => expect(on.desk.local.forwarder.error).toBeNull());
    expect(outbox.unsent).toBe(0);

    const bodies = allEnvelopes(outbox).map(({ record }) => record.body);
    expect(bodies.some(({ offline }) => offline)).toBe(true);
    expect(closings(bodies).filter(({ result }) => result === null)).toEqual([]);
    const stored = await atHub(device.id);
    const byId = (records: readonly RecordBody[]): RecordBody[] => [...records].sort((x, y) => (x.id < y.id ? -1 : 1));
    expect(byId(stored)).toEqual(byId(bodies));
    const { rows } = await server
      .pool('control')
      .query<{ status: string; fault: string | null }>('SELECT status, fault FROM device WHERE id = $1', [device.id]);
    expect(rows).toEqual([{ status: 'active', fault: null }]);
    const links = await server
      .pool('control')
      .query<{ record_id: string }>('SELECT record_id FROM device_link WHERE device_id = $1 ORDER BY seq', [device.id]);
    expect(links.rows.map(({ record_id }) => record_id)).toEqual(bodies.map(({ id }) => id));
    expect(on.faults).toEqual([]);
    await on.desk.end();
  });
});
