/**
 * Proof of possession (RFC 9449): each request carries a fresh JWT signed by the device's Ed25519 key that names this
 * very method, address and access token. A proof is good for a minute, once, and not from before this hub's start,
 * because what was used is remembered in memory only.
 */
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import type { CryptoKey } from 'jose';
import { z } from 'zod';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Once } from './once.ts';

const PROOF_BYTES = 4_096;
/** Devices whose key is kept as it was read: a floor's, several times over. */
const DEVICES = 4_096;

const headerSchema = z.object({
  jwk: z.strictObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  }),
});
const claimsSchema = z.object({
  htm: z.string(),
  htu: z.string(),
  iat: z.int(),
  jti: z.string().min(16).max(128),
  ath: z.string().optional(),
});

export interface ProvenDevice {
  readonly id: DeviceId;
  /** JWK `x` of its Ed25519 key, base64url. */
  readonly key: string;
}

export interface ProofRequest {
  readonly proof: string;
  readonly method: string;
  readonly path: string;
  /** The access token of the request, or null where there is none. */
  readonly token: string | null;
}

export interface ProofChecker {
  /** The device that made the proof. `proof_failed` whatever is wrong with it. */
  check(request: ProofRequest): Promise<Result<ProvenDevice>>;
}

/**
 * `origins`: the addresses under which this hub is reached, such as `https://hub.example`. `since` (Unix ms): from when on `once`
 * remembers every used proof; now, where it is left out.
 */
export function makeProofChecker(options: { origins: ReadonlySet<string>; once: Once; now: () => number; since?: number }): ProofChecker {
  const { origins, once, now, since = now() } = options;
  const startSecond = Math.floor(since / 1000);

  /** By key; the oldest first. */
  const known = new Map<string, { readonly id: DeviceId; readonly key: CryptoKey }>();
  const read = async (x: string) => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x };
    return { id: (await calculateJwkThumbprint(jwk)) as DeviceId, key: (await importJWK(jwk, 'EdDSA')) as CryptoKey };
  };

  const holds = async ({ proof, method, path, token }: ProofRequest): Promise<ProvenDevice | null> => {
    if (proof.length > PROOF_BYTES) return null;
    const { x } = headerSchema.parse(decodeProtectedHeader(proof)).jwk;
    const device = known.get(x) ?? (await read(x));
    const { payload } = await jwtVerify(proof, device.key, {
      algorithms: ['EdDSA'],
      typ: 'dpop+jwt',
      currentDate: new Date(now()),
    });
    known.set(x, device);
    if (known.size > DEVICES) known.delete(known.keys().next().value!);
    const { id } = device;
    const { htm, htu, iat, jti, ath } = claimsSchema.parse(payload);
    const age = now() / 1000 - iat;
    if (htm !== method || Math.abs(age) > LIMITS.proofSeconds || iat < startSecond) return null;
    const at = new URL(htu);
    if (!origins.has(at.origin) || at.pathname !== path || at.search !== '' || at.hash !== '') return null;
    const wanted = token === null ? undefined : createHash('sha256').update(token).digest('base64url');
    if (ath !== wanted) return null;
    if (!once.take(`${id} ${jti}`, now() + 2 * LIMITS.proofSeconds * 1000, now())) return null;
    return { id, key: x };
  };

  return {
    async check(request) {
      const device = await holds(request).catch(() => null);
      return device ? ok(device) : fail('proof_failed');
    },
  };
}
