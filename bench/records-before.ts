/**
 * The hub's records as they were written before decision 34, as a yardstick: in each round one customer's after the other's, each in a
 * transaction of six statements (the chain's head is read from its table) that waits for the disk, and then one of five in `control`. It
 * has the fewest rounds that the old writer could have: all intents, then all outcomes.
 */
import { v7 as uuidv7 } from 'uuid';
import { headOf, makeRecords } from '../hub/audit/make.ts';
import type { HubKey } from '../hub/audit/hub-key.ts';
import type { GoodRecord } from '../hub/audit/rows.ts';
import { hubContext } from '../hub/context/hub-context.ts';
import type { HubStore } from '../hub/store/store.ts';
import { canonicalBytes } from '../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../shared/audit/chain.ts';
import type { ChainHead } from '../shared/audit/chain.ts';
import type { RecordDraft } from '../shared/audit/draft.ts';
import type { AuditId, TenantId } from '../shared/graph/ids.ts';

const waiting = (draft: RecordDraft) => ({
  id: uuidv7() as AuditId,
  draft,
  late: false,
  resolve: () => undefined,
  reject: () => undefined,
});

const rowOf = ({ envelope: { record }, digest }: GoodRecord) => ({
  id: record.body.id,
  device_id: record.body.device,
  seq: record.body.chain.seq,
  digest,
  body: canonicalBytes(record.body).toString('utf8'),
  sig: record.sig,
  text_sealed: null,
  received_at: Date.now(),
});

/** One round. `head`: where the device's chain stands; returns where it stands then. */
export async function roundAsBefore(store: HubStore, key: HubKey, head: ChainHead, drafts: readonly RecordDraft[]): Promise<ChainHead> {
  const written: GoodRecord[] = [];
  let at = head;
  for (const [tenant, group] of Map.groupBy(drafts, ({ subject }) => subject.as!.tenant)) {
    const records = await addAsBefore(store, key, tenant, group, at);
    written.push(...records);
    const last = records.at(-1)!;
    at = { seq: last.envelope.link.seq, digest: last.digest };
  }
  await store.control.transaction().execute(async (db) => {
    const own = db.selectFrom('mssp_record').select(['seq', 'digest']).where('device_id', '=', key.device);
    await own.orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const links = written.map(({ envelope: { link, record }, digest }) => ({
      device_id: key.device,
      seq: link.seq,
      salt: link.salt,
      record_id: record.body.id,
      digest,
    }));
    await db.insertInto('device_link').values(links).execute();
    await db.updateTable('device').set(at).where('id', '=', key.device).execute();
  });
  return at;
}

function addAsBefore(
  store: HubStore,
  key: HubKey,
  tenant: TenantId,
  drafts: readonly RecordDraft[],
  head: ChainHead,
): Promise<readonly GoodRecord[]> {
  const names = { tenant_id: tenant, device_id: key.device };
  return store
    .records(hubContext(tenant, 'audit'))
    .transaction()
    .execute(async (db) => {
      const heads = db.selectFrom('chain_head').select(['seq', 'digest']).where('tenant_id', '=', tenant);
      const chain = (await heads.where('device_id', '=', key.device).executeTakeFirst()) ?? EMPTY_CHAIN;
      const records = makeRecords(key, drafts.map(waiting), head, chain);
      const { position } = await db
        .updateTable('log_head')
        .set(({ eb }) => ({ position: eb('position', '+', records.length) }))
        .where('tenant_id', '=', tenant)
        .returning('position')
        .executeTakeFirstOrThrow();
      const first = position - records.length + 1;
      const rows = records.map((record, at) => ({ ...rowOf(record), tenant_id: tenant, position: first + at, hub: true }));
      await db.insertInto('record').values(rows).execute();
      await db
        .insertInto('chain_head')
        .values({ ...names, ...headOf(records) })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'device_id']).doUpdateSet(headOf(records)))
        .execute();
      return records;
    });
}
