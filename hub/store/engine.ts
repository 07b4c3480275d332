/**
 * Opens the hub's databases: an embedded PostgreSQL in the data folder, or a server by an administrator's connection
 * string. Either way the same roles, the same migrations and the same walls.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { AppFailure } from '../../shared/errors.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { KeyProvider } from '../keys/provider.ts';
import { timed, watchPool } from '../metrics/pools.ts';
import { openTenantKeys } from '../keys/tenant-keys.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { BRISK, kyselyOn, openPool, preparing, withClient } from './connect.ts';
import type { Login } from './connect.ts';
import { HISTORY } from './history.ts';
import type { Hold } from './hold.ts';
import { LockTaken, lockFolder } from './lock.ts';
import type { HubLock } from './lock.ts';
import { CONTROL_DATABASE, CONTROL_ROLE, regionDatabase, tenantRole } from './names.ts';
import { ADMIN_ROLE } from './postgres/cluster.ts';
import { startEmbedded } from './postgres/server.ts';
import type { EmbeddedServer } from './postgres/server.ts';
import { appendLinks, appendRecords } from './record-append.ts';
import { checkPasswords, closeSpareDatabases, lockOut, prepareServer, prepareTenant } from './roles.ts';
import { lockServer } from './server-lock.ts';
import type { ServerLock } from './server-lock.ts';
import { servicePasswords } from './service-passwords.ts';
import type { HubStore } from './store.ts';
import type { ControlTables } from './tables.ts';
import { openTenantPools } from './tenant-pools.ts';

export const REGIONS = ['eu'] as const;
const FIRST_DATA_KEY = 1;
/** Connections over which links are added: the hub's own, and one of desks'. */
const FOR_LINKS = 2;
/** Between two looks whether the hub before has gone. */
const LOOK_MS = 20;

export interface HubStoreOptions {
  /** Private to the hub: made with mode 0700 if it is not there. */
  readonly dataFolder: string;
  /** Administrator's connection string of an existing server (`postgres://…`); without it the embedded one is used. */
  readonly database?: string;
  readonly log: Logger;
  readonly secrets: KeyProvider;
  /**
   * For a hub that takes another's place on a server's databases: they are prepared while that one still serves, and the
   * locks are waited for in `lead`. What a migration does must not disturb the hub before (`migrate.ts`).
   */
  readonly takeOver?: boolean;
  /** The locks went to somebody else, while the database was away: from here on this hub must not write. */
  readonly onLost?: () => void;
}

export interface LeadingStore extends HubStore {
  /** Resolves when this hub is the only one. At once, but for a hub that takes another's place. */
  lead(): Promise<void>;
}

/** How long the hub before may take to finish what it has begun. */
const PLACE_MS = 60_000;

/** Throws, in words for a person, when another hub holds the folder or the database can't be used. */
export async function openHubStore(options: HubStoreOptions): Promise<LeadingStore> {
  const { dataFolder, database, log, secrets, takeOver = false, onLost = () => undefined } = options;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  if (takeOver && database === undefined) throw new Error('The embedded database ends with its hub: only hubs on a server take over.');
  /** And the server, which ends before its folder is free and after its lock is let go. */
  const locks: HubLock[] = [];
  const release = async (): Promise<void> => {
    for (const lock of locks.splice(0).reverse()) await lock.release();
  };
  const take = async (lock: () => Promise<HubLock>): Promise<void> => {
    for (const until = Date.now() + (takeOver ? PLACE_MS : 0); ; await sleep(LOOK_MS)) {
      const taken = await lock().catch((error: unknown) => {
        if (error instanceof LockTaken && Date.now() < until) return null;
        throw error;
      });
      if (taken) return void locks.push(taken);
    }
  };
  let server: EmbeddedServer | null = null;
  let serverLock: ServerLock | null = null;
  try {
    if (!takeOver) await take(() => lockFolder(dataFolder));
    const passwords = servicePasswords(dataFolder, secrets);
    if (database === undefined) {
      // As root the database runs as another user, who must pass through (and can't list or read) the hub's folder.
      if (process.platform !== 'win32') chmodSync(dataFolder, process.getuid?.() === 0 ? 0o711 : 0o700);
      const embedded = await startEmbedded({ home: join(dataFolder, 'postgres'), password: passwords.of(ADMIN_ROLE), log });
      server = embedded;
      locks.push({ release: () => embedded.stop() });
    }
    const admin = server ? server.admin : parseConnection(database!);
    const lead = async (): Promise<void> => {
      if (takeOver) await take(() => lockFolder(dataFolder));
      // An advisory lock is a database's own: whichever the connection string names, hubs meet in this one. Nobody else comes to the
      // embedded server, but the session tells its crash: what was not on the disk then is gone.
      await take(async () => (serverLock = await lockServer({ ...admin, database: 'postgres' }, log, onLost)));
    };
    if (!takeOver) await lead();
    if (server) await closeSpareDatabases(admin);
    if (takeOver) await checkPasswords(admin, passwords);
    const { version } = await prepareServer(admin, REGIONS, passwords);
    const store = await openOn({
      admin,
      server,
      version,
      passwords,
      secrets,
      log,
      release,
      hold: () => serverLock?.hold() ?? null,
    });
    const leadThere = async (): Promise<void> => {
      await lead();
      if (serverLock?.history !== store.history)
        throw new Error('The databases were restored, or failed over, while this hub started. Start it again.');
    };
    return { ...store, lead: takeOver ? leadThere : async () => undefined };
  } catch (error) {
    await release();
    throw error;
  }
}

interface Parts {
  readonly admin: Login;
  readonly server: EmbeddedServer | null;
  readonly version: string;
  readonly passwords: ReturnType<typeof servicePasswords>;
  readonly secrets: KeyProvider;
  readonly log: Logger;
  release(): Promise<void>;
  hold(): Hold | null;
}

/** The store over databases that are ready. `server` is null where somebody else's is used. */
export async function openOn({ admin, server, version, passwords, secrets, log, release, hold }: Parts): Promise<HubStore> {
  let closing = false;
  const lost = (error: Error): void => {
    if (!closing) log.warn({ code: (error as { code?: string }).code ?? error.name }, 'a database connection was lost');
  };
  const login = (name: string, role: string): Login => ({ ...admin, database: name, user: role, password: passwords.of(role) });
  const controlPool = openPool(login(CONTROL_DATABASE, CONTROL_ROLE), 8, lost);
  // In everybody's line, as the customers' connections for records.
  const linkPool = openPool(login(CONTROL_DATABASE, CONTROL_ROLE), FOR_LINKS, lost, BRISK);
  const unwatch = [watchPool(controlPool, 'control'), watchPool(linkPool, 'records')];
  const connectControl = timed('control', () => controlPool.connect());
  const connectForLinks = timed('records', () => linkPool.connect());
  const control = kyselyOn<ControlTables>(controlPool, async () => preparing(await connectControl()));
  const history = await historyOf(control);
  const regionOf = new Map<string, string>();
  for (const { id, region } of await control.selectFrom('tenant').select(['id', 'region']).execute()) regionOf.set(id, region);

  const pools = openTenantPools((tenant) => {
    const region = regionOf.get(tenant);
    const role = tenantRole(tenant);
    // Read at each connection: it may be another one by then.
    return region === undefined ? null : { ...login(regionDatabase(region), role), password: () => passwords.of(role) };
  }, lost);
  const keys = new Map<string, Promise<TenantKeys>>();
  const loadKeys = async (context: TenantContext): Promise<TenantKeys> => {
    const wrapped = await pools
      .open(context)
      .records.selectFrom('data_key')
      .select(['id', 'sealed'])
      .where('tenant_id', '=', context.tenant)
      .executeTakeFirst();
    if (!wrapped) throw new AppFailure('not_found');
    return openTenantKeys(context, secrets, wrapped, history);
  };

  return {
    control,
    tenant: (context) => pools.open(context).db,
    prepared: (context) => pools.open(context).prepared,
    records: (context) => pools.open(context).records,
    async lockOut(context) {
      // Asked first: what is no context ends nobody's sessions.
      pools.open(context);
      if (await lockOut(admin, context.tenant, passwords))
        log.error({ tenant: context.tenant }, "somebody had taken every connection of a customer's role: it has another password now");
    },
    connect: async (context) => pools.open(context).connect(),
    history,
    hold,
    appendRecords: async (context, rows, how) => appendRecords(pools.open(context).connectForRecords, context.tenant, rows, how),
    appendLinks: (links, how) => appendLinks(connectForLinks, links, how),
    async tenantKeys(context) {
      // Asked first, so that a known tenant's keys are not handed to what is no context.
      pools.open(context);
      const known = keys.get(context.tenant) ?? loadKeys(context);
      keys.set(context.tenant, known);
      return known.catch((error: unknown) => {
        keys.delete(context.tenant);
        throw error;
      });
    },
    async createTenantSpace(tenant, region) {
      if (!(REGIONS as readonly string[]).includes(region)) throw new AppFailure('bad_input', { text: 'There is no such region.' });
      await secrets.createTenantKey(tenant);
      await prepareTenant(admin, tenant, passwords);
      await withClient(login(regionDatabase(region), tenantRole(tenant)), async (client) => {
        await client.query('INSERT INTO counter (tenant_id, seq) VALUES ($1, 0) ON CONFLICT DO NOTHING', [tenant]);
        await client.query('INSERT INTO log_head (tenant_id, position) VALUES ($1, 0) ON CONFLICT DO NOTHING', [tenant]);
        const { rowCount } = await client.query('SELECT 1 FROM data_key WHERE tenant_id = $1', [tenant]);
        if (rowCount !== 0) return;
        const sealed = await secrets.newDataKey(tenant, FIRST_DATA_KEY);
        await client.query('INSERT INTO data_key (tenant_id, id, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
          tenant,
          FIRST_DATA_KEY,
          sealed,
        ]);
      });
      regionOf.set(tenant, region);
    },
    async health() {
      const ok = await sql`SELECT 1`.execute(control).then(
        () => true,
        () => false,
      );
      return { ok, engine: server ? 'embedded' : 'server', version, restarts: server?.restarts() ?? 0 };
    },
    async close() {
      closing = true;
      await pools.close();
      await Promise.all([control.destroy(), linkPool.end()]);
      for (const end of unwatch) end();
      keys.clear();
      await release();
    },
  };
}

async function historyOf(control: Kysely<ControlTables>): Promise<string> {
  const { rows } = await sql<{ history: string }>`SELECT (${sql.raw(HISTORY)}) AS history`.execute(control);
  return rows[0]!.history;
}

/** Throws, in words for a person, on what is no connection string. */
export function parseConnection(text: string): Login {
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: text });
  } catch {
    throw new Error('The database connection string was not understood: it looks like postgres://USER:PASSWORD@HOST:PORT/DATABASE.');
  }
  const { host, port, user, password, database, ssl } = client;
  if (!host || !user || typeof password !== 'string')
    throw new Error('The database connection string needs a host, a user and a password.');
  return { host, port, user, password, database: database ?? 'postgres', ssl };
}
