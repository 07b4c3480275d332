/**
 * A context as the control database knows it now, and the only place of the hub that makes a viewing `TenantContext`:
 * out of a verified token whose context stands, in this very moment, on a live grant, session and device.
 */
import type { Role } from '../../shared/access/roles.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { makeTenantContext } from '../../shared/query/tenant-context.ts';
import type { ContextId, DeviceId, GrantId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import { findSession } from '../identity/sessions.ts';
import type { Session } from '../identity/sessions.ts';
import type { ContextToken, Verified } from '../identity/tokens.ts';
import type { HubStore } from '../store/store.ts';
import { findGrant } from './grants.ts';
import type { Grant } from './grants.ts';

/** What a token says that this hub signed; it need not hold any more. */
export interface ContextFacts {
  readonly id: ContextId;
  readonly session: Session;
  readonly tenant: TenantId;
  readonly role: Role;
  readonly grant: GrantId;
}

export interface LiveContext extends ContextFacts {
  readonly granted: Grant;
  readonly startedAt: number;
  readonly expiresAt: number;
  readonly view: TenantContext;
}

const COLUMNS = ['session_id', 'device_id', 'tenant_id', 'grant_id', 'role', 'started_at', 'expires_at', 'ended_at', 'end_reason'] as const;

type Found = { readonly facts: ContextFacts | null; readonly live: Result<LiveContext> };

/**
 * `facts` names whose record a refusal is: null where the token names no context of this hub. A context whose grant was
 * ended or narrowed is closed on the way.
 */
export async function findContext(
  store: HubStore,
  { token, expired }: Verified<Omit<ContextToken, 'expiresAt'>>,
  now: number,
): Promise<Found> {
  const { id } = token;
  const [row, session] = await Promise.all([
    store.control.selectFrom('context').select(COLUMNS).where('id', '=', id).executeTakeFirst(),
    findSession(store, token.session),
  ]);
  if (!row || !session || !agree(row, token)) return { facts: null, live: fail('no_context') };
  const facts: ContextFacts = { id, session, tenant: token.tenant, role: token.role, grant: token.grant };
  const refuse = (error: { ok: false; error: AppError }): Found => ({ facts, live: error });

  if (session.suspended) return refuse(fail('device_suspended'));
  if (row.ended_at !== null) return refuse(fail(row.end_reason === 'grant' ? 'grant_ended' : 'context_ended'));
  const found = await findGrant(store, session, token.grant, now);
  if (!found.ok || found.value.ended || found.value.tenant !== token.tenant || !found.value.roles.includes(token.role)) {
    await endContext(store, id, 'grant', now);
    return refuse(fail('grant_ended'));
  }
  if (expired || row.expires_at <= now || session.endedAt !== null || session.expiresAt <= now) return refuse(fail('context_ended'));
  const { tenant, role, grant } = token;
  const view = makeTenantContext({ tenant, role, grant, context: id });
  return { facts, live: ok({ ...facts, granted: found.value, startedAt: row.started_at, expiresAt: row.expires_at, view }) };
}

/** `why`: `left`, or what became of it. Ending it again changes nothing. */
export async function endContext(store: HubStore, id: ContextId, why: 'left' | 'grant', now: number): Promise<void> {
  await store.control
    .updateTable('context')
    .set({ ended_at: now, end_reason: why })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** What the token says is what was issued. */
function agree(
  row: { session_id: string; device_id: string; tenant_id: string; grant_id: string; role: string },
  token: { session: SessionId; device: DeviceId; tenant: TenantId; grant: GrantId; role: Role },
): boolean {
  return (
    row.session_id === token.session &&
    row.device_id === token.device &&
    row.tenant_id === token.tenant &&
    row.grant_id === token.grant &&
    row.role === token.role
  );
}
