/** The slice that is measured, as the targets name it. */
import type { GrantId, TenantId } from '../shared/graph/ids.ts';

export const NODES = 100_000;
export const EDGES = 300_000;
export const TENANT = '0a000000-0000-4000-8000-000000000001' as TenantId;
export const GRANT = '0a000000-0000-4000-8000-000000000002' as GrantId;
