/**
 * The hub's own tokens: JWTs under its EdDSA key, a session (who signed in, on which device) and a context (RFC 8693: as
 * whom they act), each with its own `typ`, both bound to the device's key by `cnf.jkt`. What a token says is checked
 * against the control database at each use; a token alone opens nothing. So only its signature is remembered, until it ends.
 */
import { createHash } from 'node:crypto';
import { SignJWT, errors, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { z } from 'zod';
import { ROLE_NAMES } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import { THUMBPRINT_PATTERN, UUID_PATTERN } from '../../shared/graph/ids.ts';
import type { ContextId, DeviceId, GrantId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import type { KeyProvider } from '../keys/provider.ts';
import type { HubStore } from '../store/store.ts';
import { hubSecret } from './hub-secret.ts';

const TYPES = { session: 'netgraph-session+jwt', context: 'netgraph-context+jwt' } as const;
/** A clock at which nothing has expired. */
const EPOCH = new Date(0);
/** Tokens of a kind that are remembered: the contexts that a floor of 560 takes in half an hour, pivoting once a minute. */
const REMEMBERED = 16_384;

const uuid = <T extends string>() => z.string().regex(UUID_PATTERN) as unknown as z.ZodType<T, string>;
const thumbprint = z.string().regex(THUMBPRINT_PATTERN) as unknown as z.ZodType<DeviceId, string>;
const cnf = z.strictObject({ jkt: thumbprint });
const who = z.strictObject({ iss: z.string(), sub: z.string() });

const sessionClaims = z.object({ jti: uuid<SessionId>(), cnf, sub: z.string() });
const contextClaims = z.object({
  jti: uuid<ContextId>(),
  cnf,
  /** The role in the tenant. */
  sub: z.string(),
  /** The analyst; absent for a customer's own person. */
  act: who.optional(),
  sid: uuid<SessionId>(),
  tenant: uuid<TenantId>(),
  role: z.enum(ROLE_NAMES),
  grant: uuid<GrantId>(),
});

export interface SessionToken {
  readonly id: SessionId;
  readonly device: DeviceId;
  readonly subject: string;
  /** Unix ms. */
  readonly expiresAt: number;
}
export interface ContextToken {
  readonly id: ContextId;
  readonly session: SessionId;
  readonly device: DeviceId;
  readonly tenant: TenantId;
  readonly role: Role;
  readonly grant: GrantId;
  /** Who acts, where it is not the customer's own person: issuer id and subject. */
  readonly actor: { readonly issuer: string; readonly subject: string } | null;
  readonly expiresAt: number;
}

export type Verified<T> = { readonly token: T; readonly expired: boolean };

export interface Tokens {
  session(token: SessionToken): Promise<string>;
  context(token: ContextToken): Promise<string>;
  /** Null on anything that this hub did not sign as a session; one past its time is told apart from none. */
  readSession(text: string): Promise<Verified<Omit<SessionToken, 'expiresAt'>> | null>;
  readContext(text: string): Promise<Verified<Omit<ContextToken, 'expiresAt'>> | null>;
}

export interface TokensOptions {
  readonly store: HubStore;
  readonly secrets: KeyProvider;
  /** The hub's own device id, which names it as issuer and audience. */
  readonly hub: DeviceId;
  /** Unix ms. */
  readonly now: () => number;
  /** Of each kind, at most. */
  readonly remembered?: number;
}

export async function openTokens(options: TokensOptions): Promise<Tokens> {
  const { hub, now, remembered = REMEMBERED } = options;
  const kept = await hubSecret(options.store, options.secrets, 'token key', async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    return Buffer.from(JSON.stringify(await exportJWK(privateKey)));
  });
  const jwk = JSON.parse(kept.toString('utf8')) as JWK & { d?: string };
  const { d: _secret, ...publicJwk } = jwk;
  const privateKey = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
  const publicKey = (await importJWK(publicJwk, 'EdDSA')) as CryptoKey;
  const name = `urn:netgraph:hub:${hub}`;

  const issue = (typ: string, id: string, device: DeviceId, subject: string, expiresAt: number, claims: Record<string, unknown>) =>
    new SignJWT({ ...claims, cnf: { jkt: device } })
      .setProtectedHeader({ alg: 'EdDSA', typ })
      .setIssuer(name)
      .setAudience(name)
      .setSubject(subject)
      .setJti(id)
      .setIssuedAt(Math.floor(now() / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .sign(privateKey);

  const reader = <Claims>(typ: string, schema: z.ZodType<Claims>): ((text: string) => Promise<Verified<Claims> | null>) => {
    const rules = { algorithms: ['EdDSA'], typ, issuer: name, audience: name, requiredClaims: ['exp', 'jti', 'sub'] };
    const verify = (text: string, currentDate: Date) => jwtVerify(text, publicKey, { ...rules, currentDate });
    /** By hash; the oldest first. */
    const known = new Map<string, { readonly claims: Claims; readonly until: number }>();

    return async (text) => {
      const hash = createHash('sha256').update(text).digest('base64');
      const before = known.get(hash);
      if (before && now() < before.until) return { token: before.claims, expired: false };
      known.delete(hash);
      try {
        const { payload } = await verify(text, new Date(now()));
        const claims = schema.parse(payload);
        known.set(hash, { claims, until: payload.exp! * 1000 });
        if (known.size > remembered) known.delete(known.keys().next().value!);
        return { token: claims, expired: false };
      } catch (error) {
        if (!(error instanceof errors.JWTExpired)) return null;
      }
      // Signed by this hub and past its time: who it was is still known.
      const late = await verify(text, EPOCH).catch(() => null);
      const claims = late ? schema.safeParse(late.payload) : null;
      return claims?.success ? { token: claims.data, expired: true } : null;
    };
  };
  const sessionClaimsOf = reader(TYPES.session, sessionClaims);
  const contextClaimsOf = reader(TYPES.context, contextClaims);

  return {
    session: ({ id, device, subject, expiresAt }) => issue(TYPES.session, id, device, subject, expiresAt, {}),
    context: ({ id, session, device, tenant, role, grant, actor, expiresAt }) =>
      issue(TYPES.context, id, device, `${role} in ${tenant}`, expiresAt, {
        ...(actor ? { act: { iss: actor.issuer, sub: actor.subject } } : {}),
        sid: session,
        tenant,
        role,
        grant,
      }),
    async readSession(text) {
      const found = await sessionClaimsOf(text);
      if (!found) return null;
      const { jti, cnf: bound, sub } = found.token;
      return { token: { id: jti, device: bound.jkt, subject: sub }, expired: found.expired };
    },
    async readContext(text) {
      const found = await contextClaimsOf(text);
      if (!found) return null;
      const { jti, cnf: bound, act, sid, tenant, role, grant } = found.token;
      const actor = act ? { issuer: act.iss, subject: act.sub } : null;
      return { token: { id: jti, session: sid, device: bound.jkt, tenant, role, grant, actor }, expired: found.expired };
    },
  };
}
