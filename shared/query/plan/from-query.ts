/** AST → logical plan: one clause after the other, each over what the ones before it bound. */
import { AppFailure, ok } from '../../errors.ts';
import type { Result } from '../../errors.ts';
import type { QueryReply } from '../../contract/graph.ts';
import { LIMITS } from '../../limits.ts';
import type { Clause, MatchClause, Query, UnwindClause } from '../parse/ast.ts';
import { parseQuery } from '../parse/index.ts';
import { slotsOf } from '../value/expression.ts';
import type { Expr } from '../value/expression.ts';
import { matchAgain } from './clause.ts';
import { columnsOf } from './columns-of.ts';
import { filter } from './filter.ts';
import { limit } from './limit.ts';
import type { Operator } from './operator.ts';
import { patternOf } from './pattern.ts';
import type { Plan } from './plan.ts';
import { makePlan } from './plan.ts';
import { Slots, refuseAggregates, resolve, variable } from './scope.ts';
import type { Scope } from './scope.ts';
import { union } from './union.ts';
import { unwind } from './unwind.ts';
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
  const clauses = query.parts.flat();
  if (clauses.length > LIMITS.queryClauses)
    throw new AppFailure('limit', {
      text: `A question has at most ${LIMITS.queryClauses} clauses.`,
      place: clauses[LIMITS.queryClauses]!.place,
    });
  checkUnions(query);
  const slots = new Slots();
  const operators = query.parts.flatMap((part, at) => [
    ...(at > 0 ? [union(query.unions[0]!.all, slots.all.length)] : []),
    ...partOf(part, slots),
  ]);
  // A union is cut as a whole, whatever its parts say; any other answer where it has no LIMIT.
  const last = operators.at(-1);
  if (query.unions.length > 0 || last?.op !== 'limit') {
    const end = { offset: query.text.length, length: 0 };
    operators.push(limit({ type: 'constant', value: LIMITS.rows, place: end }, true, LIMITS.rows));
  }
  return makePlan(slots.all, operators, query.explain);
}

/** All parts of a union have the same columns, and all unions of a question are of one sort. */
function checkUnions({ parts, unions }: Query): void {
  const mixed = unions.find(({ all }) => all !== unions[0]!.all);
  if (mixed)
    throw new AppFailure('query_unsupported', {
      text: 'UNION beside UNION ALL is not supported.',
      next: 'Write the same everywhere.',
      place: mixed.place,
    });
  const names = parts.map((part) => part.flatMap((clause) => (clause.type === 'return' ? clause.items.map(({ column }) => column) : [])));
  const other = names.findIndex((columns) => columns.join('\0') !== names[0]!.join('\0'));
  if (other > 0 && names[other]!.toSorted().join('\0') === names[0]!.toSorted().join('\0'))
    throw new AppFailure('query_unsupported', {
      text: 'A UNION of columns in another order is not supported.',
      next: `Return them as the first part does: ${names[0]!.join(', ')}.`,
      place: parts[other]!.at(-1)!.place,
    });
  if (other > 0)
    throw new AppFailure('query_syntax', {
      text: 'The parts of a UNION do not return the same columns.',
      next: `Return ${names[0]!.join(', ')} there too, with AS where the names differ.`,
      place: parts[other]!.at(-1)!.place,
    });
}

function partOf(part: readonly Clause[], slots: Slots): Operator[] {
  const operators: Operator[] = [];
  let scope: Scope = new Map();
  for (const clause of part) {
    const made =
      clause.type === 'match'
        ? matchOf(clause, scope, slots, operators.length === 0)
        : clause.type === 'unwind'
          ? unwindOf(clause, scope, slots)
          : columnsOf(clause, scope, slots);
    operators.push(...made.operators);
    scope = made.scope;
  }
  return operators;
}

/** The walk of a pattern, from the node that is likely to be narrowest. The first of a part needs no mark of its own. */
function matchOf(clause: MatchClause, before: Scope, slots: Slots, first: boolean): { operators: Operator[]; scope: Scope } {
  const pattern = patternOf(clause, before, slots);
  const conjuncts = pattern.predicates.flatMap(conjunctsOf);
  const known = pattern.nodes.filter((slot) => !pattern.binds.includes(slot));
  const walk = placeFilters(walkOf(pattern, slots, known, conjuncts), conjuncts, (slot) => !pattern.binds.includes(slot));
  const mark = first && !clause.optional ? [] : [matchAgain(clause.optional, pattern.binds, clause.place)];
  const last = pattern.shortest ? [pattern.shortest] : [];
  return { operators: [...mark, ...walk, ...last, ...pattern.paths], scope: pattern.scope };
}

function unwindOf({ value, variable: name, place }: UnwindClause, before: Scope, slots: Slots): { operators: Operator[]; scope: Scope } {
  if (before.has(name.text))
    throw new AppFailure('query_syntax', {
      text: `${JSON.stringify(name.text)} already stands for something else.`,
      next: 'Give it another name.',
      place: name.place,
    });
  const list = refuseAggregates(resolve(value, before, slots.all), 'UNWIND');
  const slot = slots.add({ name: name.text, type: 'value', kinds: null }, name.place);
  return {
    operators: [unwind({ value: list, slot, name: name.text, place })],
    scope: new Map([...before, [name.text, variable(slot, name.text)]]),
  };
}

const conjunctsOf = (predicate: Expr): readonly Expr[] => (predicate.type === 'and' ? predicate.items.flatMap(conjunctsOf) : [predicate]);

/** Each filter stands directly behind the operator that binds the last of its variables. */
function placeFilters(walk: readonly Operator[], conjuncts: readonly Expr[], isKnown: (slot: number) => boolean): Operator[] {
  const bound = new Set<number>();
  const waiting = new Set(conjuncts);
  const ready = (): Operator[] => {
    const found = [...waiting].filter((predicate) => [...slotsOf(predicate)].every((slot) => bound.has(slot) || isKnown(slot)));
    found.forEach((predicate) => waiting.delete(predicate));
    return found.map((predicate) => filter(predicate));
  };
  const [start] = walk;
  const before = start?.op === 'scan' ? [] : ready();
  return [
    ...before,
    ...walk.flatMap((operator) => {
      if (operator.op === 'scan') bound.add(operator.slot);
      if (operator.op === 'expand') [operator.edge, operator.to].forEach((slot) => bound.add(slot));
      return [operator, ...ready()];
    }),
  ];
}
