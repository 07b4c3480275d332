/** Walks an outbox from its first record and says what stands there, or where a chain breaks. */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Outbox } from '../../electron/audit/outbox.ts';
import { EMPTY_CHAIN, checkNext } from '../../shared/audit/chain.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import type { Envelope, RecordBody } from '../../shared/audit/record.ts';
import { envelopeSchema } from '../../shared/audit/record.ts';

export function allEnvelopes(outbox: Outbox): Envelope[] {
  const all: Envelope[] = [];
  for (;;) {
    const batch = outbox.batch(256, all.length);
    if (batch.length === 0) return all;
    all.push(...batch);
  }
}

/** The bodies, once every record was found to follow its predecessors in both chains. Throws at the first that doesn't. */
export function verified(envelopes: readonly Envelope[], key: KeyObject): RecordBody[] {
  const heads = new Map<string | null, ChainHead>();
  let device = EMPTY_CHAIN;
  return envelopes.map((envelope) => {
    const { body } = envelopeSchema.parse(envelope).record;
    const { tenant } = body.chain;
    const checked = checkNext(envelope, createPublicKey(key), heads.get(tenant) ?? EMPTY_CHAIN, device);
    if (!checked.ok) throw new Error(`record ${envelope.link.seq}: ${checked.fault}`);
    heads.set(tenant, checked.head);
    device = checked.deviceHead;
    return body;
  });
}

/** For each intent, what closed it. Throws when one was closed twice. */
export function closings(bodies: readonly RecordBody[]): { action: string; result: string | null }[] {
  return bodies
    .filter(({ phase }) => phase === 'intent')
    .map(({ id, action }) => {
      const outcomes = bodies.filter(({ of }) => of === id);
      if (outcomes.length > 1) throw new Error(`${action} was closed ${outcomes.length} times`);
      return { action, result: outcomes[0]?.result ?? null };
    });
}
