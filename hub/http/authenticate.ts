/** From a request's headers to who asks: token, proof of possession, and what the control database says of both now. */
import type { FastifyRequest } from 'fastify';
import { fail } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import { findContext } from '../context/view.ts';
import type { LiveContext } from '../context/view.ts';
import type { RecordSubject } from '../../shared/audit/draft.ts';
import type { ContextFacts } from '../context/view.ts';
import type { ProvenDevice } from '../identity/proof.ts';
import { findSession } from '../identity/sessions.ts';
import type { Session } from '../identity/sessions.ts';
import type { HubParts } from './parts.ts';

/** A refusal, and in whose record it belongs: null where nobody could be verified. */
export interface Denied {
  readonly ok: false;
  readonly error: AppError;
  readonly subject: RecordSubject | null;
}
export type Standing<T> = { readonly ok: true; readonly value: T } | Denied;

const denied = (refusal: { ok: false; error: AppError }, subject: RecordSubject | null = null): Denied => ({ ...refusal, subject });

export const sessionSubject = ({ id, person }: Session): RecordSubject => ({ actor: person, session: id, as: null, context: null });

export const contextSubject = ({ id, session, tenant, role, grant }: ContextFacts): RecordSubject => ({
  actor: session.person,
  session: session.id,
  as: { tenant, role, grant },
  context: id,
});

/** The one value of a header; null where it is missing or given more than once. */
function single(request: FastifyRequest, name: string): string | null {
  const values = request.raw.headersDistinct[name];
  return values?.length === 1 ? (values[0] ?? null) : null;
}

/** `token` null: the token travels in the body (the token endpoint), and the proof names none. */
export async function proveDevice(hub: HubParts, request: FastifyRequest, token: string | null): Promise<Result<ProvenDevice>> {
  const proof = single(request, 'dpop');
  if (proof === null) return fail('proof_failed');
  // As it was asked, not as it was routed: an address that leads nowhere is refused in the asker's own record, too.
  const path = URL.parse(request.url, 'http://hub')?.pathname ?? '';
  return hub.proofs.check({ proof, method: request.method, path, token });
}

/**
 * The token of the Authorization header. It is read before its proof: proofs are remembered for a while, and somebody
 * without a token of this hub must not fill that memory.
 */
async function presented<T>(
  request: FastifyRequest,
  read: (token: string) => Promise<T | null>,
): Promise<{ token: string; found: T } | null> {
  const token = /^DPoP ([A-Za-z0-9_.-]{1,4096})$/i.exec(single(request, 'authorization') ?? '')?.[1];
  const found = token === undefined ? null : await read(token);
  return token === undefined || !found ? null : { token, found };
}

type SessionRead = NonNullable<Awaited<ReturnType<HubParts['tokens']['readSession']>>>;

/** Whose session this is, however long ago it ended; records are still delivered under it. */
async function ownSession(
  hub: HubParts,
  { token, expired }: SessionRead,
  device: ProvenDevice,
): Promise<Standing<{ session: Session; expired: boolean }>> {
  if (token.device !== device.id) return denied(fail('proof_failed'));
  const session = await findSession(hub.store, token.id);
  if (!session || session.device !== device.id) return denied(fail('no_session'));
  return { ok: true, value: { session, expired: expired || session.endedAt !== null || session.expiresAt <= hub.now() } };
}

/** A live session of the device that proves itself. `proofOver`: the token that the proof names, if it names one. */
async function liveSession(
  hub: HubParts,
  request: FastifyRequest,
  read: SessionRead | null,
  proofOver: string | null,
): Promise<Standing<Session>> {
  if (!read) return denied(fail('no_session'));
  const device = await proveDevice(hub, request, proofOver);
  if (!device.ok) return denied(device);
  const own = await ownSession(hub, read, device.value);
  if (!own.ok) return own;
  const { session, expired } = own.value;
  if (expired) return denied(fail('no_session'), sessionSubject(session));
  return session.suspended ? denied(fail('device_suspended'), sessionSubject(session)) : { ok: true, value: session };
}

export async function requireSession(hub: HubParts, request: FastifyRequest): Promise<Standing<Session>> {
  const presents = await presented(request, hub.tokens.readSession);
  return liveSession(hub, request, presents?.found ?? null, presents?.token ?? null);
}

/** For the token endpoint, where the session's token is in the body. */
export async function sessionInBody(hub: HubParts, request: FastifyRequest, token: string): Promise<Standing<Session>> {
  return liveSession(hub, request, await hub.tokens.readSession(token), null);
}

/** For records alone: any session that this device ever had. */
export async function requireAnySession(hub: HubParts, request: FastifyRequest): Promise<Standing<Session>> {
  const presents = await presented(request, hub.tokens.readSession);
  if (!presents) return denied(fail('no_session'));
  const device = await proveDevice(hub, request, presents.token);
  if (!device.ok) return denied(device);
  const own = await ownSession(hub, presents.found, device.value);
  return own.ok ? { ok: true, value: own.value.session } : own;
}

export async function requireContext(hub: HubParts, request: FastifyRequest): Promise<Standing<LiveContext>> {
  const presents = await presented(request, hub.tokens.readContext);
  if (!presents) return denied(fail('no_context'));
  const device = await proveDevice(hub, request, presents.token);
  if (!device.ok) return denied(device);
  const { token } = presents.found;
  if (token.device !== device.value.id) return denied(fail('proof_failed'));
  const { facts, live } = await findContext(hub.store, presents.found, hub.now());
  return live.ok ? live : denied(live, facts && contextSubject(facts));
}
