/** A question answered at the hub: the same planner and the same wall as on a desk, on the tenant's own rows. */
import { fail } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { WHOLE_SLICE, isWithin } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { HubQueryReply, HubQueryRequest } from '../../shared/protocol/query.ts';
import { bind, execute, planQuery } from '../../shared/query/index.ts';
import type { TenantContext } from '../../shared/query/index.ts';
import { hubBackend } from '../store/graph-backend.ts';
import type { HubStore } from '../store/store.ts';

/**
 * The hub's rows are the whole graph: a grant that allows a part of it gets its answers on the desk, which holds that part.
 * Once `over` is aborted nobody waits for the answer, and it is some error.
 */
export async function askGraph(
  store: HubStore,
  view: TenantContext,
  allowed: SliceSpec,
  { text, params }: HubQueryRequest,
  over: AbortSignal,
): Promise<Result<HubQueryReply>> {
  if (!isWithin(WHOLE_SLICE, allowed))
    return fail('not_permitted', { text: 'The grant allows a part of the graph only.', next: 'Ask in the workstation.' });
  const plan = planQuery(text);
  if (!plan.ok) return plan;
  const bound = bind(plan.value, view, params);
  return bound.ok ? execute(bound.value, await hubBackend(store, view, over)) : bound;
}
