/** WITH or RETURN → the operators that make its columns, put them in order and cut them. */
import { AppFailure } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import type { OrderItem, ProjectionClause } from '../parse/ast.ts';
import { children, partsOf, replaceParts } from '../value/expression.ts';
import type { Expr } from '../value/expression.ts';
import { filter } from './filter.ts';
import { limit } from './limit.ts';
import type { Operator } from './operator.ts';
import { project } from './project.ts';
import type { Column } from './project.ts';
import { refuseAggregates, resolve, variable } from './scope.ts';
import type { Meaning, Scope, Slots } from './scope.ts';
import { skip } from './skip.ts';
import { sort } from './sort.ts';
import type { SortKey } from './sort.ts';

export function columnsOf(clause: ProjectionClause, before: Scope, slots: Slots): { operators: Operator[]; scope: Scope } {
  const items = clause.items.map((item) => ({ ...item, value: resolve(item.value, before, slots.all) }));
  const seen = new Set<string>();
  const columns = items.map(({ column, alias, value, place }, at): Column => {
    if (seen.has(column))
      throw new AppFailure('query_syntax', {
        text: `Two columns are called ${JSON.stringify(column)}.`,
        next: 'Give one another name with AS.',
        place,
      });
    seen.add(column);
    const named =
      alias ?? (clause.items[at]!.value.type === 'variable' ? { text: (clause.items[at]!.value as { name: string }).name } : null);
    if (clause.type === 'with' && !named)
      throw new AppFailure('query_syntax', {
        text: 'A value that WITH hands on needs a name.',
        next: 'Write AS and a name behind it.',
        place,
      });
    const source = value.type === 'whole' ? slots.all[value.slot]! : null;
    const name = named?.text ?? column;
    const slot = slots.add({ name, type: source?.type ?? 'value', kinds: source?.kinds ?? null }, place);
    return { column: name, aliased: alias !== null, value, slot, place };
  });
  const grouped = columns.some(({ value }) => hasAggregate(value));
  if (grouped) columns.forEach(checkGroup);
  const after: Scope = new Map<string, Meaning>(columns.map(({ column, slot }) => [column, variable(slot, column)]));
  const keys = clause.order.map((item) => keyOf(item, columns, grouped || clause.distinct, before, after, slots));
  const operators: Operator[] = [project({ end: clause.type, distinct: clause.distinct, grouped, columns })];
  if (clause.type === 'return' || keys.length > 0 || clause.skip || clause.limit) operators.push(sort(keys));
  if (clause.skip) operators.push(skip(resolve(clause.skip, before, slots.all)));
  if (clause.limit)
    operators.push(limit(resolve(clause.limit, before, slots.all), false, clause.type === 'return' ? LIMITS.rows : LIMITS.queryWork));
  if (clause.where) operators.push(filter(refuseAggregates(resolve(clause.where, after, slots.all), 'WHERE')));
  return { operators, scope: after };
}

const hasAggregate = (expr: Expr): boolean => partsOf(expr).some(({ type }) => type === 'aggregate');

/** Around an aggregate stands only what has one value for the whole group; in it, no other aggregate. */
function checkGroup({ value }: Column): void {
  if (!hasAggregate(value)) return;
  const visit = (expr: Expr): void => {
    if (expr.type === 'aggregate') {
      if (expr.of) refuseAggregates(expr.of, 'another aggregate');
      return;
    }
    if (expr.type === 'whole' || expr.type === 'field' || expr.type === 'path')
      throw new AppFailure('query_unsupported', {
        text: `Beside an aggregate, ${expr.name} has no one value for its group.`,
        next: 'Make it a column of its own.',
        place: expr.place,
      });
    if (expr.type === 'each' && [expr.where, expr.value].some((part) => part && hasAggregate(part)))
      throw new AppFailure('query_unsupported', {
        text: 'An aggregate inside a loop is not supported.',
        next: 'Name it with WITH first.',
        place: expr.place,
      });
    children(expr).forEach(visit);
  };
  visit(value);
}

/** Over the rows before the columns; over the columns themselves where rows were made one. */
function keyOf(item: OrderItem, columns: readonly Column[], merged: boolean, before: Scope, after: Scope, slots: Slots): SortKey {
  const { descending } = item;
  if (!merged) {
    const aliased = new Map<string, Meaning>(before);
    for (const { column, value } of columns) aliased.set(column, (place) => ({ ...value, place }));
    return { value: refuseAggregates(resolve(item.value, aliased, slots.all), 'this ORDER BY'), descending };
  }
  const own = new Set(columns.map(({ slot }) => slot));
  const said = new Map(columns.toReversed().map((column) => [sayOf(column.value), column]));
  let unseen: Expr | undefined;
  // A column's name means the column; what a column says may be written again.
  for (const scope of [new Map([...before, ...after]), new Map([...after, ...before])]) {
    const value = replaceParts(resolve(item.value, scope, slots.all), (part) => {
      const column = part.type === 'constant' ? undefined : said.get(sayOf(part));
      return column ? variable(column.slot, column.column)(part.place) : null;
    });
    unseen = partsOf(value).find((part) => part.type === 'aggregate' || hidden(part, own));
    if (!unseen) return { value, descending };
  }
  throw new AppFailure('query_syntax', {
    text: 'Behind DISTINCT or an aggregate, ORDER BY sees the columns only.',
    next: 'Order by a column, or make this one.',
    place: unseen!.place,
  });
}

const hidden = (part: Expr, own: ReadonlySet<number>): boolean =>
  part.type === 'path'
    ? part.parts.some((slot) => !own.has(slot))
    : (part.type === 'whole' || part.type === 'field') && !own.has(part.slot);

/** Two expressions that say the same, wherever they stand. */
const sayOf = (expr: Expr): string => JSON.stringify(expr, (key, value: unknown) => (key === 'place' ? undefined : value));
