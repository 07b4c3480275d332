/** What the rest of the hub sees of its databases. `engine.ts` makes one. */
import type { Kysely } from 'kysely';
import type { PoolClient } from 'pg';
import type { TenantId } from '../../shared/graph/ids.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import type { Hold } from './hold.ts';
import type { ControlAppend, How, TenantAppend } from './record-append.ts';
import type { ControlTables, RegionTables } from './tables.ts';

export interface StoreHealth {
  /** The databases answer. */
  readonly ok: boolean;
  readonly engine: 'embedded' | 'server';
  /** The server's version, such as `18.4`. */
  readonly version: string;
  /** How often the embedded server had to be started again since the hub began. */
  readonly restarts: number;
}

export interface HubStore {
  /** The control database, as the role `hub_control`: no customer data, no DDL. */
  readonly control: Kysely<ControlTables>;
  /**
   * The tenant's own rows, as the tenant's own login role. Pools are opened at first use and capped.
   * Throws `AppFailure('not_found')` for a tenant that has no space, `TypeError` for what is not a real context.
   */
  tenant(context: TenantContext): Kysely<RegionTables>;
  /** The same rows, for what is asked again and again: each connection has the server plan such a statement once. */
  prepared(context: TenantContext): Kysely<RegionTables>;
  /** The same rows, over a connection that the writing of records shares with nothing else: what it can't have soon, fails. */
  records(context: TenantContext): Kysely<RegionTables>;
  /** Where somebody has taken every connection that the tenant's role may have, they are locked out: it has another password then. */
  lockOut(context: TenantContext): Promise<void>;
  /** One plain connection as the tenant's login role, for the planner's statements; give it back with `release()`. */
  connect(context: TenantContext): Promise<PoolClient>;
  /** Which course of events the databases are in: another one after each restore and failover. */
  readonly history: string;
  /** Null: nothing may be written of which only one hub may write. Another one each time that the lock was taken anew. */
  hold(): Hold | null;
  /**
   * Adds records to the tenant's log, or links and the MSSP's records: one statement, committed, all or nothing. Throws `NotWritten`
   * where that is certain.
   */
  appendRecords(context: TenantContext, rows: TenantAppend, how: How): Promise<void>;
  appendLinks(links: ControlAppend, how: How): Promise<void>;
  /** The tenant's keys, released against a real context only. Kept in memory while the store is open. */
  tenantKeys(context: TenantContext): Promise<TenantKeys>;
  /** Login role, counter, key-encryption key and data key of a tenant. Doing it again changes nothing. */
  createTenantSpace(tenant: TenantId, region: string): Promise<void>;
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}
