/**
 * Connections of the tenants, each as the tenant's own login role. A tenant's Kysely stays good for as long as the store
 * is open; the pool below it is opened at need and closed when others need the room.
 */
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import { AppFailure } from '../../shared/errors.ts';
import { isTenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { openPool } from './connect.ts';
import type { Login } from './connect.ts';
import type { RegionTables } from './tables.ts';

/** Connections of one tenant, and tenants with open connections: together below the usual limit of 100 of a server. */
const CONNECTIONS = 4;
const POOLS = 20;

export interface TenantSpace {
  readonly db: Kysely<RegionTables>;
  /** One connection; whoever takes it gives it back with `release()`. */
  connect(): Promise<pg.PoolClient>;
}

export interface TenantPools {
  /** Throws `AppFailure('not_found')` where the tenant has no space, `TypeError` where the context is none. */
  open(context: TenantContext): TenantSpace;
  close(): Promise<void>;
}

/** `loginOf` gives null for a tenant that has no space here. */
export function openTenantPools(loginOf: (tenant: string) => Login | null, onError: (error: Error) => void): TenantPools {
  const spaces = new Map<string, TenantSpace>();
  /** In order of use, least lately used first. */
  const pools = new Map<string, pg.Pool>();
  const closing = new Set<Promise<void>>();
  let closed = false;

  const end = (tenant: string, pool: pg.Pool): void => {
    pools.delete(tenant);
    const ended = pool
      .end()
      .catch(onError)
      .finally(() => closing.delete(ended));
    closing.add(ended);
  };
  const poolOf = (tenant: string, login: Login): pg.Pool => {
    if (closed) throw new Error('the store is closed');
    const pool = pools.get(tenant) ?? openPool(login, CONNECTIONS, onError);
    pools.delete(tenant);
    pools.set(tenant, pool);
    for (const [other, idle] of pools) {
      if (pools.size <= POOLS) break;
      if (idle !== pool && idle.totalCount === idle.idleCount && idle.waitingCount === 0) end(other, idle);
    }
    return pool;
  };

  return {
    open(context) {
      if (!isTenantContext(context)) throw new TypeError('rows are read and written in a tenant context only');
      const { tenant } = context;
      const known = spaces.get(tenant);
      if (known) return known;
      const login = loginOf(tenant);
      if (!login) throw new AppFailure('not_found');
      const connect = async (): Promise<pg.PoolClient> => poolOf(tenant, login).connect();
      const dialect = new PostgresDialect({ pool: { connect, end: async () => undefined, options: {} } });
      const space = Object.freeze({ db: new Kysely<RegionTables>({ dialect }), connect });
      spaces.set(tenant, space);
      return space;
    },
    async close() {
      closed = true;
      for (const [tenant, pool] of pools) end(tenant, pool);
      await Promise.all(closing);
    },
  };
}
