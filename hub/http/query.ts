/** A question answered at the hub: the same planner and the same wall as on a desk, on the tenant's own rows. */
import type { Result } from '../../shared/errors.ts';
import type { HubQueryReply, HubQueryRequest } from '../../shared/protocol/query.ts';
import { bind, execute, planQuery } from '../../shared/query/index.ts';
import type { TenantContext } from '../../shared/query/index.ts';
import { hubBackend } from '../store/graph-backend.ts';
import type { HubStore } from '../store/store.ts';

export async function askGraph(store: HubStore, view: TenantContext, { text, params }: HubQueryRequest): Promise<Result<HubQueryReply>> {
  const plan = planQuery(text);
  if (!plan.ok) return plan;
  const bound = bind(plan.value, view, params);
  return bound.ok ? execute(bound.value, await hubBackend(store, view)) : bound;
}
