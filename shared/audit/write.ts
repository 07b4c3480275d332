/** Making the next record of both chains: the same for a desk's outbox and for the hub's own log. */
import type { KeyObject } from 'node:crypto';
import type { DeviceId } from '../graph/ids.ts';
import { linkDigest, newSalt, recordDigest, signRecord, textDigest } from './canonical.ts';
import type { ChainHead } from './chain.ts';
import type { Envelope, Link, RecordBody, RecordText } from './record.ts';

/** The fields of a body that don't depend on its place in the chains. */
export type BodyFields = Omit<RecordBody, 'device' | 'chain' | 'link' | 'text'>;

export interface Place {
  readonly device: DeviceId;
  /** Heads of the chain of (device, tenant) and of the device's own. */
  readonly tenantHead: ChainHead;
  readonly deviceHead: ChainHead;
  /** Of the link; 128 bits, base64url. */
  readonly salt: string;
}

/** The chain follows `fields.as`: without one it is the MSSP's. `digest` is the new head of both chains. */
export function nextRecord(
  fields: BodyFields,
  text: string | null,
  place: Place,
  signer: KeyObject,
): { envelope: Envelope; digest: string } {
  const { device, tenantHead, deviceHead, salt } = place;
  const link: Link = { salt, seq: deviceHead.seq + 1, prev: deviceHead.digest };
  const salted: RecordText | null = text === null ? null : { salt: newSalt(), value: text };
  const body: RecordBody = {
    ...fields,
    device,
    chain: { tenant: fields.as?.tenant ?? null, seq: tenantHead.seq + 1, prev: tenantHead.digest },
    link: linkDigest(link),
    text: salted && textDigest(salted),
  };
  const record = signRecord(body, signer);
  return { envelope: { record, link, text: salted }, digest: recordDigest(record) };
}
