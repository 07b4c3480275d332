/** From an action to a plan, bound to the tenant whose file this is, to its answer. */
import type { ActionOutput, ActionParsed } from '../../../shared/contract/index.ts';
import type { Result } from '../../../shared/errors.ts';
import { bind, byIds, joined, execute, neighbourCounts, neighbours, pathBetween, search, timeline } from '../../../shared/query/index.ts';
import type { SliceBackend, TenantContext } from '../../../shared/query/index.ts';
import type { AskName } from '../slice-store.ts';
import { newestAlerts, valuesOf } from './offers.ts';
import { planOf } from './plans.ts';
import type { Run } from './run.ts';

export type Question = Exclude<AskName, 'graph.kinds'>;
type Asker<Name extends Question> = (input: ActionParsed<Name>, run: Run) => Promise<Result<ActionOutput<Name>>>;

const ASKERS: { readonly [Name in Question]: Asker<Name> } = {
  'graph.search': ({ text }, run) => run(search(text)),
  'graph.counts': ({ id }, run) => run(neighbourCounts(id)),
  'graph.expand': ({ id, kinds, edges, cap }, run) => run(neighbours(id, { kinds, edgeKinds: edges, cap })),
  'graph.path': ({ from, to }, run) => run(pathBetween(from, to)),
  'graph.read': ({ ids }, run) => run(byIds(ids)),
  'graph.join': ({ ids, to, skip }, run) => run(joined(ids, { to, skip })),
  'graph.timeline': ({ ids, from, to }, run) => run(timeline(ids, { from, to })),
  'graph.query': async ({ text, params }, run) => {
    const plan = planOf(text);
    return plan.ok ? run(plan.value, params) : plan;
  },
  'graph.alerts': (_input, run) => newestAlerts(run),
  'graph.values': (input, run) => valuesOf(input, run),
};

export function answer<Name extends Question>(
  name: Name,
  input: ActionParsed<Name>,
  context: TenantContext,
  backend: SliceBackend,
): Promise<Result<ActionOutput<Name>>> {
  return ASKERS[name](input, async (plan, params) => {
    const bound = bind(plan, context, params);
    return bound.ok ? execute(bound.value, backend) : bound;
  });
}
