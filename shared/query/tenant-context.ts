/**
 * In whose name something is read or written: the key to the planner, to storage and to keys. Only `makeTenantContext`
 * makes one, and only two modules may import it (hub/context and electron/context). What counts is membership in a
 * register that is private to this file: JSON, structuredClone, a hand-built object or a borrowed prototype is no context.
 */
import type { Role } from '../access/roles.ts';
import { ROLE_NAMES } from '../access/roles.ts';
import { UUID_PATTERN } from '../graph/ids.ts';
import type { ContextId, GrantId, TenantId } from '../graph/ids.ts';

declare const brand: unique symbol;

export interface TenantContextFacts {
  readonly tenant: TenantId;
  /** The role that the person acts in, or null for the hub's own work (ingest, building segments), which may not query. */
  readonly role: Role | null;
  /** The grant that it stands on; null for the hub's own work. */
  readonly grant: GrantId | null;
  /** The view-as context (the token's `jti`), where there is one. */
  readonly context?: ContextId | null;
  /** What it is for, in one or two words, for records and logs: 'view', 'ingest', 'feed'. */
  readonly purpose?: string;
}

export interface TenantContext extends Required<TenantContextFacts> {
  readonly [brand]: 'TenantContext';
}

const made = new WeakSet<object>();

/** Throws a TypeError when a fact has the wrong form: the caller verified a token or opened a lease, so that is its bug. */
export function makeTenantContext(facts: TenantContextFacts): TenantContext {
  const { tenant, role, grant, context = null, purpose = 'view' } = facts;
  if (typeof tenant !== 'string' || !UUID_PATTERN.test(tenant)) throw new TypeError('a tenant context needs a tenant id');
  if (role !== null && !ROLE_NAMES.includes(role)) throw new TypeError('a tenant context needs a known role');
  for (const id of [grant, context])
    if (id !== null && (typeof id !== 'string' || !UUID_PATTERN.test(id))) throw new TypeError('a tenant context needs well-formed ids');
  if ((role === null) !== (grant === null)) throw new TypeError('a role stands on a grant');
  if (typeof purpose !== 'string' || !/^[a-z][a-z ]{0,39}$/.test(purpose)) throw new TypeError('a tenant context needs a plain purpose');
  const value = Object.freeze(Object.assign(Object.create(null) as object, { tenant, role, grant, context, purpose }));
  made.add(value);
  return value as TenantContext;
}

/** Whether this very object came out of `makeTenantContext`. Never throws, whatever it is given. */
export function isTenantContext(value: unknown): value is TenantContext {
  return typeof value === 'object' && value !== null && made.has(value);
}
