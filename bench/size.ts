/** The slices that are measured, as the targets name them. */
import type { GrantId, TenantId } from '../shared/graph/ids.ts';
import { asked } from './asked.ts';

export const NODES = asked('NODES', 100_000);
export const EDGES = asked('EDGES', 300_000);
/** The large one is so many of these: graphs of their own, side by side, since no one of that size is made in a minute. */
export const LARGE_PARTS = 10;
export const TENANT = '0a000000-0000-4000-8000-000000000001' as TenantId;
export const NEIGHBOUR = '0a000000-0000-4000-8000-000000000003' as TenantId;
export const GRANT = '0a000000-0000-4000-8000-000000000002' as GrantId;
