/** AST → logical plan: variables become slots, the pattern a walk that starts where it is likely to be narrowest. */
import { AppFailure, ok } from '../../errors.ts';
import type { Result } from '../../errors.ts';
import type { QueryReply } from '../../contract/graph.ts';
import { LIMITS } from '../../limits.ts';
import type { Query } from '../parse/ast.ts';
import { parseQuery } from '../parse/index.ts';
import { slotsOf } from '../value/expression.ts';
import type { Expr } from '../value/expression.ts';
import { filter } from './filter.ts';
import { limit } from './limit.ts';
import type { Operator } from './operator.ts';
import type { Plan } from './plan.ts';
import { makePlan } from './plan.ts';
import { project } from './project.ts';
import { resolveVariables } from './resolve.ts';
import type { Scope } from './resolve.ts';
import { sort } from './sort.ts';
import { walkOf } from './walk.ts';

/** Errors: `query_syntax`, `query_unsupported`, `limit`, each with its place. Whether a plan may run is `bind`'s question. */
export function planQuery(text: string): Result<Plan<QueryReply>> {
  const parsed = parseQuery(text);
  if (!parsed.ok) return parsed;
  try {
    return ok(fromQuery(parsed.value));
  } catch (error) {
    if (error instanceof AppFailure) return { ok: false, error: error.error };
    throw error;
  }
}

function fromQuery(query: Query): Plan<QueryReply> {
  const scope = resolveVariables(query);
  const conjuncts = scope.predicates.flatMap(conjunctsOf);
  const operators = placeFilters(walkOf(scope, conjuncts), conjuncts);
  const columns = columnsOf(query, scope);
  const keys = query.order.map((item) => {
    const alias =
      item.value.type === 'variable'
        ? columns.find((column) => column.aliased && column.column === (item.value as { name: string }).name)
        : undefined;
    return { value: alias ? alias.value : scope.resolve(item.value), descending: item.descending };
  });
  const rows: Expr = query.limit
    ? scope.resolve(query.limit)
    : { type: 'constant', value: LIMITS.rows, place: { offset: query.text.length, length: 0 } };
  return makePlan(scope.slots, [...operators, project(columns), sort(keys), limit(rows, query.limit === null)]);
}

function columnsOf(query: Query, scope: Scope) {
  const seen = new Set<string>();
  return query.items.map((item) => {
    if (seen.has(item.column))
      throw new AppFailure('query_syntax', {
        text: `Two columns are called ${JSON.stringify(item.column)}.`,
        next: 'Give one another name with AS.',
        place: item.place,
      });
    seen.add(item.column);
    return { column: item.column, aliased: item.alias !== null, value: scope.resolve(item.value), place: item.place };
  });
}

const conjunctsOf = (predicate: Expr): readonly Expr[] => (predicate.type === 'and' ? predicate.items.flatMap(conjunctsOf) : [predicate]);

/** Each filter stands directly behind the operator that binds the last of its variables. */
function placeFilters(walk: readonly Operator[], conjuncts: readonly Expr[]): Operator[] {
  const known = new Set<number>();
  const waiting = new Set(conjuncts);
  return walk.flatMap((operator) => {
    if (operator.op === 'scan') known.add(operator.slot);
    if (operator.op === 'expand') [operator.edge, operator.to].forEach((slot) => known.add(slot));
    const ready = [...waiting].filter((predicate) => [...slotsOf(predicate)].every((slot) => known.has(slot)));
    ready.forEach((predicate) => waiting.delete(predicate));
    return [operator, ...ready.map((predicate) => filter(predicate))];
  });
}
