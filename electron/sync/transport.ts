/**
 * What the desk says to the hub, and the only user of `fetch`. Every reply is parsed; nothing throws: no answer is
 * `hub_unreachable`, an answer that is no message of the protocol is `hub_refused`, a refusal is the hub's own error.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Packr } from 'msgpackr';
import { z } from 'zod';
import { AppFailure, fail, ok } from '../../shared/errors.ts';
import type { AppError, ErrorCode, Result } from '../../shared/errors.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { Envelope } from '../../shared/audit/record.ts';
import { aboutSchema, issuerSchema } from '../../shared/protocol/about.ts';
import type { About, Issuer } from '../../shared/protocol/about.ts';
import { auditReplySchema } from '../../shared/protocol/auditlog.ts';
import type { AuditReply } from '../../shared/protocol/auditlog.ts';
import { caseChangesReplySchema, casePutReplySchema, caseVersionReplySchema } from '../../shared/protocol/cases.ts';
import type { CaseChangesReply, CasePutReply, CasePutRequest, CaseVersionReply } from '../../shared/protocol/cases.ts';
import { errorReplySchema } from '../../shared/protocol/error.ts';
import { feedOpenReplySchema, segmentMessageSchema } from '../../shared/protocol/feed.ts';
import type { FeedOpenReply, SegmentMessage } from '../../shared/protocol/feed.ts';
import { floorSchema } from '../../shared/protocol/floor.ts';
import type { Floor } from '../../shared/protocol/floor.ts';
import { recordsReplySchema } from '../../shared/protocol/records.ts';
import type { RecordsReply } from '../../shared/protocol/records.ts';
import { ACCESS_TOKEN, EXCHANGE, ID_TOKEN, contextReplySchema, leaveReplySchema, sessionReplySchema } from '../../shared/protocol/token.ts';
import type { ContextReply, SessionReply } from '../../shared/protocol/token.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION, REQUEST_HEADER } from '../../shared/protocol/version.ts';
import type { HubCall } from '../desk-log.ts';
import { pauseBefore, troubleOf } from './again.ts';
import type { Trouble } from './again.ts';
import type { FeedTransport } from './feed-transport.ts';
import { makeFrames } from './frames.ts';
import { certificateFault } from './trust.ts';
import { makeProof } from './proof.ts';
import type { ProofKey } from './proof.ts';

/** Bytes of the largest reply that is read: a segment of `LIMITS.segmentRows` rows is far below it. */
const REPLY_BYTES = 64 * 1024 * 1024;
/** How long nothing at all may come before a call is given up. A reply may take longer, as long as more of it comes. */
const SILENCE_MS = 15_000;

export interface AssumeFields {
  readonly grant: GrantId;
  readonly role: Role;
  readonly reason: string;
  readonly ticket: string;
}

export interface HubClient {
  issuer(code: string): Promise<Result<Issuer>>;
  /** An ID token becomes a session of this device. */
  signIn(idToken: string, agreementKey: string, deviceName: string): Promise<Result<SessionReply>>;
  /** A session becomes a context. */
  assume(session: string, fields: AssumeFields): Promise<Result<ContextReply>>;
  floor(session: string): Promise<Result<Floor>>;
  extend(context: string): Promise<Result<ContextReply>>;
  leave(context: string): Promise<Result<null>>;
  records(session: string, envelopes: readonly Envelope[]): Promise<Result<RecordsReply>>;
  audit(context: string, before: number | null, limit: number): Promise<Result<AuditReply>>;
  feed(context: () => string): FeedTransport;
  readonly cases: CaseHub;
}

/** Cases at the hub; each call in the name of a context. */
export interface CaseHub {
  changes(context: string, after: number): Promise<Result<CaseChangesReply>>;
  version(context: string, id: string): Promise<Result<CaseVersionReply>>;
  put(context: string, version: CasePutRequest): Promise<Result<CasePutReply>>;
}

export interface HubClientOptions {
  /** The hub's address: https, or http on this very machine. */
  readonly url: string;
  readonly key: ProofKey;
  readonly now: () => number;
  /** Told after each call whether the hub answered at all. */
  readonly onReach: (reached: boolean) => void;
  /** Told of each call how it went, for the desk's log. */
  readonly onCall?: (call: HubCall) => void;
}

interface Call<Schema extends z.ZodType> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  readonly reply: Schema;
  readonly packed?: boolean;
  /** Takes a good reply's parts as they come, in place of its being parsed as a whole. */
  readonly stream?: (part: Uint8Array) => Promise<void>;
  /** Nobody waits for the reply any more. */
  readonly signal?: AbortSignal | undefined;
  /** What must not be run twice is not asked again where the first may have been run. */
  readonly once?: boolean;
}

const unpackr = new Packr({ useRecords: false, moreTypes: false });
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The one call that needs no key: who the hub is. It can be asked before the local keys are open. */
export async function askAbout(url: string): Promise<Result<About>> {
  const wanted = { method: 'GET', path: '/v1/about', reply: aboutSchema } as const;
  const { result: about } = await answer(wanted, hubAddress(url), { [REQUEST_HEADER]: randomUUID() });
  return about.ok && about.value.protocol !== PROTOCOL_VERSION ? fail('protocol_mismatch') : about;
}

/** Throws on an address that is neither https nor on this machine. */
export function hubAddress(text: string): string {
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  if (!safe || url.username || url.password) throw new TypeError('the hub is reached by https, or by http on this machine');
  return url.origin;
}

export function makeHubClient({ url, key, now, onReach, onCall = () => undefined }: HubClientOptions): HubClient {
  const base = hubAddress(url);

  /** While the hub is away each call tries once: there is nothing to wait for. */
  let away = false;

  async function headersOf({ method, path, token, form }: Call<z.ZodType>, request: string): Promise<Record<string, string>> {
    const headers: Record<string, string> = { [REQUEST_HEADER]: request };
    if (token !== undefined || form) headers['dpop'] = await makeProof(key, method, `${base}${path}`, token ?? null, now());
    if (token !== undefined) headers['authorization'] = `DPoP ${token}`;
    return headers;
  }

  async function call<Schema extends z.ZodType>(wanted: Call<Schema>): Promise<Result<z.output<Schema>>> {
    const [request, began] = [randomUUID(), performance.now()];
    for (let tries = 1; ; tries++) {
      const { result, status, trouble } = await answer(wanted, base, await headersOf(wanted, request));
      // It says nothing of the hub.
      if (wanted.signal?.aborted) return fail('context_ended');
      const pause = trouble === null || away ? null : pauseBefore(tries, trouble, wanted.once ?? false);
      if (pause !== null) {
        await sleep(pause);
        continue;
      }
      const reached = status !== null && !AWAY.has(status);
      away = !reached;
      const { method, path } = wanted;
      onCall({
        request,
        method,
        path,
        status,
        code: result.ok ? null : result.error.code,
        ms: Math.round(performance.now() - began),
        tries,
      });
      onReach(reached);
      return result.ok || !reached ? result : { ok: false, error: quoting(result.error, request) };
    }
  }

  const post = <Schema extends z.ZodType>(path: string, token: string, json: unknown, reply: Schema) =>
    call({ method: 'POST', path, token, json, reply });
  const exchange = <Schema extends z.ZodType>(form: Record<string, string>, reply: Schema) =>
    call({ method: 'POST', path: '/v1/token', form: { grant_type: EXCHANGE, ...form }, reply, once: true });

  return {
    issuer: (code) => call({ method: 'POST', path: '/v1/issuer', json: { code }, reply: issuerSchema }),
    signIn: (idToken, agreementKey, deviceName) =>
      exchange(
        { subject_token: idToken, subject_token_type: ID_TOKEN, device_agreement_key: agreementKey, device_name: deviceName },
        sessionReplySchema,
      ),
    assume: (session, { grant, role, reason, ticket }) =>
      exchange({ subject_token: session, subject_token_type: ACCESS_TOKEN, grant, role, reason, ticket }, contextReplySchema),
    floor: (session) => call({ method: 'GET', path: '/v1/floor', token: session, reply: floorSchema }),
    extend: (context) => post('/v1/context/extend', context, {}, contextReplySchema),
    async leave(context) {
      const left = await call({ method: 'POST', path: '/v1/context/leave', token: context, json: {}, reply: leaveReplySchema, once: true });
      return left.ok ? ok(null) : left;
    },
    records: (session, envelopes) => post('/v1/records', session, { envelopes }, recordsReplySchema),
    audit: (context, before, limit) => post('/v1/audit', context, { before, limit }, auditReplySchema),
    cases: {
      changes: (context, after) => post('/v1/cases/changes', context, { after }, caseChangesReplySchema),
      version: (context, id) => post('/v1/cases/version', context, { id }, caseVersionReplySchema),
      put: (context, version) => post('/v1/cases/put', context, version, casePutReplySchema),
    },
    feed: (context) => ({
      open: (slice: SliceSpec, cursor: string | null, have: string | null = null): Promise<Result<FeedOpenReply>> =>
        post('/v1/feed/open', context(), { slice, cursor, have }, feedOpenReplySchema),
      next: (cursor: string, signal?: AbortSignal): Promise<Result<SegmentMessage>> =>
        call({
          method: 'POST',
          path: '/v1/feed/next',
          token: context(),
          json: { cursor },
          reply: segmentMessageSchema,
          packed: true,
          signal,
        }),
      chunks: (wanted, take, signal) =>
        call({
          method: 'POST',
          path: '/v1/feed/snapshot',
          token: context(),
          json: wanted,
          reply: z.null(),
          stream: makeFrames(wanted.count, take),
          once: true,
          signal,
        }),
    }),
  };
}

/** A gateway in front of a hub that is down answers in its own words, and a hub that starts or leaves says so. */
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);
/** Failures that only somebody who reads the hub's log can mend. */
const FOR_AN_ADMINISTRATOR: ReadonlySet<ErrorCode> = new Set(['internal', 'audit_unwritable', 'hub_refused']);

const quoting = (error: AppError, request: string): AppError =>
  FOR_AN_ADMINISTRATOR.has(error.code) ? { ...error, next: `${error.next} Quote this to your administrator: ${request}` } : error;

interface Answer<Value> {
  readonly result: Result<Value>;
  /** Null: none came. */
  readonly status: number | null;
  readonly trouble: Trouble | null;
}

async function answer<Schema extends z.ZodType>(
  wanted: Call<Schema>,
  base: string,
  more: Record<string, string>,
): Promise<Answer<z.output<Schema>>> {
  const headers: Record<string, string> = {
    ...more,
    [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
    accept: wanted.packed ? 'application/msgpack, application/json' : 'application/json',
  };
  if (wanted.json !== undefined) headers['content-type'] = 'application/json';
  const body = wanted.form ? new URLSearchParams(wanted.form) : wanted.json === undefined ? null : JSON.stringify(wanted.json);
  const silence = new Silence();
  try {
    const signal = wanted.signal ? AbortSignal.any([wanted.signal, silence.signal]) : silence.signal;
    const response = await fetch(`${base}${wanted.path}`, { method: wanted.method, headers, body, redirect: 'error', signal });
    const { status } = response;
    if (wanted.stream && response.ok) {
      for await (const part of heard(response, silence)) await silence.while(wanted.stream(part));
      return { result: ok(null as z.output<Schema>), status, trouble: null };
    }
    const bytes = await readBody(response, silence);
    if (AWAY.has(status)) return { result: fail('hub_unreachable'), status, trouble: status === 503 ? 'busy' : null };
    return { result: parseReply(wanted, status, bytes), status, trouble: null };
  } catch (error) {
    // Only a stream's taker throws one: the hub did answer.
    if (error instanceof AppFailure) return { result: { ok: false, error: error.error }, status: 200, trouble: null };
    const text = certificateFault(error);
    if (text) return { result: fail('hub_unreachable', { text, next: 'Tell your administrator.' }), status: null, trouble: null };
    return { result: fail('hub_unreachable'), status: null, trouble: troubleOf(error) };
  } finally {
    silence.end();
  }
}

/** Ends a call on which nothing comes. */
class Silence {
  readonly #abort = new AbortController();
  readonly #timer = setTimeout(() => this.#abort.abort(), SILENCE_MS).unref();

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  broken(): void {
    this.#timer.refresh();
  }

  /** What the desk itself takes its time for is no silence of the hub. */
  async while(work: Promise<void>): Promise<void> {
    const busy = setInterval(() => this.broken(), SILENCE_MS / 3).unref();
    await work.finally(() => clearInterval(busy));
    this.broken();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

async function* heard(response: Response, silence: Silence): AsyncGenerator<Uint8Array> {
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    silence.broken();
    yield part;
  }
}

async function readBody(response: Response, silence: Silence): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of heard(response, silence)) {
    length += part.length;
    if (length > REPLY_BYTES) throw new RangeError('reply too long');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parseReply<Schema extends z.ZodType>(wanted: Call<Schema>, status: number, bytes: Buffer): Result<z.output<Schema>> {
  const good = status >= 200 && status < 300;
  let value: unknown;
  try {
    value = good && wanted.packed ? unpackr.unpack(bytes) : JSON.parse(bytes.toString('utf8'));
  } catch {
    return fail('hub_refused');
  }
  if (!good) {
    const refusal = errorReplySchema.safeParse(value);
    if (!refusal.success) return fail('hub_refused');
    const { place, trace, ...rest } = refusal.data.error;
    return { ok: false, error: { ...rest, ...(place ? { place } : {}), ...(trace ? { trace } : {}) } };
  }
  const reply = wanted.reply.safeParse(value);
  return reply.success ? ok(reply.data) : fail('hub_refused');
}
