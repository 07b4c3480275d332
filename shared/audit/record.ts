/**
 * The audit record, final in form (version 1). A record is a signed body; what only some may see travels
 * beside it and is bound to it by a salted hash:
 *  - `link`: the position in the device's own chain (the MSSP sees it, a customer doesn't);
 *  - `text`: free text (reason, ticket, query), which the hub seals under the tenant's key.
 * So a customer verifies the signature and the chain of (device, tenant) without learning how much the
 * device does elsewhere, and a shredded text leaves a record that still verifies.
 */
import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import type { AuditId, ContextId, DeviceId, GrantId, SessionId, TenantId } from '../graph/ids.ts';
import { THUMBPRINT_PATTERN, UUID_PATTERN } from '../graph/ids.ts';
import { ROLE_NAMES } from '../access/roles.ts';
import { LIMITS } from '../limits.ts';

const uuid = <T extends string>() => z.string().regex(UUID_PATTERN) as unknown as z.ZodType<T, string>;
/** SHA-256, lower-case hex. */
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const sequence = z.int().min(1);
/** The `prev` of the first record of a chain. */
export const CHAIN_START = '0'.repeat(64);

/** Half a character has no canonical form. */
const wellFormed = z.string().refine((text) => text.isWellFormed());

export const actorSchema = z.strictObject({
  issuer: wellFormed.min(1).max(512),
  subject: wellFormed.min(1).max(256),
  name: wellFormed.min(1).max(200),
});
/** Who did it: (issuer, subject) is the identity; the name is for reading. */
export type Actor = z.infer<typeof actorSchema>;

export const recordBodySchema = z.strictObject({
  v: z.literal(1),
  id: uuid<AuditId>(),
  device: z.string().regex(THUMBPRINT_PATTERN) as unknown as z.ZodType<DeviceId, string>,
  /** Position in the chain of (device, tenant); `tenant` null is the MSSP's chain. */
  chain: z.strictObject({ tenant: uuid<TenantId>().nullable(), seq: sequence, prev: digest }),
  /** Salted hash of the position in the device's own chain (`linkDigest`). */
  link: digest,
  /** Null only before anybody has signed in. */
  actor: actorSchema.nullable(),
  as: z.strictObject({ tenant: uuid<TenantId>(), role: z.enum(ROLE_NAMES), grant: uuid<GrantId>() }).nullable(),
  session: uuid<SessionId>().nullable(),
  context: uuid<ContextId>().nullable(),
  phase: z.enum(['intent', 'outcome', 'refusal']),
  /** The intent that an outcome closes. */
  of: uuid<AuditId>().nullable(),
  action: z
    .string()
    .regex(/^[a-z]+(\.[a-z][A-Za-z]*)+$/)
    .max(64),
  /** Ids of what was acted on; never content. `targetCount` counts also those that did not fit. */
  targets: z.array(wellFormed.max(64)).max(LIMITS.recordTargets),
  targetCount: z.int().min(0),
  /** Of an outcome or a refusal: `ok`, an error code, or `interrupted` (may have run). */
  result: z.enum(['ok', 'interrupted', ...ERROR_CODES]).nullable(),
  /** Salted hash of the free text (`textDigest`). */
  text: digest.nullable(),
  /** The writer's clock, RFC 3339, UTC, milliseconds. */
  time: z.iso.datetime({ precision: 3 }),
  /** Written while the hub was out of reach. */
  offline: z.boolean(),
});
export type RecordBody = z.infer<typeof recordBodySchema>;

const signedRecordSchema = z.strictObject({
  body: recordBodySchema,
  /** Ed25519 over the canonical form of the body, base64url. */
  sig: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type SignedRecord = z.infer<typeof signedRecordSchema>;

const salt = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
const linkSchema = z.strictObject({ salt, seq: sequence, prev: digest });
export type Link = z.infer<typeof linkSchema>;
const sealedTextSchema = z.strictObject({ salt, value: wellFormed.max(LIMITS.queryText + 2 * LIMITS.freeText) });
export type RecordText = z.infer<typeof sealedTextSchema>;

/** What a device sends: the record and what is bound to it by hash. */
export const envelopeSchema = z.strictObject({ record: signedRecordSchema, link: linkSchema, text: sealedTextSchema.nullable() });
export type Envelope = z.infer<typeof envelopeSchema>;
