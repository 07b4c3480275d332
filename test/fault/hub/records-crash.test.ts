/**
 * PostgreSQL crashes while the hub writes rounds of records for several customers, of which only the last waits for the disk: whoever
 * was told that a record is there finds it, and the chain is whole.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openHubLog } from '../../../hub/audit/log.ts';
import type { HubLog } from '../../../hub/audit/log.ts';
import { openFileKeys } from '../../../hub/keys/file-provider.ts';
import { embeddedLogin } from '../../../hub/store/beside.ts';
import { openHubStore } from '../../../hub/store/engine.ts';
import { ADMIN_ROLE } from '../../../hub/store/postgres/cluster.ts';
import { NotWritten } from '../../../hub/store/record-append.ts';
import { servicePasswords } from '../../../hub/store/service-passwords.ts';
import type { HubStore } from '../../../hub/store/store.ts';
import type { RecordSubject } from '../../../shared/audit/draft.ts';
import { NOTHING } from '../../../shared/contract/action.ts';
import { walkHubChain } from '../../support/hub-chain.ts';
import { postgresKinds, startPostgres } from '../../support/postgres.ts';
import type { TestPostgres } from '../../support/postgres.ts';
import { asPerson, assume, newCustomer, signIn } from '../../integration/hub/audit/hub.ts';
import { dataFolder, silent } from '../../integration/hub/store/open.ts';

const CUSTOMERS = 3;
const WRITERS = 12;
const CRASHES = 6;
const OWN = "the hub's own server";

describe.each([OWN, ...postgresKinds()] as const)('on %s', (kind) => {
  let folder: ReturnType<typeof dataFolder>;
  let server: TestPostgres | null = null;
  let store: HubStore;
  let pools: Record<'control' | 'region_eu' | 'postgres', pg.Pool>;
  /** One of each customer, and one of the MSSP's. */
  let subjects: RecordSubject[];

  beforeEach(async () => {
    folder = dataFolder();
    const secrets = openFileKeys(folder.path);
    if (kind !== OWN) server = await startPostgres(kind);
    const database = server ? { database: server.url('postgres') } : {};
    store = await openHubStore({ dataFolder: folder.path, ...database, log: silent, secrets });
    const { host, port, user, password } = server ?? embeddedLogin(folder.path, servicePasswords(folder.path, secrets).of(ADMIN_ROLE));
    const pool = (name: string) => new pg.Pool({ host, port, user, password, database: name }).on('error', () => undefined);
    pools = { control: pool('control'), region_eu: pool('region_eu'), postgres: pool('postgres') };
    // What waits for no disk is not written to it by chance.
    await pools.postgres.query(`ALTER SYSTEM SET wal_writer_delay = '10s'`);
    await pools.postgres.query('SELECT pg_reload_conf()');
    const hub = { store } as Parameters<typeof newCustomer>[0];
    const customers = [];
    while (customers.length < CUSTOMERS) customers.push(await newCustomer(hub));
    const dana = await signIn(hub);
    subjects = await Promise.all(customers.map((customer) => assume(hub, dana, customer)));
    subjects.push(asPerson(dana));
  }, 120_000);
  afterEach(async () => {
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
    await store.close();
    await server?.stop();
    folder.remove();
  });

  const openLog = (on: HubStore): Promise<HubLog> => openHubLog({ store: on, secrets: openFileKeys(folder.path), log: silent });
  const write = (log: HubLog, subject: RecordSubject): Promise<string> => log.intent(subject, 'feed.open', NOTHING);
  const idsOfChain = async (): Promise<Set<string>> => new Set((await walkHubChain(pools.control, [pools.region_eu])).map(({ id }) => id));

  /** One session dies, and the server throws away its memory and all the others. Resolves when it is back. */
  async function crash(): Promise<void> {
    const [victim, witness] = [await pools.postgres.connect(), await pools.postgres.connect()];
    const { rows } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const gone = [victim, witness].map((client) => new Promise((resolve) => client.on('error', () => undefined).once('end', resolve)));
    process.kill(rows[0]!.pid, 'SIGKILL');
    await Promise.all(gone);
    for (const client of [victim, witness]) client.release(true);
    while (!(await store.health()).ok) await pause(10);
  }

  /** The hub goes on by itself. */
  async function everywhere(log: HubLog): Promise<string[]> {
    const ids: string[] = [];
    for (const subject of subjects)
      for (let tries = 0; ; tries++) {
        const id = await write(log, subject).catch((error: unknown) => {
          if (tries > 200) throw error;
          return null;
        });
        if (id !== null) {
          ids.push(id);
          break;
        }
        await pause(50);
      }
    return ids;
  }

  test('a crash within a round that one customer did not see: nobody is told of what went with it', async () => {
    let added: string | null = null;
    const [a, b, c, mssp] = subjects as [RecordSubject, RecordSubject, RecordSubject, RecordSubject];
    let armed = false;
    const log = await openLog({
      ...store,
      appendRecords: async (context, append, how) => {
        if (armed && context.tenant === b.as!.tenant) {
          armed = false;
          await crash();
          // As where it had no connection open and got none while the server was away.
          throw new NotWritten(Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' }));
        }
        await store.appendRecords(context, append, how);
        if (armed && context.tenant === a.as!.tenant) added = append.rows[0]!.id;
      },
    });
    const told = await everywhere(log);
    armed = true;
    const before = write(log, mssp);
    const round = await Promise.allSettled([a, b, c].map((subject) => write(log, subject)));
    told.push(await before, ...round.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    told.push(...(await everywhere(log)));
    await log.close();
    const ids = await idsOfChain();
    expect(told.filter((id) => !ids.has(id))).toEqual([]);
    // It was written, and went, or this proves nothing.
    expect(added).not.toBeNull();
    expect(ids.has(added!)).toBe(false);
  }, 60_000);

  test(`${CRASHES} crashes under load`, async () => {
    const log = await openLog(store);
    const told = await everywhere(log);
    let refused = 0;
    let stopped = false;
    const writers = Array.from({ length: WRITERS }, async (_, at) => {
      while (!stopped)
        await write(log, subjects[at % subjects.length]!).then(
          (id) => told.push(id),
          () => pause((refused += 1) && 5),
        );
    });
    for (let times = 0; times < CRASHES; times++) {
      const enough = told.length + 200;
      while (told.length < enough) await pause(1);
      await crash();
    }
    stopped = true;
    await Promise.all(writers);
    told.push(...(await everywhere(log)));
    await log.close();
    expect(refused).toBeGreaterThan(0);
    const ids = await idsOfChain();
    expect(told.filter((id) => !ids.has(id))).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
  }, 120_000);
});
