/** The checks of a device's batch, up to its first wrong record: nothing is written in here. */
import { createPublicKey } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { recordDigest } from '../../shared/audit/canonical.ts';
import { checkNext } from '../../shared/audit/chain.ts';
import type { ChainFault, ChainHead } from '../../shared/audit/chain.ts';
import type { Envelope } from '../../shared/audit/record.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';
import type { HubStore } from '../store/store.ts';
import { headBefore, knownChain } from './known.ts';
import type { KnownChain } from './known.ts';
import { linkedIds } from './links.ts';
import type { GoodRecord } from './rows.ts';
import { issuedFor, standingFault } from './standing.ts';
import type { StandingFault } from './standing.ts';

export type Fault = ChainFault | StandingFault | 'double_id' | 'misplaced_text';

export interface DeviceHead {
  readonly id: DeviceId;
  /** JWK `x`, base64url. */
  readonly key: string;
  /** Of the device's own chain. */
  readonly head: ChainHead;
}

export interface Checked {
  /** What comes next, in order, all good. */
  readonly good: readonly GoodRecord[];
  /** Ids of `good` that stand in a log already: a crash came between the two databases. */
  readonly stored: ReadonlySet<string>;
  readonly fault: { readonly what: Fault; readonly at: number; readonly record: string } | null;
}

/** Records checked between two turns of the event loop. */
const TURN = 32;

export async function checkBatch(store: HubStore, device: DeviceHead, envelopes: readonly Envelope[]): Promise<Checked> {
  const [sentAgain, fresh] = [
    envelopes.filter(({ link }) => link.seq <= device.head.seq),
    envelopes.filter(({ link }) => link.seq > device.head.seq),
  ];
  const good: GoodRecord[] = [];
  const stored = new Set<string>();
  const wrong = (envelope: Envelope, what: Fault): Checked => ({
    good,
    stored,
    fault: { what, at: envelope.link.seq, record: envelope.record.body.id },
  });

  const forked = await firstFork(store, device, sentAgain);
  if (forked) return wrong(forked, 'fork');
  if (fresh.length === 0) return { good, stored, fault: null };

  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: device.key }, format: 'jwk' });
  const bodies = fresh.map(({ record }) => record.body);
  const ids = bodies.map(({ id }) => id);
  const [issued, used] = await Promise.all([issuedFor(store, bodies), linkedIds(store, device.id, ids)]);
  const chains = new Map<TenantId | null, { known: KnownChain; head: ChainHead }>();
  const seen = new Set<string>();
  let deviceHead = device.head;
  for (const [index, envelope] of fresh.entries()) {
    if (index % TURN === TURN - 1) await setImmediate();
    const { body } = envelope.record;
    // Before any log is touched: a tenant is looked into only for a context that this device was given there.
    const standing = standingFault(body, device.id, issued);
    if (standing) return wrong(envelope, standing);
    if (body.as === null && envelope.text !== null) return wrong(envelope, 'misplaced_text');
    const { tenant, seq } = body.chain;
    let chain = chains.get(tenant);
    if (!chain) {
      const known = await knownChain(
        store,
        device.id,
        tenant,
        fresh.filter(({ record }) => record.body.chain.tenant === tenant),
        key,
      );
      chain = { known, head: headBefore(known, seq) ?? { seq: 0, digest: '' } };
      chains.set(tenant, chain);
    }
    const next = checkNext(envelope, key, chain.head, deviceHead);
    if (!next.ok) return wrong(envelope, next.fault);
    const place = chain.known.ids.get(body.id);
    const there = place?.device === device.id && place.seq === seq;
    if (seen.has(body.id) || used.has(body.id) || (place && !there)) return wrong(envelope, 'double_id');
    const digest = chain.known.digests.get(seq);
    if (digest !== undefined && digest !== next.head.digest) return wrong(envelope, 'fork');
    if (there) stored.add(body.id);
    seen.add(body.id);
    good.push({ envelope, digest: next.head.digest });
    chain.head = next.head;
    deviceHead = next.deviceHead;
  }
  return { good, stored, fault: null };
}

/** Of records at positions that were taken: the first that is not the record that was taken there. */
async function firstFork(store: HubStore, device: DeviceHead, sentAgain: readonly Envelope[]): Promise<Envelope | undefined> {
  if (sentAgain.length === 0) return undefined;
  const rows = await store.control
    .selectFrom('device_link')
    .select(['seq', 'digest'])
    .where('device_id', '=', device.id)
    .where(
      'seq',
      'in',
      sentAgain.map(({ link }) => link.seq),
    )
    .execute();
  const taken = new Map(rows.map(({ seq, digest }) => [seq, digest]));
  return sentAgain.find(({ link, record }) => taken.get(link.seq) !== recordDigest(record));
}
