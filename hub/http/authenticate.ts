/** From a request's headers to who asks: token, proof of possession, and what the control database says of both now. */
import type { FastifyRequest } from 'fastify';
import { fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import { findContext } from '../context/view.ts';
import type { LiveContext } from '../context/view.ts';
import type { HubSubject } from '../audit/log.ts';
import type { ContextFacts } from '../context/view.ts';
import type { ProvenDevice } from '../identity/proof.ts';
import { findSession } from '../identity/sessions.ts';
import type { Session } from '../identity/sessions.ts';
import type { HubParts } from './parts.ts';

/** A refusal, and in whose record it belongs: null where nobody could be verified. */
export interface Denied {
  readonly ok: false;
  readonly error: AppError;
  readonly subject: HubSubject | null;
}
export type Standing<T> = { readonly ok: true; readonly value: T } | Denied;

const denied = (refusal: { ok: false; error: AppError }, subject: HubSubject | null = null): Denied => ({ ...refusal, subject });

export const sessionSubject = ({ id, person }: Session): HubSubject => ({ actor: person, session: id, as: null, context: null });

export const contextSubject = ({ id, session, tenant, role, grant }: ContextFacts): HubSubject => ({
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

/** The token of the Authorization header, once the device that presents it has proven itself. */
async function presented(hub: HubParts, request: FastifyRequest): Promise<Result<{ token: string; device: ProvenDevice }> | null> {
  const token = /^DPoP ([A-Za-z0-9_.-]{1,4096})$/i.exec(single(request, 'authorization') ?? '')?.[1];
  if (token === undefined) return null;
  const device = await proveDevice(hub, request, token);
  return device.ok ? ok({ token, device: device.value }) : device;
}

/** Whose session this is, however long ago it ended; records are still delivered under it. */
async function ownSession(hub: HubParts, token: string, device: ProvenDevice): Promise<Standing<{ session: Session; expired: boolean }>> {
  const read = await hub.tokens.readSession(token);
  if (!read) return denied(fail('no_session'));
  if (read.token.device !== device.id) return denied(fail('proof_failed'));
  const session = await findSession(hub.store, read.token.id);
  if (!session || session.device !== device.id) return denied(fail('no_session'));
  return { ok: true, value: { session, expired: read.expired || session.endedAt !== null || session.expiresAt <= hub.now() } };
}

/** A live session of this device. */
export async function liveSession(hub: HubParts, token: string, device: ProvenDevice): Promise<Standing<Session>> {
  const own = await ownSession(hub, token, device);
  if (!own.ok) return own;
  const { session, expired } = own.value;
  if (expired) return denied(fail('no_session'), sessionSubject(session));
  return session.suspended ? denied(fail('device_suspended'), sessionSubject(session)) : { ok: true, value: session };
}

export async function requireSession(hub: HubParts, request: FastifyRequest): Promise<Standing<Session>> {
  const found = await presented(hub, request);
  if (!found) return denied(fail('no_session'));
  return found.ok ? liveSession(hub, found.value.token, found.value.device) : denied(found);
}

/** For records alone: any session that this device ever had. */
export async function requireAnySession(hub: HubParts, request: FastifyRequest): Promise<Standing<Session>> {
  const found = await presented(hub, request);
  if (!found) return denied(fail('no_session'));
  if (!found.ok) return denied(found);
  const own = await ownSession(hub, found.value.token, found.value.device);
  return own.ok ? { ok: true, value: own.value.session } : own;
}

export async function requireContext(hub: HubParts, request: FastifyRequest): Promise<Standing<LiveContext>> {
  const found = await presented(hub, request);
  if (!found) return denied(fail('no_context'));
  if (!found.ok) return denied(found);
  const read = await hub.tokens.readContext(found.value.token);
  if (!read) return denied(fail('no_context'));
  if (read.token.device !== found.value.device.id) return denied(fail('proof_failed'));
  const { facts, live } = await findContext(hub.store, read, hub.now());
  return live.ok ? live : denied(live, facts && contextSubject(facts));
}
