/** The desk's one way to a tenant context: the store's worker asks here, for the tenant whose file it holds. */
import type { Role } from '../../shared/access/roles.ts';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { makeTenantContext } from '../../shared/query/tenant-context.ts';

/** Throws a TypeError when a fact has the wrong form. The caller took them from a verified token or an opened lease. */
export function tenantContext(tenant: TenantId, role: Role, grant: GrantId): TenantContext {
  return makeTenantContext({ tenant, role, grant });
}
