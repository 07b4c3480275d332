/** The hub as a writer of records: its Ed25519 key, sealed in the control database, and its row among the devices. */
import { createHmac, createPrivateKey, generateKeyPairSync, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { EMPTY_CHAIN } from '../../shared/audit/chain.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';
import { hubSecret } from '../identity/hub-secret.ts';
import type { KeyProvider } from '../keys/provider.ts';
import type { HubStore } from '../store/store.ts';

export interface HubKey {
  readonly device: DeviceId;
  /** JWK `x`, base64url. */
  readonly publicKey: string;
  readonly signer: KeyObject;
  /** Made from the record's id, so that a link that was not written down yet can be made again. */
  salt(id: string): string;
  /** To whose logs it writes, beside the MSSP's. */
  readonly customers: 'all' | readonly TenantId[];
  /** Ms: nothing that it records takes longer from intent to outcome. */
  readonly longest: number;
}

/** A program of the hub that writes records: each has a chain of its own, since no two may write one. */
export interface HubWriterName {
  /** Name of its secret, and of its row among the devices. */
  readonly secret: string;
  readonly name: string;
  readonly customers: HubKey['customers'];
  readonly longest: number;
}
/** An operation takes no longer than the database lets its statements run. */
const THE_HUB: HubWriterName = { secret: 'audit writer', name: 'hub', customers: 'all', longest: 10 * 60_000 };

/** Reads the key, or makes it at the writer's first start. Throws when the sealed key doesn't open. */
export async function openHubKey(store: HubStore, secrets: KeyProvider, writer = THE_HUB): Promise<HubKey> {
  const kept = await hubSecret(store, secrets, writer.secret, async () =>
    Buffer.from(JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))),
  );
  const { x, d } = JSON.parse(kept.toString('utf8')) as { x: string; d: string };
  const jwk = { kty: 'OKP', crv: 'Ed25519', x };
  const device = (await calculateJwkThumbprint(jwk)) as DeviceId;
  await store.control
    .insertInto('device')
    .values({
      id: device,
      key: x,
      agreement_key: '',
      name: writer.name,
      enrolled_at: Date.now(),
      status: 'active',
      fault: null,
      ...EMPTY_CHAIN,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  const salts = Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', 'netgraph link salts', 32));
  return {
    device,
    publicKey: x,
    customers: writer.customers,
    longest: writer.longest,
    signer: createPrivateKey({ key: { ...jwk, d }, format: 'jwk' }),
    salt: (id) => createHmac('sha256', salts).update(id).digest().toString('base64url', 0, 16),
  };
}

/** The customers that there are now, to whose logs the writer writes. */
export async function customersOf({ control }: HubStore, { customers }: Pick<HubKey, 'customers'>): Promise<readonly TenantId[]> {
  if (customers !== 'all') return customers;
  return (await control.selectFrom('tenant').select('id').execute()).map(({ id }) => id as TenantId);
}
