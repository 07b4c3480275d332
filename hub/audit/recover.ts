/**
 * Where the hub's own chain stands, from the tables. A crash may leave records in tenants' logs whose links were not
 * written down in the control database yet. They are found from each log's end, and put in order by the hash that each
 * carries of its own link: the salt follows from the record's id, so that only the true successor fits.
 */
import { createPublicKey } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Logger } from 'pino';
import { linkDigest } from '../../shared/audit/canonical.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import type { Link } from '../../shared/audit/record.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import type { HubStore } from '../store/store.ts';
import type { DeviceLinkTable } from '../store/tables.ts';
import { LOG_ROW, genuineBody } from './genuine.ts';
import type { HubKey } from './hub-key.ts';

const PAGE = 64;

interface Unlinked {
  readonly id: string;
  readonly digest: string;
  /** The hash that the record carries. */
  readonly link: string;
}

/**
 * Writes down the links that are missing and returns the chain's head. Throws when records of the hub don't add up to a chain; what
 * stands in its name and is not its own is left out, loudly.
 */
export async function recoverChain(store: HubStore, key: HubKey, log: Logger): Promise<ChainHead> {
  const { seq, digest } = await store.control
    .selectFrom('device')
    .select(['seq', 'digest'])
    .where('id', '=', key.device)
    .executeTakeFirstOrThrow();
  const left = new Map<string, Unlinked>();
  for (const { id } of await store.control.selectFrom('tenant').select('id').execute())
    for (const record of await unlinked(store, key, id as TenantId, log)) left.set(record.id, record);
  let head: ChainHead = { seq, digest };
  const links: Insertable<DeviceLinkTable>[] = [];
  for (;;) {
    const found = next(left, head, key);
    if (!found) break;
    left.delete(found.record.id);
    head = { seq: found.link.seq, digest: found.record.digest };
    const { salt } = found.link;
    links.push({ device_id: key.device, seq: head.seq, salt, record_id: found.record.id, digest: head.digest });
  }
  if (left.size > 0) throw new Error(`${left.size} records of the hub itself stand outside of its chain`);
  if (links.length > 0)
    await store.control.transaction().execute(async (db) => {
      await db.insertInto('device_link').values(links).execute();
      await db.updateTable('device').set(head).where('id', '=', key.device).execute();
    });
  return head;
}

function next(left: ReadonlyMap<string, Unlinked>, head: ChainHead, key: HubKey): { record: Unlinked; link: Link } | null {
  for (const record of left.values()) {
    const link: Link = { salt: key.salt(record.id), seq: head.seq + 1, prev: head.digest };
    if (linkDigest(link) === record.link) return { record, link };
  }
  return null;
}

/** From the end of the tenant's log backwards, until a record whose link is known. */
async function unlinked(store: HubStore, key: HubKey, tenant: TenantId, log: Logger): Promise<Unlinked[]> {
  const publicKey = createPublicKey(key.signer);
  const db = store.records(hubContext(tenant, 'audit'));
  const all: Unlinked[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const page = await db
      .selectFrom('record')
      .select(LOG_ROW)
      .where('tenant_id', '=', tenant)
      .where('device_id', '=', key.device)
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(PAGE)
      .execute();
    const ids = page.map(({ id }) => id);
    const known =
      ids.length === 0
        ? []
        : await store.control
            .selectFrom('device_link')
            .select('record_id')
            .where('device_id', '=', key.device)
            .where('record_id', 'in', ids)
            .execute();
    const linked = new Set(known.map(({ record_id }) => record_id));
    for (const row of page) {
      if (linked.has(row.id)) continue;
      const body = genuineBody(row, key.device, tenant, publicKey);
      if (body) all.push({ id: row.id, digest: row.digest, link: body.link });
      else log.error({ tenant, seq: row.seq }, "a row in a customer's log is signed by nobody, in the name of the hub");
    }
    before = page.at(-1)?.seq ?? 0;
    if (page.length < PAGE || linked.size > 0) return all;
  }
}
