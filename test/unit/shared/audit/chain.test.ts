/** One step of a chain: each fault by its name beside the honest record that passes, and no changed bit goes unseen. */
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalBytes, linkDigest, newSalt, recordDigest, signRecord, textDigest } from '../../../../shared/audit/canonical.ts';
import { EMPTY_CHAIN, checkNext } from '../../../../shared/audit/chain.ts';
import type { ChainFault, ChainHead } from '../../../../shared/audit/chain.ts';
import { envelopeSchema } from '../../../../shared/audit/record.ts';
import type { Envelope, Link, RecordBody } from '../../../../shared/audit/record.ts';
import type { TenantId } from '../../../../shared/graph/ids.ts';
import { GOLDEN_BODY } from './golden.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const TENANTS = [null, '11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as (TenantId | null)[];

interface Change {
  readonly chain?: Partial<RecordBody['chain']>;
  readonly link?: Partial<Link>;
}

/** The record that comes after these heads, honestly signed; with `change`, at another place. */
function made(tenant: TenantId | null, head: ChainHead, device: ChainHead, value: string | null = null, change: Change = {}): Envelope {
  const link: Link = { salt: newSalt(), seq: device.seq + 1, prev: device.digest, ...change.link };
  const text = value === null ? null : { salt: newSalt(), value };
  const body: RecordBody = {
    ...GOLDEN_BODY,
    chain: { tenant, seq: head.seq + 1, prev: head.digest, ...change.chain },
    link: linkDigest(link),
    text: text && textDigest(text),
  };
  return { record: signRecord(body, privateKey), link, text };
}

describe('what comes next', () => {
  const head: ChainHead = { seq: 3, digest: 'c'.repeat(64) };
  const device: ChainHead = { seq: 8, digest: 'd'.repeat(64) };
  const [, A = null] = TENANTS;
  const good = made(A, head, device, 'why');
  const fault = (envelope: Envelope): ChainFault | 'none' => {
    const checked = checkNext(envelope, publicKey, head, device);
    return checked.ok ? 'none' : checked.fault;
  };

  test('is taken, and both heads move on to it', () => {
    const digest = recordDigest(good.record);
    expect(checkNext(good, publicKey, head, device)).toEqual({ ok: true, head: { seq: 4, digest }, deviceHead: { seq: 9, digest } });
    expect(fault(made(A, head, device))).toBe('none');
    expect(checkNext(made(null, EMPTY_CHAIN, EMPTY_CHAIN), publicKey, EMPTY_CHAIN, EMPTY_CHAIN)).toMatchObject({ ok: true });
  });

  test.each<[ChainFault, Envelope]>([
    ['bad_signature', { ...good, record: { ...good.record, body: { ...good.record.body, action: 'graph.read' } } }],
    ['bad_signature', { ...good, record: signRecord(good.record.body, generateKeyPairSync('ed25519').privateKey) }],
    ['bad_link', { ...good, link: { ...good.link, seq: 10 } }],
    ['bad_link', { ...good, link: { ...good.link, salt: newSalt() } }],
    ['bad_text', { ...good, text: good.text && { ...good.text, value: 'another reason' } }],
    ['bad_text', { ...good, text: null }],
    ['bad_text', { ...made(A, head, device), text: { salt: newSalt(), value: 'added' } }],
    ['replay', made(A, head, device, null, { chain: { seq: 3 } })],
    ['replay', made(A, head, device, null, { link: { seq: 8 } })],
    ['gap', made(A, head, device, null, { chain: { seq: 5 } })],
    ['gap', made(A, head, device, null, { link: { seq: 10 } })],
    ['fork', made(A, head, device, null, { chain: { prev: 'e'.repeat(64) } })],
    ['fork', made(A, head, device, null, { link: { prev: 'e'.repeat(64) } })],
  ])('is not what has a %s', (wanted, envelope) => {
    expect(envelopeSchema.safeParse(envelope).success).toBe(true);
    expect(fault(envelope)).toBe(wanted);
  });
});

/** Chains as a busy device writes them: records of several tenants, mixed, some with text. */
const chains = fc
  .array(fc.record({ tenant: fc.constantFrom(...TENANTS), text: fc.option(fc.string({ maxLength: 30 })) }), { minLength: 2, maxLength: 8 })
  .map((wanted) => {
    const heads = new Map<TenantId | null, ChainHead>();
    let device = EMPTY_CHAIN;
    return wanted.map(({ tenant, text }) => {
      const envelope = made(tenant, heads.get(tenant) ?? EMPTY_CHAIN, device, text);
      const digest = recordDigest(envelope.record);
      heads.set(tenant, { seq: envelope.record.body.chain.seq, digest });
      device = { seq: envelope.link.seq, digest };
      return envelope;
    });
  });

/** At which record the walk stops, or -1 when all of it is taken. */
function stopsAt(envelopes: readonly unknown[]): number {
  const heads = new Map<TenantId | null, ChainHead>();
  let device = EMPTY_CHAIN;
  for (const [at, raw] of envelopes.entries()) {
    const envelope = envelopeSchema.safeParse(raw);
    if (!envelope.success) return at;
    const { tenant } = envelope.data.record.body.chain;
    const checked = checkNext(envelope.data, publicKey, heads.get(tenant) ?? EMPTY_CHAIN, device);
    if (!checked.ok) return at;
    heads.set(tenant, checked.head);
    device = checked.deviceHead;
  }
  return -1;
}

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
};

describe('chains at random', () => {
  test('pass as they were written', () => {
    fc.assert(
      fc.property(chains, (envelopes) => {
        expect(stopsAt(envelopes)).toBe(-1);
      }),
    );
  });

  test('show any changed bit of an envelope, at that envelope', () => {
    fc.assert(
      fc.property(chains, fc.nat(), fc.nat(), (envelopes, which, bit) => {
        const at = which % envelopes.length;
        const bytes = canonicalBytes(envelopes[at]);
        bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
        expect(stopsAt(envelopes.with(at, parsed(bytes) as Envelope))).toBe(at);
      }),
      { numRuns: 500 },
    );
  });

  test('show one that is missing, doubled, moved or put in from elsewhere', () => {
    fc.assert(
      fc.property(chains, chains, fc.nat(), fc.nat(), (envelopes, others, which, where) => {
        const at = which % envelopes.length;
        if (at < envelopes.length - 1) expect(stopsAt(envelopes.toSpliced(at, 1))).toBe(at);
        expect(stopsAt(envelopes.toSpliced(at, 0, envelopes[at]!))).toBe(at + 1);
        const to = where % envelopes.length;
        if (to !== at) expect(stopsAt(envelopes.toSpliced(at, 1).toSpliced(to, 0, envelopes[at]!))).toBe(Math.min(at, to));
        // The first record of two chains may stand in either: both begin at nothing.
        const foreign = others[where % others.length]!;
        const taken = stopsAt(envelopes.with(at, foreign));
        expect(taken === at || (at === 0 && foreign === others[0])).toBe(true);
      }),
    );
  });
});
