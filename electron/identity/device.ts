/** What makes this desk this desk: its signing key, its agreement key, its secret, and the key of its outbox. */
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'jose';
import { z } from 'zod';
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

/** One entry for all: written whole or not at all, however the program ends. */
const ENTRY = 'device';
const keySchema = z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.base64url(), d: z.base64url() });
const keysSchema = z.strictObject({
  key: keySchema,
  agreement: z.strictObject({ publicKey: z.base64url(), privateKey: z.base64url() }),
  secret: z.base64url().length(43),
  outboxKey: z.base64url().length(43),
});

/** Reads the keys, or makes them where there are none. Throws `keychain` for an entry that is not what was written. */
export async function openDevice(vault: Vault): Promise<Device> {
  const kept = await vault.get(ENTRY);
  if (kept === null) {
    const made = await newKeys();
    await vault.set(ENTRY, JSON.stringify(made));
    return deviceOf(made);
  }
  const read = keysSchema.safeParse(parsed(kept));
  if (!read.success)
    throw new AppFailure('keychain', { text: 'The local keys are damaged.', next: 'Ask your lead to enrol this desk anew.' });
  return deviceOf(read.data);
}

async function newKeys(): Promise<z.infer<typeof keysSchema>> {
  const random = (): string => randomBytes(32).toString('base64url');
  return {
    key: keySchema.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
    agreement: await newAgreementKeys(),
    secret: random(),
    outboxKey: random(),
  };
}

async function deviceOf({ key, agreement, secret, outboxKey }: z.infer<typeof keysSchema>): Promise<Device> {
  const { d: _private, ...publicJwk } = key;
  return {
    id: (await calculateJwkThumbprint(publicJwk)) as DeviceId,
    privateKey: createPrivateKey({ key, format: 'jwk' }),
    publicJwk,
    agreement,
    secret: Buffer.from(secret, 'base64url'),
    outboxKey: Buffer.from(outboxKey, 'base64url'),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
