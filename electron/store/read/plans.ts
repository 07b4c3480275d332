/**
 * Questions in text, planned once: a plan is frozen and names no customer, and what binds it to one comes after. Kept in the
 * worker of one slice alone: at the hub the time that a plan takes would tell one customer what another has asked.
 */
import type { Result } from '../../../shared/errors.ts';
import type { QueryReply } from '../../../shared/contract/graph.ts';
import { planQuery } from '../../../shared/query/index.ts';
import type { Plan } from '../../../shared/query/index.ts';
import { Kept } from './kept.ts';

const PLANS = 64;
const plans = new Kept<string, Result<Plan<QueryReply>>>(PLANS);

/** As `planQuery` answers. A text that is refused is looked at anew each time. */
export function planOf(text: string): Result<Plan<QueryReply>> {
  const known = plans.get(text);
  if (known) return known;
  const plan = planQuery(text);
  return plan.ok ? plans.keep(text, plan) : plan;
}
