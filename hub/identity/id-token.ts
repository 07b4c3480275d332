/**
 * ID tokens of the registered identity providers (OpenID Connect Core, section 3.1.3.7): signature by the provider's own
 * published keys, issuer, audience, times, and a nonce that begins with the device which asks. Keys are found by
 * discovery and kept for a while.
 */
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { None, allowInsecureRequests, discovery } from 'openid-client';
import type { Logger } from 'pino';
import { z } from 'zod';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import type { HubStore } from '../store/store.ts';
import { issuerByUrl } from './issuers.ts';
import type { KnownIssuer } from './issuers.ts';

const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];
const TIMEOUT_SECONDS = 5;
/** How long what discovery said is believed, and how old a sign-in may be. */
const KEEP_MS = 3_600_000;
const OLDEST = '10 minutes';

const claimsSchema = z.object({
  sub: z.string().min(1).max(256),
  nonce: z.string().min(44).max(256),
  name: z.string().trim().min(1).max(200).optional(),
  azp: z.string().optional(),
});

export interface SignedIn {
  readonly issuer: KnownIssuer;
  readonly subject: string;
  readonly name: string;
  readonly nonce: string;
}

export interface IdTokens {
  /** `sign_in_failed` whatever is wrong with it. */
  verify(idToken: string, device: DeviceId): Promise<Result<SignedIn>>;
}

type Keys = ReturnType<typeof createRemoteJWKSet>;

export function makeIdTokens(options: { store: HubStore; now: () => number; log: Logger }): IdTokens {
  const { store, now, log } = options;
  const kept = new Map<string, { readonly keys: Promise<Keys>; readonly until: number }>();

  const find = async ({ url, client }: KnownIssuer): Promise<Keys> => {
    const local = new URL(url).hostname === '127.0.0.1';
    const settings = await discovery(new URL(url), client, undefined, None(), {
      timeout: TIMEOUT_SECONDS,
      ...(local ? { execute: [allowInsecureRequests] } : {}),
    });
    const { jwks_uri: address } = settings.serverMetadata();
    if (!address) throw new Error('the identity provider publishes no keys');
    return createRemoteJWKSet(new URL(address), { timeoutDuration: TIMEOUT_SECONDS * 1000 });
  };
  const keysOf = (issuer: KnownIssuer): Promise<Keys> => {
    const known = kept.get(issuer.url);
    if (known && known.until > now()) return known.keys;
    const keys = find(issuer);
    kept.set(issuer.url, { keys, until: now() + KEEP_MS });
    keys.catch(() => kept.delete(issuer.url));
    return keys;
  };

  const holds = async (idToken: string, device: DeviceId): Promise<SignedIn | null> => {
    const issuer = await issuerByUrl(store, z.string().max(512).parse(decodeJwt(idToken).iss));
    if (!issuer) return null;
    const { payload } = await jwtVerify(idToken, await keysOf(issuer), {
      algorithms: ALGORITHMS,
      issuer: issuer.url,
      audience: issuer.client,
      requiredClaims: ['exp', 'iat', 'sub', 'nonce'],
      maxTokenAge: OLDEST,
      clockTolerance: 30,
      currentDate: new Date(now()),
    });
    const { sub, nonce, name, azp } = claimsSchema.parse(payload);
    const alone = !Array.isArray(payload.aud) || payload.aud.length === 1;
    if (azp === undefined ? !alone : azp !== issuer.client) return null;
    return nonce.startsWith(`${device}.`) ? { issuer, subject: sub, name: name ?? sub, nonce } : null;
  };

  return {
    async verify(idToken, device) {
      try {
        const signedIn = await holds(idToken, device);
        return signedIn ? ok(signedIn) : fail('sign_in_failed');
      } catch (error) {
        log.warn({ reason: (error as { code?: string }).code ?? (error as Error).name }, 'an ID token did not verify');
        return fail('sign_in_failed');
      }
    },
  };
}
