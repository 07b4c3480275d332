/** How records stand in the tables: a tenant's in its own region, the MSSP's in the control database. */
import { canonicalBytes } from '../../shared/audit/canonical.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import type { Envelope, RecordText } from '../../shared/audit/record.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import type { AppendedRow, How } from '../store/record-append.ts';
import type { HubStore } from '../store/store.ts';

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

const rowOf = ({ envelope: { record }, digest }: GoodRecord, text: Buffer | null): AppendedRow => ({
  id: record.body.id,
  digest,
  body: canonicalBytes(record.body).toString('utf8'),
  sig: record.sig,
  text,
});

/** Adds records of one writer to a customer's log, in the order of their chain, all or none. */
export async function addToLog(
  store: HubStore,
  context: TenantContext,
  keys: TenantKeys,
  { device, hub }: Writer,
  records: readonly GoodRecord[],
  how: How,
): Promise<void> {
  const { seq, prev } = records[0]!.envelope.record.body.chain;
  const rows = records.map((record) => {
    const { record: signed, text } = record.envelope;
    return rowOf(record, text && sealRecordText(keys, signed.body.id, text));
  });
  await store.appendRecords(context, { device, hub, from: { seq: seq - 1, digest: prev }, rows }, how);
}

/** The links of records that come next in the device's own chain, and those of them that are the MSSP's: these hold no free text. */
export async function addToControl(
  store: HubStore,
  device: DeviceId,
  from: ChainHead,
  records: readonly GoodRecord[],
  how: How,
): Promise<void> {
  const links = records.map(({ envelope: { link, record }, digest }) => ({ id: record.body.id, salt: link.salt, digest }));
  const own = records.filter(({ envelope }) => envelope.record.body.chain.tenant === null);
  const rows = own.map((record) => ({ ...rowOf(record, null), seq: record.envelope.record.body.chain.seq }));
  await store.appendLinks({ device, from, links, rows }, how);
}
