/** One step of a chain check, the same at the hub, in the outbox and (later) in a customer's verifier. */
import type { KeyObject } from 'node:crypto';
import { linkDigest, recordDigest, textDigest, verifyRecord } from './canonical.ts';
import { CHAIN_START } from './record.ts';
import type { Envelope } from './record.ts';

/** Where a chain stands: the last sequence number taken and the digest of that record. */
export interface ChainHead {
  readonly seq: number;
  readonly digest: string;
}
export const EMPTY_CHAIN: ChainHead = Object.freeze({ seq: 0, digest: CHAIN_START });

export type ChainFault = 'bad_signature' | 'bad_link' | 'bad_text' | 'gap' | 'fork' | 'replay';

/**
 * Does this record come next in both of its chains? Returns the new heads, or what is wrong.
 * `replay` is a position that was already taken: the caller compares digests to tell a re-sent record from a fork.
 */
export function checkNext(
  envelope: Envelope,
  key: KeyObject,
  tenantHead: ChainHead,
  deviceHead: ChainHead,
): { ok: true; head: ChainHead; deviceHead: ChainHead } | { ok: false; fault: ChainFault } {
  const { record, link, text } = envelope;
  if (!verifyRecord(record, key)) return { ok: false, fault: 'bad_signature' };
  if (linkDigest(link) !== record.body.link) return { ok: false, fault: 'bad_link' };
  if ((text === null ? null : textDigest(text)) !== record.body.text) return { ok: false, fault: 'bad_text' };
  for (const [at, head] of [
    [record.body.chain, tenantHead],
    [link, deviceHead],
  ] as const) {
    if (at.seq <= head.seq) return { ok: false, fault: 'replay' };
    if (at.seq > head.seq + 1) return { ok: false, fault: 'gap' };
    if (at.prev !== head.digest) return { ok: false, fault: 'fork' };
  }
  const digest = recordDigest(record);
  return { ok: true, head: { seq: record.body.chain.seq, digest }, deviceHead: { seq: link.seq, digest } };
}
