/**
 * POST /v1/token, form-encoded, RFC 8693. Two exchanges, both with a DPoP proof (RFC 9449) of the device key:
 *  - an ID token becomes a session (and enrols the device at first sight). The ID token's nonce must start
 *    with the device's thumbprint and a dot, so that a stolen ID token is of no use elsewhere;
 *  - a session becomes a context: `sub` the role in the tenant, `act` the analyst (absent for a customer's own people).
 */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { ROLE_NAMES } from '../access/roles.ts';
import { actorSchema } from '../audit/record.ts';
import { sliceSchema } from './slice.ts';
import { UUID_PATTERN } from '../graph/ids.ts';
import type { ContextId, GrantId, SessionId, TenantId } from '../graph/ids.ts';

export const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

const uuid = <T extends string>() => z.string().regex(UUID_PATTERN) as unknown as z.ZodType<T, string>;
const key32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export const signInRequestSchema = z.strictObject({
  grant_type: z.literal(EXCHANGE),
  subject_token: z.string().max(16_384),
  subject_token_type: z.literal(ID_TOKEN),
  /** The device's X25519 public key: feed keys and shares are wrapped to it (RFC 9180). */
  device_agreement_key: key32,
  device_name: z.string().min(1).max(100),
});
export type SignInRequest = z.infer<typeof signInRequestSchema>;

const text = z.string().trim().min(1).max(LIMITS.freeText);
export const assumeRequestSchema = z.strictObject({
  grant_type: z.literal(EXCHANGE),
  subject_token: z.string().max(16_384),
  subject_token_type: z.literal(ACCESS_TOKEN),
  grant: uuid<GrantId>(),
  role: z.enum(ROLE_NAMES),
  reason: text,
  ticket: text,
});
export type AssumeRequest = z.infer<typeof assumeRequestSchema>;

const issued = { access_token: z.string(), token_type: z.literal('DPoP'), issued_token_type: z.literal(ACCESS_TOKEN), expires_in: z.int() };

export const sessionReplySchema = z.strictObject({
  ...issued,
  session: z.strictObject({ id: uuid<SessionId>(), person: actorSchema, home: z.enum(['mssp', 'customer']), expiresAt: z.int() }),
});
export type SessionReply = z.infer<typeof sessionReplySchema>;

export const markSchema = z.strictObject({
  name: z.string().max(100),
  monogram: z.string().regex(/^[A-Z0-9]{3}$/),
  colour: z.int().min(0).max(7),
  pattern: z.int().min(0).max(5),
});

/** A secret wrapped to the device: HPKE (DHKEM-X25519, HKDF-SHA256, AES-256-GCM), base64url; `info` is said where it is used. */
export const wrappedSchema = z.strictObject({ enc: z.string(), box: z.string() });
export type Wrapped = z.infer<typeof wrappedSchema>;

export const contextReplySchema = z.strictObject({
  ...issued,
  context: z.strictObject({
    id: uuid<ContextId>(),
    tenant: uuid<TenantId>(),
    /** The tenant's small number at this hub: what the local file's CHECK names. */
    ordinal: z.int().min(1),
    mark: markSchema,
    grant: uuid<GrantId>(),
    role: z.enum(ROLE_NAMES),
    /** Acts as themselves (a customer's own person). */
    own: z.boolean(),
    expiresAt: z.int(),
    /** When the grant ends (Unix ms). */
    grantUntil: z.int(),
    /** Hours that the hub's share may stay on the desk without the hub; 0: not at all. */
    offlineHours: z.int().min(0).max(LIMITS.leaseHours),
    /** The part of the graph that the grant allows: what lies on the desk beyond it goes before anything is answered. */
    slice: sliceSchema,
    /** The hub's share of the local file key, 32 bytes, the same each time for (tenant, identity, grant). HPKE info `netgraph share`. */
    share: wrappedSchema,
  }),
});
export type ContextReply = z.infer<typeof contextReplySchema>;
export type ContextGranted = ContextReply['context'];

/** POST /v1/context/extend (context token) → a `contextReplySchema` under the same context id. POST /v1/context/leave → `{}`. */
export const leaveReplySchema = z.strictObject({});
