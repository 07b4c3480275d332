/**
 * Connections of the tenants, each as the tenant's own login role. A tenant's Kysely stays good for as long as the store
 * is open; the pool below it is opened at need and closed when others need the room.
 */
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { timed, watchPool } from '../metrics/pools.ts';
import { AppFailure } from '../../shared/errors.ts';
import { isTenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { isAway } from './away.ts';
import { BRISK, openPool, preparing } from './connect.ts';
import type { Login } from './connect.ts';
import type { RegionTables } from './tables.ts';

/**
 * Connections of one tenant, and tenants with open connections: together below the usual limit of 100 of a server. One
 * of a tenant's is for its records alone: the hub writes the records of all customers in one line, which must not wait
 * until one customer's questions are answered.
 */
const CONNECTIONS = 3;
const FOR_RECORDS = 1;
const POOLS = 20;
/** Who may wait for a connection of one tenant; more are told to come again. */
const WAITING = 32;
/** Values of a statement that is prepared: a count of a slice's rows has fewer. */
const VALUES = 32;

export interface TenantSpace {
  readonly db: Kysely<RegionTables>;
  /** The same rows over the same connections, each of which has the server plan a statement once. */
  readonly prepared: Kysely<RegionTables>;
  /** The same rows over the connection that is kept for records. */
  readonly records: Kysely<RegionTables>;
  /** One connection; whoever takes it gives it back with `release()`. */
  connect(): Promise<pg.PoolClient>;
  /** The one that is kept for records. */
  connectForRecords(): Promise<pg.PoolClient>;
}

export interface TenantPools {
  /** Throws `AppFailure('not_found')` where the tenant has no space, `TypeError` where the context is none. */
  open(context: TenantContext): TenantSpace;
  close(): Promise<void>;
}

interface TenantPoolPair {
  readonly unwatch: () => void;
  readonly all: pg.Pool;
  readonly records: pg.Pool;
}

const isIdle = (pool: pg.Pool): boolean => pool.totalCount === pool.idleCount && pool.waitingCount === 0;

const over = (connect: () => Promise<pg.PoolClient>): Kysely<RegionTables> =>
  new Kysely<RegionTables>({ dialect: new PostgresDialect({ pool: { connect, end: async () => undefined, options: {} } }) });

/** `loginOf` gives null for a tenant that has no space here. */
export function openTenantPools(loginOf: (tenant: string) => Login | null, onError: (error: Error) => void): TenantPools {
  const spaces = new Map<string, TenantSpace>();
  /** In order of use, least lately used first. */
  const pools = new Map<string, TenantPoolPair>();
  const closing = new Set<Promise<unknown>>();
  let closed = false;

  const end = (tenant: string, { all, records, unwatch }: TenantPoolPair): void => {
    pools.delete(tenant);
    unwatch();
    const ended = Promise.all([all.end(), records.end()])
      .catch(onError)
      .finally(() => closing.delete(ended));
    closing.add(ended);
  };
  const openPair = (login: Login): TenantPoolPair => {
    const all = openPool(login, CONNECTIONS, onError);
    const records = openPool(login, FOR_RECORDS, onError, BRISK);
    const watches = [watchPool(all, 'tenants'), watchPool(records, 'records')];
    return { all, records, unwatch: () => watches.forEach((unwatch) => unwatch()) };
  };
  const poolsOf = (tenant: string, login: Login): TenantPoolPair => {
    if (closed) throw new Error('the store is closed');
    const known = pools.get(tenant);
    const pair = known ?? openPair(login);
    pools.delete(tenant);
    pools.set(tenant, pair);
    for (const [other, pairOfOther] of pools) {
      if (pools.size <= POOLS) break;
      if (pairOfOther !== pair && isIdle(pairOfOther.all) && isIdle(pairOfOther.records)) end(other, pairOfOther);
    }
    return pair;
  };

  return {
    open(context) {
      if (!isTenantContext(context)) throw new TypeError('rows are read and written in a tenant context only');
      const { tenant } = context;
      const known = spaces.get(tenant);
      if (known) return known;
      const login = loginOf(tenant);
      if (!login) throw new AppFailure('not_found');
      const connect = timed('tenants', async () => {
        const { all } = poolsOf(tenant, login);
        if (all.waitingCount >= WAITING) throw new AppFailure('rate');
        return all.connect().catch((error: unknown) => {
          // Waited in vain while others had them all.
          throw all.totalCount >= CONNECTIONS && all.idleCount === 0 && !isAway(error) ? new AppFailure('rate') : error;
        });
      });
      const connectForRecords = timed('records', async () => poolsOf(tenant, login).records.connect());
      const space = Object.freeze({
        db: over(connect),
        prepared: over(async () => preparing(await connect(), VALUES)),
        records: over(connectForRecords),
        connect,
        connectForRecords,
      });
      spaces.set(tenant, space);
      return space;
    },
    async close() {
      closed = true;
      for (const [tenant, pair] of pools) end(tenant, pair);
      await Promise.all(closing);
    },
  };
}
