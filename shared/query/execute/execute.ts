/** Runs a bound plan, and nothing else, on a back end of the same tenant. */
import { AppFailure, fail, ok } from '../../errors.ts';
import type { Result } from '../../errors.ts';
import type { Cypher } from '../answers.ts';
import type { GraphBackend } from '../backend.ts';
import { isBoundPlan } from '../bind/bind.ts';
import type { BoundPlan } from '../bind/bind.ts';
import { traceOf } from '../plan/plan.ts';
import { explained } from './explain.ts';
import { hubWays } from './hub/explain.ts';
import { onHub } from './hub/on-hub.ts';
import { sliceWays } from './slice/explain.ts';
import { onSlice } from './slice/on-slice.ts';
import { TooMuch } from '../value/weight.ts';
import { PATIENCE, Work } from './work.ts';
import type { Patience } from './work.ts';

/**
 * A plan to EXPLAIN is told, not run. Errors as values: `cross_tenant` (not out of `bind`, or bound to another tenant than the back end's; nothing was asked
 * of it), `not_found` (the node of `neighbourCounts` and `neighbours`), `too_broad`, `internal`. What a slice's `rows`
 * throws passes through: only the store can tell that its file is broken.
 */
export async function execute<T>(bound: BoundPlan<T>, backend: GraphBackend, patience: Patience = PATIENCE): Promise<Result<T>> {
  if (!isBoundPlan(bound)) return fail('cross_tenant', { trace: ['✗ execute: this plan is not bound'] });
  if (bound.context.tenant !== backend.tenant) {
    return fail('cross_tenant', {
      trace: ['✗ execute: the plan is bound to another tenant than the store', ...traceOf(bound.operators).map((line) => `  ${line}`)],
    });
  }
  if (bound.explain) return ok(explainedBy(bound, backend, patience) as T);
  const work = new Work(patience, backend.dialect === 'postgres' ? backend.letOthers : null);
  try {
    return ok((await (backend.dialect === 'sqlite' ? onSlice(bound, backend, work) : onHub(bound, backend, work))) as T);
  } catch (error) {
    if (error instanceof AppFailure) return { ok: false, error: error.error };
    if (error instanceof TooMuch) return { ok: false, error: work.tooMuch(error.message).error };
    if (backend.dialect === 'sqlite') throw error;
    return isCancelled(error) ? { ok: false, error: work.late().error } : fail('internal');
  }
}

const explainedBy = (bound: BoundPlan<unknown>, backend: GraphBackend, patience: Patience): Cypher =>
  explained(bound, backend.dialect === 'sqlite' ? sliceWays(bound.slots) : hubWays(bound.slots, backend), patience);

/** SQLSTATE of a statement that ran too long. */
const isCancelled = (error: unknown): boolean => (error as { readonly code?: unknown } | null)?.code === '57014';
