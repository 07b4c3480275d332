/**
 * Did the hub issue to this device what a record claims? Actor, session, grant, tenant, role and context must be those
 * of one context row and its session.
 *
 * Time is a device's own claim, so it is bounded only where it must be right on an honest desk: an intent is begun in a
 * context after the hub issued it and before its last lease can have ended. An end tells nothing: a lease that an earlier
 * context left on the desk goes on in that context's name, also after it was left, and a withdrawal reaches an offline
 * desk late. Outcomes, refusals and events are written when a lease has just ended or a clock has just jumped.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Actor, RecordBody } from '../../shared/audit/record.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { HubStore } from '../store/store.ts';
import { sessionActor } from './actor.ts';

export type StandingFault =
  'foreign_device' | 'wrong_chain' | 'unknown_session' | 'wrong_actor' | 'unknown_context' | 'wrong_context' | 'outside_context';

interface SessionFacts {
  readonly device: string;
  readonly actor: Actor;
}

interface ContextFacts {
  readonly session: string;
  readonly device: string;
  readonly tenant: string;
  readonly grant: string;
  readonly role: string;
  readonly startedAt: number;
  readonly expiresAt: number;
}

export interface Issued {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly contexts: ReadonlyMap<string, ContextFacts>;
}

/** Ms that a desk's clock may differ from the hub's. */
const CLOCK_MS = LIMITS.clockBackMs + LIMITS.proofSeconds * 1000;
const LEASE_MS = LIMITS.leaseHours * 3_600_000;

/** What the hub issued under the ids that these records name. */
export async function issuedFor(store: HubStore, bodies: readonly RecordBody[]): Promise<Issued> {
  const sessionIds = named(bodies.map(({ session }) => session));
  const contextIds = named(bodies.map(({ context }) => context));
  const sessions =
    sessionIds.length === 0
      ? []
      : await store.control
          .selectFrom('session')
          .select(['id', 'device_id', 'issuer_url', 'subject', 'name'])
          .where('id', 'in', sessionIds)
          .execute();
  const contexts =
    contextIds.length === 0
      ? []
      : await store.control
          .selectFrom('context')
          .select(['id', 'session_id', 'device_id', 'tenant_id', 'grant_id', 'role', 'started_at', 'expires_at'])
          .where('id', 'in', contextIds)
          .execute();
  return {
    sessions: new Map(sessions.map((row) => [row.id, { device: row.device_id, actor: sessionActor(row) }])),
    contexts: new Map(
      contexts.map((row) => [
        row.id,
        {
          session: row.session_id,
          device: row.device_id,
          tenant: row.tenant_id,
          grant: row.grant_id,
          role: row.role,
          startedAt: row.started_at,
          expiresAt: row.expires_at,
        },
      ]),
    ),
  };
}

const named = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))];

/** What is wrong with the claim, or null. */
export function standingFault(body: RecordBody, device: DeviceId, { sessions, contexts }: Issued): StandingFault | null {
  const { actor, as, session, context } = body;
  if (body.device !== device) return 'foreign_device';
  if (body.chain.tenant !== (as?.tenant ?? null)) return 'wrong_chain';
  if (session === null) return actor === null && as === null && context === null ? null : 'unknown_session';
  const begun = sessions.get(session);
  if (begun?.device !== device) return 'unknown_session';
  if (!isDeepStrictEqual(actor, begun.actor)) return 'wrong_actor';
  if (as === null) return context === null ? null : 'wrong_context';
  const issued = context === null ? undefined : contexts.get(context);
  if (issued?.device !== device) return 'unknown_context';
  if (issued.session !== session || issued.tenant !== as.tenant || issued.grant !== as.grant || issued.role !== as.role)
    return 'wrong_context';
  const time = Date.parse(body.time);
  const inside = time >= issued.startedAt - CLOCK_MS && time <= issued.expiresAt + LEASE_MS + CLOCK_MS;
  return body.phase !== 'intent' || inside ? null : 'outside_context';
}
