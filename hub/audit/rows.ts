/** How records stand in the tables: a tenant's in its own region, the MSSP's in the control database. */
import type { Transaction } from 'kysely';
import { canonicalBytes } from '../../shared/audit/canonical.ts';
import type { Envelope, RecordText } from '../../shared/audit/record.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import type { ControlTables, RegionTables } from '../store/tables.ts';

/** A record that was found good, and the digest by which the next one names it. */
export interface GoodRecord {
  readonly envelope: Envelope;
  readonly digest: string;
}

export interface Writer {
  readonly device: DeviceId;
  /** The writer is the hub itself. */
  readonly hub: boolean;
}

const TEXT = 'audit record';

/** Salt and value are sealed together: once the key is gone, nothing is left to guess the value against. */
const sealRecordText = (keys: TenantKeys, id: string, text: RecordText): Buffer => keys.sealText(TEXT, id, JSON.stringify(text));
export const openRecordText = (keys: TenantKeys, id: string, sealed: Uint8Array): RecordText =>
  JSON.parse(keys.openText(TEXT, id, sealed)) as RecordText;

const common = ({ envelope, digest }: GoodRecord, device: DeviceId) => ({
  id: envelope.record.body.id as string,
  device_id: device as string,
  seq: envelope.record.body.chain.seq,
  digest,
  body: canonicalBytes(envelope.record.body).toString('utf8'),
  sig: envelope.record.sig,
  received_at: Date.now(),
});

/**
 * Adds records of one writer to a tenant's log, in order, all or none. The log's head is taken first and held until the
 * commit: a reader that sees position N sees every position up to N.
 */
export async function addTenantRecords(
  db: Transaction<RegionTables>,
  keys: TenantKeys,
  { device, hub }: Writer,
  records: readonly GoodRecord[],
): Promise<void> {
  const last = records.at(-1);
  if (!last) return;
  const tenant: TenantId = keys.tenant;
  const { position } = await db
    .updateTable('log_head')
    .set(({ eb }) => ({ position: eb('position', '+', records.length) }))
    .where('tenant_id', '=', tenant)
    .returning('position')
    .executeTakeFirstOrThrow();
  const first = position - records.length + 1;
  const rows = records.map((record, index) => ({
    ...common(record, device),
    tenant_id: tenant,
    position: first + index,
    text_sealed: record.envelope.text && sealRecordText(keys, record.envelope.record.body.id, record.envelope.text),
    hub,
  }));
  await db.insertInto('record').values(rows).execute();
  const head = { seq: last.envelope.record.body.chain.seq, digest: last.digest };
  await db
    .insertInto('chain_head')
    .values({ tenant_id: tenant, device_id: device, ...head })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'device_id']).doUpdateSet(head))
    .execute();
}

/** The MSSP's own records: they hold no free text. */
export async function addMsspRecords(db: Transaction<ControlTables>, device: DeviceId, records: readonly GoodRecord[]): Promise<void> {
  if (records.length === 0) return;
  await db
    .insertInto('mssp_record')
    .values(records.map((record) => ({ ...common(record, device), text_sealed: null })))
    .execute();
}

/** The device's own chain. Its head is moved by the caller, in the same transaction. */
export async function addLinks(db: Transaction<ControlTables>, device: DeviceId, records: readonly GoodRecord[]): Promise<void> {
  if (records.length === 0) return;
  await db
    .insertInto('device_link')
    .values(
      records.map(({ envelope: { link, record }, digest }) => ({
        device_id: device,
        seq: link.seq,
        salt: link.salt,
        record_id: record.body.id,
        digest,
      })),
    )
    .execute();
}
