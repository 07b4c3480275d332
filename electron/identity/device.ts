/** What makes this desk this desk: its signing key, its agreement key, its secret, and the key of its outbox. */
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'jose';
import { AppFailure } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import { newAgreementKeys } from '../../shared/protocol/wrap.ts';
import type { Vault } from './vault.ts';

export interface Device {
  readonly id: DeviceId;
  /** Ed25519: signs records and proofs of possession. */
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
  /** X25519, base64url: shares and segment keys are wrapped to it. */
  readonly agreement: { readonly publicKey: string; readonly privateKey: string };
  /** 32 bytes: this desk's half of every local file key. */
  readonly secret: Buffer;
  /** 32 bytes. */
  readonly outboxKey: Buffer;
}

const NAMES = ['device key', 'agreement key', 'desk secret', 'outbox key'] as const;

/** Reads the keys, or makes them where there is none at all. Some but not all is a damaged vault: `keychain`. */
export async function openDevice(vault: Vault): Promise<Device> {
  const found = await Promise.all(NAMES.map((name) => vault.get(name)));
  if (found.every((value) => value === null)) {
    const pair = await newAgreementKeys();
    const made = [
      JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
      JSON.stringify(pair),
      randomBytes(32).toString('base64url'),
      randomBytes(32).toString('base64url'),
    ];
    for (const [at, name] of NAMES.entries()) await vault.set(name, made[at] ?? '');
    return parse(made);
  }
  if (found.some((value) => value === null))
    throw new AppFailure('keychain', { text: 'The local keys are incomplete.', next: 'Ask your lead to enrol this desk anew.' });
  return parse(found as string[]);
}

async function parse([key = '', agreement = '', secret = '', outbox = '']: readonly string[]): Promise<Device> {
  const { kty, crv, x, d } = JSON.parse(key) as { kty: string; crv: string; x: string; d: string };
  const publicJwk: JWK = { kty, crv, x };
  return {
    id: (await calculateJwkThumbprint(publicJwk)) as DeviceId,
    privateKey: createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' }),
    publicJwk,
    agreement: JSON.parse(agreement) as Device['agreement'],
    secret: Buffer.from(secret, 'base64url'),
    outboxKey: Buffer.from(outbox, 'base64url'),
  };
}
