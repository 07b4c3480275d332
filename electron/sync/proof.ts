/** Proof that a request comes from this device: DPoP (RFC 9449) with the device's Ed25519 key. */
import { createHash, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { JWK } from 'jose';

export interface ProofKey {
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** `token` null: a request without an access token (the token endpoint). `now` in Unix ms. */
export function makeProof(key: ProofKey, method: string, url: string, token: string | null, now: number): Promise<string> {
  const { origin, pathname } = new URL(url);
  const ath = token === null ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return new SignJWT({ htm: method, htu: `${origin}${pathname}`, ...ath })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'EdDSA', jwk: key.publicJwk })
    .setIssuedAt(Math.floor(now / 1000))
    .setJti(randomUUID())
    .sign(key.privateKey);
}
