/** A device's own chain of signed records, held in memory: the bench's hub is under test, not 280 disks on this machine. */
import type { KeyObject } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { newSalt } from '../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../shared/audit/chain.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import { bodyFields, keptText } from '../../shared/audit/draft.ts';
import type { RecordDraft } from '../../shared/audit/draft.ts';
import type { Envelope } from '../../shared/audit/record.ts';
import { nextRecord } from '../../shared/audit/write.ts';
import type { AuditId, DeviceId, TenantId } from '../../shared/graph/ids.ts';

export class SignedRecords {
  readonly #device: DeviceId;
  readonly #signer: KeyObject;
  readonly #heads = new Map<TenantId | null, ChainHead>();
  #head: ChainHead = EMPTY_CHAIN;

  constructor(device: DeviceId, signer: KeyObject) {
    this.#device = device;
    this.#signer = signer;
  }

  /** The next record of this device, ready to be sent. */
  add(draft: RecordDraft): Envelope {
    const tenant = draft.subject.as?.tenant ?? null;
    const time = Date.now();
    const id = uuidv7({ msecs: time }) as AuditId;
    const place = { device: this.#device, tenantHead: this.#heads.get(tenant) ?? EMPTY_CHAIN, deviceHead: this.#head, salt: newSalt() };
    const { envelope, digest } = nextRecord(bodyFields(draft, { id, time, offline: false }), keptText(draft), place, this.#signer);
    this.#heads.set(tenant, { seq: envelope.record.body.chain.seq, digest });
    this.#head = { seq: envelope.link.seq, digest };
    return envelope;
  }
}
