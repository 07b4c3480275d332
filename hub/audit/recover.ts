/**
 * Where the hub's chains stand, from the tables: the device's own, the one in the MSSP's log, and one in each customer's. A crash
 * may leave records in customers' logs whose links were not written down in the control database yet. They are found from each
 * log's end, and put in order by the hash that each carries of its own link: the salt follows from the record's id, so that only
 * the true successor fits.
 *
 * Another hub that had the lock until just now may have a statement under way. It holds, or waits for, the row that is locked here
 * before a log is read: either it is waited for, or it asks for its lock when that one is gone (`store/record-append.ts`).
 */
import { createPublicKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { Logger } from 'pino';
import { linkDigest } from '../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../shared/audit/chain.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import type { Link, RecordBody } from '../../shared/audit/record.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import { NotHeld } from '../store/hold.ts';
import type { Hold } from '../store/hold.ts';
import type { AppendedLink } from '../store/record-append.ts';
import { LOCK_NOT_AVAILABLE, TOO_MANY_CONNECTIONS } from '../store/sql-state.ts';
import type { HubStore } from '../store/store.ts';
import type { ControlTables, RegionTables } from '../store/tables.ts';
import { LOG_ROW, genuineBody } from './genuine.ts';
import type { LogRow } from './genuine.ts';
import { customersOf } from './hub-key.ts';
import type { HubKey } from './hub-key.ts';

const PAGE = 64;
/** As long as a statement that adds records may run. */
const BARRIER_MS = 5_000;
/** A customer whose log can't be read keeps all from writing: how often it is tried again, and after how long. */
const TRIES = 4;
const AGAIN_MS = 250;

export interface Heads {
  /** Under which they were read: they are good for as long as it is the store's. */
  readonly hold: Hold;
  /** Of the device's own chain. */
  readonly device: ChainHead;
  /** Of the chain in the MSSP's log. */
  readonly own: ChainHead;
  /** Null: the log doesn't agree with what stands about it, and nothing is added to it until a person has looked. */
  readonly tenants: Map<TenantId, ChainHead | null>;
}

interface Unlinked {
  readonly id: string;
  readonly digest: string;
  /** The hash that the record carries. */
  readonly link: string;
}

/**
 * Writes down the links that are missing and returns the heads. Throws when records of the hub don't add up to a chain; what
 * stands in its name and is not its own is left out, loudly.
 */
export async function recoverChain(store: HubStore, key: HubKey, log: Logger): Promise<Heads> {
  const hold = store.hold();
  if (!hold) throw new NotHeld();
  const { device, own } = await controlHeads(store, key);
  const left = new Map<string, Unlinked>();
  const tenants: Heads['tenants'] = new Map();
  for (const tenant of await customersOf(store, key)) {
    const { head, unlinked } = await readable(store, tenant, () => settledEnd(store, key, tenant, log));
    tenants.set(tenant, head);
    for (const record of unlinked) left.set(record.id, record);
  }
  const links: AppendedLink[] = [];
  let head = device;
  for (let found = next(left, head, key); found; found = next(left, head, key)) {
    const { record, link } = found;
    left.delete(record.id);
    head = { seq: link.seq, digest: record.digest };
    links.push({ id: record.id, salt: link.salt, digest: record.digest });
  }
  if (left.size > 0) throw new Error(`${left.size} records of the hub itself stand outside of its chain`);
  if (links.length > 0) await store.appendLinks({ device: key.device, from: device, links, rows: [] }, { hold, durable: 'now' });
  return { hold, device: head, own, tenants };
}

async function controlHeads(store: HubStore, { device: id, signer }: HubKey): Promise<{ device: ChainHead; own: ChainHead }> {
  return store.control.transaction().execute(async (db) => {
    const device = await db.selectFrom('device').select(['seq', 'digest']).where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
    const link = await newest(db, 'device_link', id).select(['seq', 'digest']).executeTakeFirst();
    if (!same(device, link ?? EMPTY_CHAIN)) throw new Error("the head of the hub's chain is not its newest link");
    const row = await newest(db, 'mssp_record', id).select(LOG_ROW).executeTakeFirst();
    if (row && !genuineBody(row, id, null, createPublicKey(signer)))
      throw new Error("the newest record of the hub in the MSSP's log is not signed by it");
    return { device, own: row ? { seq: row.seq, digest: row.digest } : EMPTY_CHAIN };
  });
}

const newest = (db: Transaction<ControlTables>, table: 'device_link' | 'mssp_record', device: DeviceId) =>
  db.selectFrom(table).where('device_id', '=', device).orderBy('seq', 'desc').limit(1);

const same = (one: ChainHead, other: ChainHead): boolean => one.seq === other.seq && one.digest === other.digest;

function next(left: ReadonlyMap<string, Unlinked>, head: ChainHead, key: HubKey): { record: Unlinked; link: Link } | null {
  for (const record of left.values()) {
    const link: Link = { salt: key.salt(record.id), seq: head.seq + 1, prev: head.digest };
    if (linkDigest(link) === record.link) return { record, link };
  }
  return null;
}

/** Whether the device's chain stands there, by what the control database says. */
export async function isDeviceAt(store: HubStore, { device }: HubKey, at: ChainHead): Promise<boolean> {
  const stated = store.control.selectFrom('device').select(['seq', 'digest']).where('id', '=', device).executeTakeFirstOrThrow();
  return stated.then(
    (head) => same(head, at),
    () => false,
  );
}

async function readable<T>(store: HubStore, tenant: TenantId, read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++)
    try {
      return await read();
    } catch (error) {
      if (tries === TRIES) throw error;
      // Somebody has taken every connection that the customer's role may have.
      if ((error as { code?: string }).code === TOO_MANY_CONNECTIONS) await store.lockOut(hubContext(tenant, 'audit'));
      await sleep(AGAIN_MS);
    }
}

type TenantEnd = { readonly head: ChainHead | null; readonly unlinked: readonly Unlinked[] };

/** As `tenantEnd`, when what another hub had under way has ended. */
async function settledEnd(store: HubStore, key: HubKey, tenant: TenantId, log: Logger): Promise<TenantEnd> {
  await barrier(store.records(hubContext(tenant, 'audit')), tenant).catch((error: unknown) => {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    // Somebody with the customer's role holds it up. What another hub had under way has ended by now, or was refused.
    log.error({ tenant }, "somebody locks the end of a customer's log");
  });
  return tenantEnd(store, key, tenant, log);
}

/**
 * The chain in one customer's log: where it stands, and its records without a link. The hub's records there have the numbers 1 to the
 * newest, and nobody can take one away or sign another: so the newest is found by asking for single rows, however many somebody with
 * the customer's role added above it.
 */
export async function tenantEnd(store: HubStore, key: HubKey, tenant: TenantId, log: Logger): Promise<TenantEnd> {
  const rows = store
    .records(hubContext(tenant, 'audit'))
    .selectFrom('record')
    .select(LOG_ROW)
    .where('tenant_id', '=', tenant)
    .where('device_id', '=', key.device);
  const publicKey = createPublicKey(key.signer);
  const bodyOf = (row: LogRow): RecordBody | null => genuineBody(row, key.device, tenant, publicKey);
  const stated = await store
    .records(hubContext(tenant, 'audit'))
    .selectFrom('chain_head')
    .select(['seq', 'digest'])
    .where('tenant_id', '=', tenant)
    .where('device_id', '=', key.device)
    .executeTakeFirst();
  const newest = await lastWhere(stated?.seq ?? 0, async (seq) => {
    const row = await rows.where('seq', '=', seq).executeTakeFirst();
    return row !== undefined && bodyOf(row) !== null;
  });
  const above = await rows.where('seq', '>', newest).limit(1).executeTakeFirst();
  if (above) log.error({ tenant, seq: above.seq }, "a row in a customer's log is signed by nobody, in the name of the hub");
  let head: ChainHead = EMPTY_CHAIN;
  const unlinked: Unlinked[] = [];
  for (let before = newest + 1, linked = false; before > 1 && !linked;) {
    const page = await rows.where('seq', '<', before).orderBy('seq', 'desc').limit(PAGE).execute();
    if (page.length === 0) break;
    before = page.at(-1)!.seq;
    const known = await linkedOf(store, key.device, page);
    for (const row of page) {
      const body = bodyOf(row);
      if (!body) continue;
      if (head === EMPTY_CHAIN) head = { seq: row.seq, digest: row.digest };
      linked = known.has(row.id);
      if (linked) break;
      unlinked.push({ id: row.id, digest: row.digest, link: body.link });
    }
  }
  if (same(head, stated ?? EMPTY_CHAIN)) return { head, unlinked };
  log.error(
    { tenant, stands: head.seq, stated: stated?.seq ?? 0 },
    "a customer's log does not end where it should: nothing is added to it",
  );
  return { head: null, unlinked };
}

/** The highest number up to which `is` is true of each, 0 where it is not of 1. `near`: a guess, which may be wrong by any distance. */
export async function lastWhere(near: number, is: (number: number) => Promise<boolean>): Promise<number> {
  const guess = Math.min(Math.max(near, 0), 2 ** 40);
  let [low, high] = [0, guess];
  if (guess === 0 || (await is(guess))) {
    low = guess;
    high = low + 1;
    for (let step = 1; await is(high); step *= 2) [low, high] = [high, high + step];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await is(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Resolves when no statement that was under way is still adding to the log. */
async function barrier(db: Kysely<RegionTables>, tenant: TenantId): Promise<void> {
  await db.transaction().execute(async (held) => {
    await sql`SELECT set_config('lock_timeout', ${String(BARRIER_MS)}, true), set_config('statement_timeout', '0', true)`.execute(held);
    await held.selectFrom('log_head').select('position').where('tenant_id', '=', tenant).forUpdate().execute();
  });
}

async function linkedOf(store: HubStore, device: DeviceId, rows: readonly LogRow[]): Promise<ReadonlySet<string>> {
  const known = await store.control
    .selectFrom('device_link')
    .select('record_id')
    .where('device_id', '=', device)
    .where(
      'record_id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  return new Set(known.map(({ record_id }) => record_id));
}
