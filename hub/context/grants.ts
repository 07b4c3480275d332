/** Grants: a customer's permission for one person to act in it, in some roles, until some moment. */
import { ROLE_NAMES } from '../../shared/access/roles.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { CustomerMark } from '../../shared/access/customer.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import { WHOLE_SLICE, isWithin, tidySlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Floor } from '../../shared/protocol/floor.ts';
import { sliceSchema } from '../../shared/protocol/slice.ts';
import type { Session } from '../identity/sessions.ts';
import type { HubStore } from '../store/store.ts';

export interface Grant {
  readonly id: GrantId;
  readonly tenant: TenantId;
  readonly ordinal: number;
  readonly mark: CustomerMark;
  readonly roles: readonly Role[];
  readonly offlineHours: number;
  /** Unix ms. */
  readonly until: number;
  /** The person belongs to the customer and acts as themselves. */
  readonly own: boolean;
  readonly ended: boolean;
  /** The part of the customer's graph that may leave the hub under this grant. */
  readonly allowed: SliceSpec;
}

/** What a customer's own people may be, and nobody else. */
const OWN_ROLES: ReadonlySet<Role> = new Set<Role>(['copilot', 'lead']);

/** All grants of this person, ended ones too. A customer's identity provider speaks for that customer alone. */
async function grantsOf(store: HubStore, session: Session, now: number): Promise<Grant[]> {
  const { issuer, person, home } = session;
  let query = store.control
    .selectFrom('access_grant')
    .innerJoin('tenant', 'tenant.id', 'access_grant.tenant_id')
    .select(['access_grant.id', 'access_grant.tenant_id', 'access_grant.roles', 'access_grant.offline_hours', 'access_grant.until'])
    .select([
      'access_grant.ended_at',
      'access_grant.slice',
      'tenant.ordinal',
      'tenant.name',
      'tenant.monogram',
      'tenant.colour',
      'tenant.pattern',
    ])
    .where('access_grant.issuer_id', '=', issuer)
    .where('access_grant.subject', '=', person.subject)
    .orderBy('tenant.name');
  if (home !== null) query = query.where('access_grant.tenant_id', '=', home);
  const own = home !== null;
  return (await query.execute()).map((row) => ({
    id: row.id as GrantId,
    tenant: row.tenant_id as TenantId,
    ordinal: row.ordinal,
    mark: { name: row.name, monogram: row.monogram, colour: row.colour, pattern: row.pattern },
    roles: ROLE_NAMES.filter((role) => row.roles.includes(role) && OWN_ROLES.has(role) === own),
    offlineHours: Math.min(row.offline_hours, LIMITS.leaseHours),
    until: row.until,
    own,
    ended: row.ended_at !== null || row.until <= now,
    allowed: allowedBy(row.slice),
  }));
}

/** The customers that this person may act for, now. */
export async function readFloor(store: HubStore, session: Session, now: number): Promise<Floor> {
  const live = (await grantsOf(store, session, now)).filter(({ ended, roles }) => !ended && roles.length > 0);
  return {
    customers: live.map(({ id, mark, roles, until, offlineHours, own }) => ({
      grant: id,
      mark,
      roles: [...roles],
      until,
      offlineHours,
      own,
    })),
  };
}

/** One of this person's own grants; `no_grant` for any other, there or not. */
export async function findGrant(store: HubStore, session: Session, id: GrantId, now: number): Promise<Result<Grant>> {
  const grant = (await grantsOf(store, session, now)).find((one) => one.id === id);
  return grant ? ok(grant) : fail('no_grant');
}

/** What grants of this customer that have not ended allow, each part once. */
export async function allowedSlices(store: HubStore, tenant: TenantId, now: number): Promise<SliceSpec[]> {
  const rows = await store.control
    .selectFrom('access_grant')
    .select('slice')
    .distinct()
    .where('tenant_id', '=', tenant)
    .where('ended_at', 'is', null)
    .where('until', '>', now)
    .execute();
  return rows.map(({ slice }) => allowedBy(slice));
}

/** Of a row of grants. Throws on what is no slice. */
export const allowedBy = (slice: string | null): SliceSpec =>
  slice === null ? WHOLE_SLICE : tidySlice(sliceSchema.parse(JSON.parse(slice)));

/**
 * From now on the grant allows this part of the graph and no other. Desks learn of it when they next speak in a context of it,
 * and drop what they may no longer have. False, and nothing is changed, where the grant has ended or there is none.
 */
export async function allowSlice(store: HubStore, id: GrantId, slice: SliceSpec, now: number): Promise<boolean> {
  const tidy = tidySlice(slice);
  const changed = await store.control
    .updateTable('access_grant')
    .set(({ eb }) => ({ slice: isWithin(WHOLE_SLICE, tidy) ? null : JSON.stringify(tidy), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('until', '>', now)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** As a person reads it: `host, user since 2026-05-01T00:00:00.000Z`. */
export function sliceWords({ kinds, since }: SliceSpec): string {
  const from = since === null ? '' : ` since ${new Date(since).toISOString()}`;
  return kinds === null && since === null ? 'all of the graph' : `${kinds === null ? 'all kinds' : kinds.join(', ')}${from}`;
}

/** For the record: what was given of a wanted slice, where that is less. */
export function lessThanWanted({ allowed }: Grant, wanted: SliceSpec): string | null {
  return isWithin(wanted, allowed) ? null : `The grant allows less than was asked for: ${sliceWords(allowed)}.`;
}
