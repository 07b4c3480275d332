/** `npm run grant`: a grant's part set, widened and cleared beside a hub and without one, on record in both logs, whatever comes between. */
import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { operatorAt, withCustomersLog } from '../../../hub/command/customers-log.ts';
import { operator } from '../../../hub/command/recorded.ts';
import { openFileKeys } from '../../../hub/keys/file-provider.ts';
import { snapshotsIn } from '../../../hub/snapshot/notes.ts';
import { openStoreBeside } from '../../../hub/store/beside.ts';
import { lockFolder } from '../../../hub/store/lock.ts';
import type { RecordBody } from '../../../shared/audit/record.ts';
import type { Result } from '../../../shared/errors.ts';
import type { GrantId, TenantId } from '../../../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';
import { signedInAs, startDemoHub } from '../../support/demo-hub.ts';
import type { DemoHub, SignedInDesk } from '../../support/demo-hub.ts';
import { runHere, startGrant } from '../../support/grant-command.ts';
import { unclosed, walkHubChain } from '../../support/hub-chain.ts';
import { silent } from '../../support/ingest-command.ts';
import { postgresKinds, startPostgres } from '../../support/postgres.ts';
import type { TestPostgres } from '../../support/postgres.ts';
import { cut } from './audit/hub.ts';
import { enter, grantOn } from './http/scene.ts';

/** As commands take turns. */
const TURNS = 0x6e676374;
const PART = { kinds: ['host', 'user'], since: null };
const WRITER = 'hub commands at ALD';

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.text}`);
  return result.value;
};
const allowedTo = async ({ device }: SignedInDesk, token: string) =>
  value(await device.hub.feed(() => token).open(WHOLE_SLICE, null)).slice;

const isTaken = (folder: string): Promise<boolean> =>
  lockFolder(folder).then(
    async (lock) => {
      await lock.release();
      return false;
    },
    () => true,
  );

describe('beside a hub on a server', () => {
  let server: TestPostgres;
  let hub: DemoHub;
  let mara: SignedInDesk;
  let grant: GrantId;
  let control: pg.Pool;
  let places: string[];
  const run = (...args: string[]): Promise<string> => runHere([...places, ...args]);
  const start = (...args: string[]) => startGrant([...places, ...args]);
  const toMara = (...args: string[]): string[] => ['--tenant', 'ald', '--person', 'mara', '--reason', 'as asked', ...args];
  const walk = (writer = WRITER): Promise<RecordBody[]> => walkHubChain(control, [server.pool('region_eu')], writer);

  beforeAll(async () => {
    server = await startPostgres(postgresKinds().at(-1)!);
    hub = await startDemoHub({ database: server.url('postgres') });
    control = server.pool('control');
    places = ['--data-folder', hub.folder, '--database', server.url('postgres')];
    mara = await signedInAs(hub, 'mara');
    grant = await grantOn(mara, 'Alder Works');
  }, 180_000);
  afterAll(async () => {
    await hub?.stop();
    await server?.stop();
  });

  test('an open desk is allowed the part at once, and the customer reads who set it, to what, from what, and why', async () => {
    const { access_token: token } = await enter(mara, 'Alder Works', 'investigator');
    expect(await allowedTo(mara, token)).toEqual(WHOLE_SLICE);
    const ran = await start(...toMara('--kinds', 'user,host', '--operator', 'Olga')).done;
    expect(ran, ran.words).toMatchObject({ code: 0 });
    expect(ran.out).toBe('Alder Works, mara (Mara Lindqvist): the grant allows host, user. Before: all of the graph.\n');
    expect(ran.words).toContain('drop what they may not have any more when they next speak to the hub. One that is offline');
    expect(await allowedTo(mara, token)).toEqual(PART);

    const lead = await signedInAs(hub, 'alder-lead');
    const { records } = value(await lead.device.hub.audit((await enter(lead, 'Alder Works', 'lead')).access_token, null, 50));
    const [outcome, intent] = records.filter(({ body }) => body.action === 'grant.allow');
    expect(intent).toMatchObject({
      hub: true,
      text: 'The grant allows from now on: host, user; before: all of the graph. Reason: as asked',
      body: {
        phase: 'intent',
        actor: { issuer: `machine:${hostname()}`, name: 'Olga' },
        as: { role: 'lead', grant },
        targets: [grant],
      },
    });
    expect(outcome).toMatchObject({ hub: true, body: { phase: 'outcome', of: intent!.body.id, result: 'ok' } });
    const own = (await walk('hub commands')).filter(({ action }) => action === 'grant.allow');
    const tenant = intent!.body.as!.tenant;
    expect(own.map(({ phase, result, targets }) => ({ phase, result, targets }))).toEqual([
      { phase: 'intent', result: null, targets: [tenant, grant] },
      { phase: 'outcome', result: 'ok', targets: [] },
    ]);
    expect((await walk()).map(({ phase }) => phase)).toEqual(['intent', 'outcome']);
  });

  test('it says what is wider and what is not, shows it in the list, tries without changing, and clears', async () => {
    const { access_token: token } = await enter(mara, 'Alder Works', 'investigator');
    const wider = await run(...toMara('--kinds', 'host,user,domain'));
    expect(wider).toBe('Alder Works, mara (Mara Lindqvist): the grant allows host, domain, user. Before: host, user.');
    const dry = await run('--tenant', 'ALD', '--grant', grant, '--since', '2026-01-01', '--dry-run');
    expect(dry).toContain('the grant would allow all kinds since 2026-01-01T00:00:00.000Z. Before: host, domain, user.');
    expect(dry).toContain('Nothing was changed.');
    expect(await allowedTo(mara, token)).toEqual({ kinds: ['host', 'domain', 'user'], since: null });
    const { code, out } = await start('--list', '--tenant', 'Alder Works').done;
    expect({ code, first: out.split('\n')[0] }).toEqual({ code: 0, first: 'Alder Works (ALD)' });
    expect(out).toMatch(
      new RegExp(
        `mara \\(Mara Lindqvist\\), of Netgraph SOC: observer, investigator, responder; until [0-9-]+; allows host, domain, user\\n    ${grant}`,
      ),
    );
    expect(out).toMatch(/jonas, of Netgraph SOC: observer; until [0-9-]+; allows all of the graph/);
    expect(out).not.toContain('Brackwater');
    expect(await run('--list')).toContain('Brackwater Clinics (BRK)');
    expect(await run(...toMara('--whole'))).not.toContain('Desks drop');
    expect(await allowedTo(mara, token)).toEqual(WHOLE_SLICE);
  });

  test('who is not there, whose grant has ended, or who has several, is told; nothing is changed and nothing recorded', async () => {
    const before = (await walk()).length;
    const rest = ['--whole', '--reason', 'x'];
    for (const [args, why] of [
      [['--tenant', 'nobody', '--person', 'mara', ...rest], 'There is no customer nobody. There are: ALD (Alder Works)'],
      [['--tenant', 'ALD', '--person', 'ghost', ...rest], 'Alder Works has no grant for ghost. Those that there are: --list --tenant ALD.'],
      [['--tenant', 'COR', '--person', 'mara', '--grant', grant, ...rest], 'Corvane Logistics has no grant for the id'],
    ] as const)
      await expect(run(...args)).rejects.toThrow(why);
    const wrong = await start('--tenant', 'ALD', '--person', 'gh\u001b[2Jost', ...rest).done;
    expect(wrong).toMatchObject({ code: 2, out: '' });
    expect(wrong.words).toContain('no grant for gh\\u001b[2Jost');

    const second = randomUUID();
    await control.query(
      `INSERT INTO access_grant SELECT $2::uuid, tenant_id, issuer_id, subject, '{observer}'::text[], 0, until, authorised_by, NULL::bigint, 1, NULL::text
       FROM access_grant WHERE id = $1`,
      [grant, second],
    );
    await expect(run('--tenant', 'ALD', '--person', 'mara', ...rest)).rejects.toThrow(/has 2 grants for mara\. Say which with --grant ID:/);
    await control.query('UPDATE access_grant SET ended_at = $2 WHERE id = $1', [second, Date.UTC(2026, 0, 5)]);
    await expect(run('--tenant', 'ALD', '--grant', second, ...rest)).rejects.toThrow('was withdrawn on 2026-01-05');
    await control.query('UPDATE access_grant SET ended_at = NULL, until = $2 WHERE id = $1', [second, Date.UTC(2026, 0, 6)]);
    await expect(run('--tenant', 'ALD', '--grant', second, ...rest)).rejects.toThrow('ended on 2026-01-06');
    await expect(run('--tenant', 'ALD', '--person', 'mara', ...rest, '--dry-run')).resolves.toContain('Nothing was changed.');
    // What stands there and can't be read allows nothing, and is mended by setting it anew.
    await control.query(`UPDATE access_grant SET slice = '{' WHERE id = $1`, [grant]);
    expect(await run('--list', '--tenant', 'ALD')).toContain('allows nothing, since its part cannot be read');
    expect((await walk()).length).toBe(before);
    expect(await run('--tenant', 'ALD', '--person', 'mara', ...rest)).toContain('Before: nothing, since its part cannot be read.');
  });

  /** How many records the commands have written for this customer. */
  const written = async (): Promise<number> =>
    (await control.query<{ seq: number }>('SELECT seq::int FROM device WHERE name = $1', [WRITER])).rows[0]!.seq;

  /** A run that has written its intent and nothing else. Gives that. */
  async function killed(): Promise<RecordBody> {
    const held = await control.connect();
    await held.query('BEGIN');
    await held.query('SELECT 1 FROM access_grant WHERE id = $1 FOR UPDATE', [grant]);
    const before = await written();
    const { child, done } = start(...toMara('--kinds', 'host'));
    while ((await written()) === before) await sleep(20);
    child.kill('SIGKILL');
    await done;
    // Its statement waits on at the server until that notices; then it is undone or done, as "interrupted" says.
    await held.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'update "access_grant"%'`,
    );
    await held.query('ROLLBACK');
    held.release();
    return (await walk()).at(-1)!;
  }

  test('killed between its intent and the change, it is said to be interrupted by the next, which does what it is told', async () => {
    const open = await killed();
    expect(open).toMatchObject({ phase: 'intent', action: 'grant.allow' });
    const { access_token: token } = await enter(mara, 'Alder Works', 'observer');
    expect(await allowedTo(mara, token)).toEqual(WHOLE_SLICE);
    await run(...toMara('--kinds', 'host'));
    expect(await allowedTo(mara, token)).toEqual({ kinds: ['host'], since: null });
    const bodies = await walk();
    expect(unclosed(bodies)).toEqual([]);
    expect(bodies.slice(-3)).toMatchObject([
      { phase: 'outcome', of: open.id, result: 'interrupted' },
      { phase: 'intent', action: 'grant.allow' },
      { phase: 'outcome', result: 'ok' },
    ]);
    expect(unclosed(await walk('hub commands'))).toEqual([]);
  });

  test('a hub that starts closes it, too; not while a command is at work', async () => {
    const open = await killed();
    const held = await control.connect();
    await held.query(`SELECT pg_advisory_lock($1, hashtext($2))`, [TURNS, open.as!.tenant]);
    await hub.restart();
    await sleep(500);
    expect(unclosed(await walk())).toEqual([open.id]);
    held.release(true);
    await hub.restart();
    await vi.waitFor(async () => expect(unclosed(await walk())).toEqual([]), { timeout: 20_000 });
    expect((await walk()).at(-1)).toMatchObject({ phase: 'outcome', of: open.id, result: 'interrupted' });
  });

  test('a crash between the two databases leaves a record that the next run links: neither chain loses or forks', async () => {
    const [dataFolder, database] = [hub.folder, server.url('postgres')];
    const secrets = openFileKeys(dataFolder);
    const store = await openStoreBeside({ dataFolder, database, log: silent, secrets });
    const { rows } = await control.query<{ id: TenantId }>(`SELECT id FROM tenant WHERE monogram = 'ALD'`);
    const tenant = { id: rows[0]!.id, code: 'ALD', name: 'Alder Works' };
    const before = (await walk()).length;
    const subject = operatorAt(operator(), tenant.id, grant);
    const failed = withCustomersLog({ store: cut(store), secrets, log: silent }, tenant, (log) =>
      log.intent(subject, 'grant.allow', { targets: [grant], text: null }),
    );
    await failed.catch(() => undefined);
    await store.close();
    await expect(walk()).rejects.toThrow(`${before} links, ${before + 1} records`);
    await run(...toMara('--whole'));
    const bodies = await walk();
    expect(bodies.length).toBe(before + 4);
    expect(unclosed(bodies)).toEqual([]);
  });

  test('two at once follow each other, beside the hub’s own records of the same customer', async () => {
    const { access_token: token } = await enter(mara, 'Alder Works', 'observer');
    const before = (await walk()).length;
    const asking = Promise.all(Array.from({ length: 20 }, () => allowedTo(mara, token)));
    const both = await Promise.all([['host'], ['user']].map(([kind]) => start(...toMara('--kinds', kind!)).done));
    expect(both.map(({ code, words }) => (code === 0 ? '' : words))).toEqual(['', '']);
    await asking;
    const bodies = (await walk()).slice(before);
    expect(bodies.map(({ phase }) => phase)).toEqual(['intent', 'outcome', 'intent', 'outcome']);
    const last = both.find(({ out }) => !out.includes('all of the graph'))!;
    expect(last.out).toMatch(/the grant allows (host|user)\. Before: (host|user)\./);
    await run(...toMara('--whole'));
    expect(unclosed(await walk('hub'))).toEqual([]);
  });

  test('where the customer’s log takes no record nothing is changed', async () => {
    const holder = await server.pool('region_eu').connect();
    await holder.query('BEGIN');
    await holder.query(`SELECT 1 FROM log_head WHERE tenant_id = (SELECT tenant_id FROM record WHERE device_id = $1 LIMIT 1) FOR UPDATE`, [
      (await control.query<{ id: string }>('SELECT id FROM device WHERE name = $1', [WRITER])).rows[0]!.id,
    ]);
    await expect(run(...toMara('--kinds', 'host'))).rejects.toThrow();
    await holder.query('ROLLBACK');
    holder.release();
    const { access_token: token } = await enter(mara, 'Alder Works', 'observer');
    expect(await allowedTo(mara, token)).toEqual(WHOLE_SLICE);
    expect((await walk('hub commands')).at(-1)).toMatchObject({ phase: 'outcome', action: 'grant.allow', result: 'audit_unwritable' });
  }, 60_000);

  test('where the log takes the intent and not the outcome, the change is made, and the words say so', async () => {
    const held = await control.connect();
    await held.query('BEGIN');
    await held.query('SELECT 1 FROM access_grant WHERE id = $1 FOR UPDATE', [grant]);
    const before = await written();
    const { done } = start(...toMara('--kinds', 'host'));
    while ((await written()) === before) await sleep(20);
    const open = (await walk()).at(-1)!;
    const holder = await server.pool('region_eu').connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM log_head WHERE tenant_id = $1 FOR UPDATE', [open.as!.tenant]);
    await held.query('ROLLBACK');
    held.release();
    const { code, out, words } = await done;
    await holder.query('ROLLBACK');
    holder.release();
    expect({ code, out }).toEqual({ code: 1, out: expect.stringContaining('the grant allows host. Before: all of the graph.') as string });
    expect(words).toContain('It is done and holds, but a log did not take its outcome.');
    expect((await walk('hub commands')).at(-1)).toMatchObject({ phase: 'outcome', action: 'grant.allow', result: 'ok' });
    expect(unclosed(await walk())).toEqual([open.id]);
    expect(await run(...toMara('--whole'))).toContain('Before: host.');
    expect(unclosed(await walk())).toEqual([]);
    expect((await walk()).find(({ of }) => of === open.id)).toMatchObject({ result: 'interrupted' });
  }, 60_000);

  test('tables of another version than the program’s are told apart, and nothing is done', async () => {
    const region = server.pool('region_eu');
    const name = '004-case-bytes';
    const refused = async (): Promise<string> => {
      const { code, out, words } = await start(...toMara('--whole')).done;
      expect({ code, out }).toEqual({ code: 1, out: '' });
      return words;
    };
    const { rows } = await region.query<{ timestamp: string }>(
      'DELETE FROM migration.kysely_migration WHERE name = $1 RETURNING timestamp',
      [name],
    );
    expect(await refused()).toContain(
      `The tables are older than this program: region_eu lacks ${name}. Start the hub in this version first`,
    );
    await region.query('INSERT INTO migration.kysely_migration VALUES ($1, $2), ($3, $2)', [name, rows[0]!.timestamp, '999-later']);
    expect(await refused()).toContain('region_eu has 999-later, which it does not know. Run it in the version of the hub.');
    await region.query(`DELETE FROM migration.kysely_migration WHERE name = '999-later'`);
    expect(await run('--list', '--tenant', 'ALD')).toContain('Alder Works');
  }, 60_000);
});

test('on the embedded server: beside the hub that runs, and while it is away, which finds it done when it is back', async () => {
  const hub = await startDemoHub();
  const run = (...args: string[]) =>
    startGrant(['--data-folder', hub.folder, '--tenant', 'ALD', '--person', 'mara', '--reason', 'x', ...args]).done;
  try {
    let mara = await signedInAs(hub, 'mara');
    let context = await enter(mara, 'Alder Works', 'observer');
    expect(await run('--kinds', 'host,user')).toMatchObject({ code: 0 });
    expect(await allowedTo(mara, context.access_token)).toEqual(PART);
    const away = Promise.withResolvers<void>();
    const back = hub.restart(away.promise);
    while (await isTaken(hub.folder)) await sleep(50);
    const notes = (): string[] => readdirSync(snapshotsIn(hub.folder)).filter((name) => name.endsWith('.changed'));
    for (const note of notes()) rmSync(join(snapshotsIn(hub.folder), note));
    const ran = await run('--since', '2026-01-01');
    // For the hub, which makes the part ready for who syncs first.
    expect(notes()).toHaveLength(1);
    away.resolve();
    await back;
    expect(ran, ran.words).toMatchObject({ code: 0 });
    expect(ran.out).toContain('Before: host, user.');
    mara = await signedInAs(hub, 'mara');
    context = await enter(mara, 'Alder Works', 'observer');
    expect(await allowedTo(mara, context.access_token)).toEqual({ kinds: null, since: Date.UTC(2026, 0, 1) });
    const lead = await signedInAs(hub, 'alder-lead');
    const { records } = value(await lead.device.hub.audit((await enter(lead, 'Alder Works', 'lead')).access_token, null, 50));
    const ours = records.filter(({ body }) => body.action === 'grant.allow').reverse();
    expect(ours.map(({ body }) => body.result)).toEqual([null, 'ok', null, 'ok']);
    expect(ours[2]!.text).toContain('all kinds since 2026-01-01T00:00:00.000Z; before: host, user.');
  } finally {
    await hub.stop();
  }
}, 240_000);
