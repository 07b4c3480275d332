/** Grants as an operator sees them: of all customers or one, ended ones too. */
import { z } from 'zod';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { NotAccepted } from '../command/options.ts';
import type { Tenant } from '../command/tenants.ts';
import { visible } from '../command/visible.ts';
import { allowedBy } from '../context/grants.ts';
import type { HubStore } from '../store/store.ts';
import type { Wanted } from './options.ts';

export interface GrantRow {
  readonly id: GrantId;
  readonly tenant: TenantId;
  readonly subject: string;
  /** As the person was called when they signed in last; null: never. */
  readonly name: string | null;
  /** What people call the identity provider. */
  readonly issuer: string;
  readonly roles: readonly string[];
  readonly offlineHours: number;
  /** Unix ms. */
  readonly until: number;
  /** Unix ms; null: it was not withdrawn. */
  readonly endedAt: number | null;
  /** Null: what stands there can't be read, and allows nothing. */
  readonly allowed: SliceSpec | null;
}

/** By customer and person. `tenant` null: of all customers. */
export async function readGrants(store: HubStore, tenant: TenantId | null): Promise<readonly GrantRow[]> {
  let query = store.control
    .selectFrom('access_grant as g')
    .innerJoin('issuer', 'issuer.id', 'g.issuer_id')
    .innerJoin('tenant', 'tenant.id', 'g.tenant_id')
    .select(['g.id', 'g.tenant_id', 'g.subject', 'g.roles', 'g.offline_hours', 'g.until', 'g.ended_at', 'g.slice', 'issuer.title'])
    .select(({ selectFrom }) =>
      selectFrom('session')
        .select('session.name')
        .whereRef('session.issuer_id', '=', 'g.issuer_id')
        .whereRef('session.subject', '=', 'g.subject')
        .orderBy('session.created_at', 'desc')
        .limit(1)
        .as('name'),
    )
    .orderBy('tenant.ordinal')
    .orderBy('g.subject')
    .orderBy('g.id');
  if (tenant !== null) query = query.where('g.tenant_id', '=', tenant);
  return (await query.execute()).map((row) => ({
    id: row.id as GrantId,
    tenant: row.tenant_id as TenantId,
    subject: row.subject,
    name: row.name,
    issuer: row.title,
    roles: row.roles,
    offlineHours: row.offline_hours,
    until: row.until,
    endedAt: row.ended_at,
    allowed: allowedOrNull(row.slice),
  }));
}

function allowedOrNull(slice: string | null): SliceSpec | null {
  try {
    return allowedBy(slice);
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Null while it is good. */
export const endOf = ({ endedAt, until }: GrantRow, now: number): string | null =>
  endedAt !== null ? `was withdrawn on ${day(endedAt)}` : until <= now ? `ended on ${day(until)}` : null;

/** Of a moment, UTC. */
export const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The one that is meant and has not ended. Throws `NotAccepted`. */
export async function findGrant(store: HubStore, tenant: Tenant, { person, grant }: Wanted, now: number): Promise<GrantRow> {
  const all = (await readGrants(store, tenant.id)).filter(({ id, subject }) => (person ?? subject) === subject && (grant ?? id) === id);
  const whose = [...(grant === null ? [] : [`the id ${visible(grant)}`]), ...(person === null ? [] : [`${visible(person)}`])].join(' and ');
  if (all.length === 0)
    throw new NotAccepted(`${tenant.name} has no grant for ${whose}. Those that there are: --list --tenant ${tenant.code}.`);
  const live = all.filter((row) => endOf(row, now) === null);
  const [one, ...others] = live;
  if (!one) throw new NotAccepted(`At ${tenant.name} the grant for ${whose} ${endOf(all.at(-1)!, now)}: it allows nothing any more.`);
  if (others.length === 0) return one;
  const several = live.map(({ id, issuer, roles }) => `  ${id}  ${visible(issuer)}: ${roles.join(', ')}`);
  throw new NotAccepted(`${tenant.name} has ${live.length} grants for ${whose}. Say which with --grant ID:\n${several.join('\n')}`);
}
