/** The slices that are measured, as the targets name them. */
import type { GrantId, TenantId } from '../shared/graph/ids.ts';
import { asked } from './asked.ts';

export const NODES = asked('NODES', 100_000);
export const EDGES = asked('EDGES', 300_000);
export const TENANT = '0a000000-0000-4000-8000-000000000001' as TenantId;
export const LARGE = '0a000000-0000-4000-8000-000000000003' as TenantId;
/** The large one is so many of the usual graphs: of their own, side by side, since no one of that size is made in a minute. */
export const PARTS: Readonly<Record<TenantId, number>> = { [TENANT]: 1, [LARGE]: 10 };
export const ORDINALS: Readonly<Record<TenantId, number>> = { [TENANT]: 1, [LARGE]: 2 };
export const GRANT = '0a000000-0000-4000-8000-000000000002' as GrantId;
