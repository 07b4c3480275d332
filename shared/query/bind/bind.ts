/** Plan + context → bound plan, the only thing that can be executed. All checks come before any row is read. */
import { AppFailure, fail, ok } from '../../errors.ts';
import type { Result } from '../../errors.ts';
import { permits } from '../../access/roles.ts';
import { RECORD_ID_PATTERN } from '../../graph/ids.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../graph/kinds.ts';
import { LIMITS } from '../../limits.ts';
import { deepFreeze } from '../freeze.ts';
import { mapOperator } from '../plan/operator.ts';
import type { Operator } from '../plan/operator.ts';
import { isPlan } from '../plan/plan.ts';
import type { Plan, Slot } from '../plan/plan.ts';
import { isTenantContext } from '../tenant-context.ts';
import type { TenantContext } from '../tenant-context.ts';
import { parameterReader } from './parameters.ts';
import { refuseScope } from './wall.ts';

declare const brand: unique symbol;

/** Frozen to the bottom; `T` is what it answers. */
export interface BoundPlan<T> {
  readonly context: TenantContext;
  readonly slots: readonly Slot[];
  /** With every parameter replaced by its value. */
  readonly operators: readonly Operator[];
  readonly explain: boolean;
  readonly [brand]: T;
}

const bound = new WeakSet<object>();

/** Whether this very object came out of `bind`. */
export const isBoundPlan = (value: unknown): value is BoundPlan<unknown> => typeof value === 'object' && value !== null && bound.has(value);

/**
 * Errors: `no_context` (not a context of ours), `cross_tenant` (with trace and place), `not_permitted` (the role lacks
 * graph.query, or graph.read for plans without text), `bad_input` (parameters, ids), `limit` (LIMIT, cap), `internal` (not a plan).
 */
export function bind<T>(plan: Plan<T>, context: TenantContext, params: Readonly<Record<string, unknown>> = {}): Result<BoundPlan<T>> {
  if (!isTenantContext(context)) return fail('no_context');
  if (!isPlan(plan)) return fail('internal');
  const refused = refuseScope(plan.operators, params);
  if (refused) return refused;
  const needed = plan.operators.some((operator) => operator.op === 'project') ? 'graph.query' : 'graph.read';
  if (context.role === null || !permits(context.role, needed)) return fail('not_permitted');
  try {
    const read = parameterReader(params);
    const operators = plan.operators.map((operator) => mapOperator(operator, read));
    operators.forEach(checkValues);
    const made = Object.freeze({
      context,
      slots: plan.slots,
      operators: deepFreeze(operators),
      explain: plan.explain,
    }) as unknown as BoundPlan<T>;
    bound.add(made);
    return ok(made);
  } catch (error) {
    if (error instanceof AppFailure) return { ok: false, error: error.error };
    throw error;
  }
}

function checkValues(operator: Operator): void {
  switch (operator.op) {
    case 'skip':
    case 'limit': {
      const rows = operator.rows.type === 'constant' ? operator.rows.value : null;
      const place = operator.rows.place;
      if (typeof rows !== 'number' || !Number.isSafeInteger(rows) || rows < 0)
        throw new AppFailure('bad_input', { text: `${operator.op.toUpperCase()} takes a whole number.`, place });
      if (operator.op === 'limit' && rows > operator.most)
        throw new AppFailure('limit', { text: `LIMIT is at most ${operator.most} here.`, next: `Write LIMIT ${operator.most}.`, place });
      return;
    }
    case 'counts':
      return checkIds([operator.id]);
    case 'neighbours':
      checkIds([operator.id]);
      for (const kind of operator.kinds ?? []) if (!NODE_KINDS.includes(kind)) throw new AppFailure('bad_input');
      for (const kind of operator.edgeKinds ?? []) if (!EDGE_KIND_NAMES.includes(kind)) throw new AppFailure('bad_input');
      if (!Number.isSafeInteger(operator.cap) || operator.cap < 1) throw new AppFailure('bad_input');
      if (operator.cap > LIMITS.expandMax) throw new AppFailure('limit');
      return;
    case 'records':
    case 'timeline':
      return checkIds(operator.ids);
    case 'join':
      checkIds(operator.ids);
      checkIds(operator.to);
      if (!Number.isSafeInteger(operator.skip) || operator.skip < 0) throw new AppFailure('bad_input');
      return;
    case 'search':
      if (operator.text.length > LIMITS.freeText) throw new AppFailure('limit');
      if (operator.text === '') throw new AppFailure('bad_input');
      return;
    case 'scan':
    case 'expand':
    case 'shortest':
    case 'path':
    case 'match':
    case 'unwind':
    case 'union':
    case 'filter':
    case 'project':
    case 'sort':
      return;
  }
}

function checkIds(ids: readonly string[]): void {
  if (ids.length > LIMITS.canvasStop) throw new AppFailure('limit');
  for (const id of ids) if (!RECORD_ID_PATTERN.test(id)) throw new AppFailure('bad_input');
}
