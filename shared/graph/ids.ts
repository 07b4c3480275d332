/**
 * Branded ids: a plain string can't stand in for one by accident.
 * A brand exists for the compiler only; `shared/protocol` and `shared/contract` parse the text form.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** A customer. A random UUID, lower case, with hyphens; opaque, and never derived from a name. */
export type TenantId = Branded<'TenantId'>;
/** A node or an edge: 32 lower-case hex characters, HMAC of the natural key under a key of the tenant. */
export type RecordId = Branded<'RecordId'>;
/** A customer's permission for one person to act in it. UUID. */
export type GrantId = Branded<'GrantId'>;
/** A workstation (or the hub itself, as a writer of records): RFC 7638 thumbprint of its Ed25519 key. */
export type DeviceId = Branded<'DeviceId'>;
/** One sign-in of one person on one device. UUID. */
export type SessionId = Branded<'SessionId'>;
/** One assumed view-as context: the `jti` of its token. UUID. */
export type ContextId = Branded<'ContextId'>;
/** One audit record. UUID, version 7. */
export type AuditId = Branded<'AuditId'>;

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const RECORD_ID_PATTERN = /^[0-9a-f]{32}$/;
/** RFC 7638 thumbprint: SHA-256, base64url without padding. */
export const THUMBPRINT_PATTERN = /^[A-Za-z0-9_-]{43}$/;
