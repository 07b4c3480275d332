/** Issuing a context to a device: a row, a token that is bound to the device's key, and the hub's share of the local file key. */
import { randomUUID } from 'node:crypto';
import type { Role } from '../../shared/access/roles.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { ContextId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { ACCESS_TOKEN } from '../../shared/protocol/token.ts';
import type { ContextReply } from '../../shared/protocol/token.ts';
import { wrapTo } from '../../shared/protocol/wrap.ts';
import type { Session } from '../identity/sessions.ts';
import type { Tokens } from '../identity/tokens.ts';
import type { HubStore } from '../store/store.ts';
import { hubContext } from './hub-context.ts';
import type { Grant } from './grants.ts';
import type { LiveContext } from './view.ts';

export interface IssueOptions {
  readonly store: HubStore;
  readonly tokens: Tokens;
  readonly now: () => number;
}

export const newContextId = (): ContextId => randomUUID() as ContextId;

/** May this grant carry this role now? `grant_ended`, or `no_grant` for a role that it does not list. */
export function checkGrant(grant: Grant, role: Role): Result<Grant> {
  if (grant.ended) return fail('grant_ended');
  return grant.roles.includes(role) ? ok(grant) : fail('no_grant', { text: 'The grant does not hold that role.' });
}

export async function issueContext(
  options: IssueOptions,
  id: ContextId,
  session: Session,
  grant: Grant,
  role: Role,
): Promise<ContextReply> {
  const { store, now } = options;
  const startedAt = now();
  const expiresAt = endOf(startedAt, session, grant);
  await store.control
    .insertInto('context')
    .values({
      id,
      session_id: session.id,
      device_id: session.device,
      tenant_id: grant.tenant,
      grant_id: grant.id,
      role,
      own: grant.own,
      started_at: startedAt,
      expires_at: expiresAt,
      ended_at: null,
      end_reason: null,
    })
    .execute();
  return reply(options, id, session, grant, role, expiresAt);
}

/** The same context for longer: up to the grant's and the session's end. */
export async function extendContext(options: IssueOptions, { id, session, granted, role }: LiveContext): Promise<Result<ContextReply>> {
  const { store, now } = options;
  const expiresAt = endOf(now(), session, granted);
  const changed = await store.control
    .updateTable('context')
    .set({ expires_at: expiresAt })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return changed ? ok(await reply(options, id, session, granted, role, expiresAt)) : fail('context_ended');
}

const endOf = (now: number, session: Session, grant: Grant): number =>
  Math.min(now + LIMITS.contextSeconds * 1000, grant.until, session.expiresAt);

async function reply(
  { store, tokens, now }: IssueOptions,
  id: ContextId,
  session: Session,
  grant: Grant,
  role: Role,
  expiresAt: number,
): Promise<ContextReply> {
  const { issuer, person, device, agreementKey } = session;
  const keys = await store.tenantKeys(hubContext(grant.tenant, 'share'));
  const share = keys.share(JSON.stringify([issuer, person.subject]), grant.id);
  const actor = grant.own ? null : { issuer, subject: person.subject };
  const token = await tokens.context({ id, session: session.id, device, tenant: grant.tenant, role, grant: grant.id, actor, expiresAt });
  const wrapped = await wrapTo(agreementKey, 'netgraph share', share);
  share.fill(0);
  return {
    access_token: token,
    token_type: 'DPoP',
    issued_token_type: ACCESS_TOKEN,
    expires_in: Math.max(0, Math.floor((expiresAt - now()) / 1000)),
    context: {
      id,
      tenant: grant.tenant,
      ordinal: grant.ordinal,
      mark: grant.mark,
      grant: grant.id,
      role,
      own: grant.own,
      expiresAt,
      grantUntil: grant.until,
      offlineHours: grant.offlineHours,
      slice: grant.allowed,
      share: wrapped,
    },
  };
}
