/**
 * All that the hub answers over HTTP, in one table: the routes are registered from it, and the published description
 * (docs/openapi.json) is made from it. A route that is not in here doesn't exist.
 */
import { z } from 'zod';
import type { ErrorCode } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import { aboutSchema, issuerRequestSchema, issuerSchema } from '../../shared/protocol/about.ts';
import { auditReplySchema, auditRequestSchema } from '../../shared/protocol/auditlog.ts';
import {
  caseChangesReplySchema,
  caseChangesRequestSchema,
  casePutReplySchema,
  casePutRequestSchema,
  caseVersionReplySchema,
  caseVersionRequestSchema,
} from '../../shared/protocol/cases.ts';
import {
  bytes,
  feedNextRequestSchema,
  feedOpenReplySchema,
  feedOpenRequestSchema,
  segmentMessageSchema,
} from '../../shared/protocol/feed.ts';
import { floorSchema } from '../../shared/protocol/floor.ts';
import { hubQueryReplySchema, hubQueryRequestSchema } from '../../shared/protocol/query.ts';
import { recordsReplySchema, recordsRequestSchema } from '../../shared/protocol/records.ts';
import {
  assumeRequestSchema,
  contextReplySchema,
  leaveReplySchema,
  sessionReplySchema,
  signInRequestSchema,
} from '../../shared/protocol/token.ts';
import { snapshotRequestSchema } from '../../shared/protocol/snapshot.ts';
import type { HubOperationName } from '../operations.ts';

export const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
export const PACKED_TYPE = 'application/msgpack';
export const BYTES_TYPE = 'application/octet-stream';

export interface Route<Request extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** One sentence, for whoever reads the description. */
  readonly says: string;
  /** Who may ask is what `HUB_OPERATIONS` says of these; none: anybody, and it is no operation (nothing is recorded of it). */
  readonly operations: readonly HubOperationName[];
  /** `z.undefined()` where there is no body. */
  readonly request: Request;
  /** JSON where it is left out. */
  readonly takes?: string;
  readonly reply: z.ZodType;
  /** JSON where it is left out. */
  readonly gives?: string;
  /** Bytes of the largest body; `BODY_BYTES` where it is left out. */
  readonly bodyBytes?: number;
  /** Refusals beyond those that follow from who may ask (`openapi.ts`). */
  readonly errors: readonly ErrorCode[];
}

/** Keeps each route's own request schema in its type. */
const route = <Request extends z.ZodType>(one: Route<Request>): Route<Request> => Object.freeze(one);

export const BODY_BYTES = 65_536;
/** Bytes of the largest batch of records, with the room that their links and texts take; and of a question with its parameters. */
const RECORDS_BYTES = 2 * LIMITS.recordBatch * LIMITS.recordBytes;
const QUERY_BYTES = 1_048_576;
/** Bytes of a version of a case: its content stands in JSON as text, where quotes and line ends take twice their room. */
const CASE_BYTES = 2 * LIMITS.caseVersionBytes;

const nothing = z.strictObject({});
const noBody = z.undefined();

const healthSchema = z.strictObject({
  ok: z.boolean(),
  /** Only `ready` serves requests. */
  state: z.enum(['starting', 'ready', 'leaving']),
  database: z.strictObject({ ok: z.boolean(), restarts: z.int().min(0) }),
});
export type Health = z.infer<typeof healthSchema>;

export const ROUTES = {
  health: route({
    method: 'GET',
    path: '/health',
    says: 'Whether this process serves requests: 200 while it is ready, else 503 with the same body. For load balancers; needs no protocol header.',
    operations: [],
    request: noBody,
    reply: healthSchema,
    errors: [],
  }),
  openapi: route({
    method: 'GET',
    path: '/openapi.json',
    says: 'This description. Needs no protocol header.',
    operations: [],
    request: noBody,
    reply: z.looseObject({ openapi: z.string() }),
    errors: [],
  }),
  about: route({
    method: 'GET',
    path: '/v1/about',
    says: "What a workstation needs to know before anybody signs in: the hub's name and signing key, and the MSSP's identity provider.",
    operations: [],
    request: noBody,
    reply: aboutSchema,
    errors: [],
  }),
  issuer: route({
    method: 'POST',
    path: '/v1/issuer',
    says: "The identity provider behind a customer's sign-in code.",
    operations: ['issuer.find'],
    request: issuerRequestSchema,
    reply: issuerSchema,
    errors: ['not_found'],
  }),
  token: route({
    method: 'POST',
    path: '/v1/token',
    says: 'RFC 8693, with a DPoP proof (RFC 9449): an ID token becomes a session, or a session becomes a context.',
    operations: ['session.begin', 'context.assume'],
    request: z.union([signInRequestSchema, assumeRequestSchema]),
    takes: FORM_TYPE,
    reply: z.union([sessionReplySchema, contextReplySchema]),
    errors: ['sign_in_failed', 'no_grant', 'grant_ended'],
  }),
  floor: route({
    method: 'GET',
    path: '/v1/floor',
    says: 'The customers that this person may act for.',
    operations: ['floor.read'],
    request: noBody,
    reply: floorSchema,
    errors: [],
  }),
  records: route({
    method: 'POST',
    path: '/v1/records',
    says: 'Audit records of the device, in the order of its own chain. Any session that the device ever had will do, an ended one too. Sent again, a record is taken once.',
    operations: ['records.take'],
    request: recordsRequestSchema,
    reply: recordsReplySchema,
    bodyBytes: RECORDS_BYTES,
    errors: ['hub_refused'],
  }),
  extend: route({
    method: 'POST',
    path: '/v1/context/extend',
    says: 'The same context for longer, up to the end of the grant and of the session.',
    operations: ['context.extend'],
    request: nothing,
    reply: contextReplySchema,
    errors: [],
  }),
  leave: route({
    method: 'POST',
    path: '/v1/context/leave',
    says: 'Ends the context.',
    operations: ['context.leave'],
    request: nothing,
    reply: leaveReplySchema,
    errors: [],
  }),
  feedOpen: route({
    method: 'POST',
    path: '/v1/feed/open',
    says: 'What the grant allows of the slice, where to begin in that or to go on, how many records are to come, and the snapshot that is ready. `not_found`: the cursor is not of this slice, or is ahead of this hub.',
    operations: ['feed.open'],
    request: feedOpenRequestSchema,
    reply: feedOpenReplySchema,
    errors: ['not_found'],
  }),
  feedNext: route({
    method: 'POST',
    path: '/v1/feed/next',
    says: 'The next segment of the slice, sealed under a key of its own, which is wrapped to the device that asks.',
    operations: ['feed.next'],
    request: feedNextRequestSchema,
    reply: segmentMessageSchema,
    gives: PACKED_TYPE,
    errors: ['not_found'],
  }),
  feedSnapshot: route({
    method: 'POST',
    path: '/v1/feed/snapshot',
    says: 'Chunks of a snapshot, each as its length (four bytes, the highest first) and its bytes. `not_found`: the hub has another one by now.',
    operations: ['feed.snapshot'],
    request: snapshotRequestSchema,
    reply: bytes,
    gives: BYTES_TYPE,
    errors: ['not_found'],
  }),
  query: route({
    method: 'POST',
    path: '/v1/query',
    says: 'A question, answered at the hub.',
    operations: ['graph.query'],
    request: hubQueryRequestSchema,
    reply: hubQueryReplySchema,
    bodyBytes: QUERY_BYTES,
    errors: ['query_syntax', 'query_unsupported', 'too_broad', 'not_found'],
  }),
  audit: route({
    method: 'POST',
    path: '/v1/audit',
    says: "A page of the customer's log, newest first. Reading it is itself a record. `internal` where a row of the page is not what its writer signed.",
    operations: ['audit.tenant'],
    request: auditRequestSchema,
    reply: auditReplySchema,
    errors: [],
  }),
  caseChanges: route({
    method: 'POST',
    path: '/v1/cases/changes',
    says: 'What versions of cases say of themselves, in the order in which they came, after a place in it.',
    operations: ['case.changes'],
    request: caseChangesRequestSchema,
    reply: caseChangesReplySchema,
    errors: [],
  }),
  caseVersion: route({
    method: 'POST',
    path: '/v1/cases/version',
    says: 'What is in one version of a case.',
    operations: ['case.version'],
    request: caseVersionRequestSchema,
    reply: caseVersionReplySchema,
    errors: ['not_found'],
  }),
  casePut: route({
    method: 'POST',
    path: '/v1/cases/put',
    says: 'A version of a case, on top of the versions that it names. Sent again, it is taken once; `bad_input` where another has its id, `not_found` where what it stands on is not here.',
    operations: ['case.put'],
    request: casePutRequestSchema,
    reply: casePutReplySchema,
    bodyBytes: CASE_BYTES,
    errors: ['not_found'],
  }),
};

export const ALL_ROUTES: readonly Route[] = Object.values(ROUTES);

/** What a load balancer or a stranger's program may ask without knowing the protocol's version. */
const WITHOUT_PROTOCOL: ReadonlySet<string> = new Set([ROUTES.health.path, ROUTES.openapi.path]);
export const needsProtocol = ({ path }: Pick<Route, 'path'>): boolean => !WITHOUT_PROTOCOL.has(path);
