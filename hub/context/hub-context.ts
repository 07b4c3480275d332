/** The hub's own work in one tenant's name: ingest, feed, taking in records. Such a context has no role and may not query. */
import type { TenantId } from '../../shared/graph/ids.ts';
import { makeTenantContext } from '../../shared/query/tenant-context.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';

/** `purpose`: one or two lower-case words, for records and logs. */
export const hubContext = (tenant: TenantId, purpose: string): TenantContext =>
  makeTenantContext({ tenant, role: null, grant: null, purpose });
