/** Records of the hub out of what is to be written, each the next of both chains. */
import type { ChainHead } from '../../shared/audit/chain.ts';
import { bodyFields, keptText } from '../../shared/audit/draft.ts';
import { nextRecord } from '../../shared/audit/write.ts';
import type { HubKey } from './hub-key.ts';
import type { Waiting } from './late.ts';
import type { GoodRecord } from './rows.ts';

/** The records that come next, from the device's head and that of the chain that they share. */
export function makeRecords(key: HubKey, group: readonly Waiting[], device: ChainHead, chain: ChainHead): GoodRecord[] {
  let [tenantHead, deviceHead] = [chain, device];
  return group.map(({ id, draft }) => {
    const place = { device: key.device, tenantHead, deviceHead, salt: key.salt(id) };
    const made = nextRecord(bodyFields(draft, { id, time: Date.now(), offline: false }), keptText(draft), place, key.signer);
    tenantHead = { seq: tenantHead.seq + 1, digest: made.digest };
    deviceHead = { seq: deviceHead.seq + 1, digest: made.digest };
    return made;
  });
}

/** Where the chain of (device, tenant) stands after them. */
export function headOf(records: readonly GoodRecord[]): ChainHead {
  const { envelope, digest } = records.at(-1)!;
  return { seq: envelope.record.body.chain.seq, digest };
}
