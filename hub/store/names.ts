/** Names of databases and roles. All are made of fixed words and hex, so they may stand in SQL as identifiers. */
import { UUID_PATTERN } from '../../shared/graph/ids.ts';

export const CONTROL_DATABASE = 'control';
/** Owns every table; used while migrating only, and can't log in at any other time. */
export const OWNER_ROLE = 'netgraph_owner';
/** Serves the control database. */
export const CONTROL_ROLE = 'hub_control';
/** Holds the grants on tenant tables; nobody logs in as it. */
export const MEMBER_ROLE = 'tenant_member';

/** Throws on anything but a short lower-case word. */
export function regionDatabase(region: string): string {
  if (!/^[a-z][a-z0-9]{0,15}$/.test(region)) throw new TypeError('a region is named by a short lower-case word');
  return `region_${region}`;
}

/** `t_` and the tenant's UUID without hyphens: the policies read the tenant from this name. */
export function tenantRole(tenant: string): string {
  if (!UUID_PATTERN.test(tenant)) throw new TypeError('a tenant is named by a UUID');
  return `t_${tenant.replaceAll('-', '')}`;
}
