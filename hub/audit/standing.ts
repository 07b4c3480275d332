/**
 * Did the hub issue to this device what a record claims? Actor, session, grant, tenant, role and context must be those
 * of one context row and its session.
 *
 * Time is not asked: it is the device's own claim, and an honest desk's may be anything. A lease that an earlier context
 * left behind goes on in that context's name, also after it was left or withdrawn, and a clock that is turned under an open
 * context dates what is done there wrongly. The hub's time of receipt stands beside each record.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Actor, RecordBody } from '../../shared/audit/record.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import type { HubStore } from '../store/store.ts';
import { sessionActor } from './actor.ts';

export type StandingFault = 'foreign_device' | 'wrong_chain' | 'unknown_session' | 'wrong_actor' | 'unknown_context' | 'wrong_context';

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
}

export interface Issued {
  readonly sessions: ReadonlyMap<string, SessionFacts>;
  readonly contexts: ReadonlyMap<string, ContextFacts>;
}

/** What the hub issued under the ids that these records name. */
export async function issuedFor(store: HubStore, bodies: readonly RecordBody[]): Promise<Issued> {
  const sessionIds = named(bodies.map(({ session }) => session));
  const contextIds = named(bodies.map(({ context }) => context));
  const { control } = store;
  const [sessions, contexts] = await Promise.all([
    sessionIds.length === 0
      ? []
      : control.selectFrom('session').select(['id', 'device_id', 'issuer_url', 'subject', 'name']).where('id', 'in', sessionIds).execute(),
    contextIds.length === 0
      ? []
      : control
          .selectFrom('context')
          .select(['id', 'session_id', 'device_id', 'tenant_id', 'grant_id', 'role'])
          .where('id', 'in', contextIds)
          .execute(),
  ]);
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
  const same = issued.session === session && issued.tenant === as.tenant && issued.grant === as.grant && issued.role === as.role;
  return same ? null : 'wrong_context';
}
