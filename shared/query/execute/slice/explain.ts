/** How the desk goes over a pattern: arrays in memory for the shape, statements on the slice for what stands in records. */
import type { Operator } from '../../plan/operator.ts';
import type { Slot } from '../../plan/plan.ts';
import type { Scan } from '../../plan/scan.ts';
import { recordPredicate } from '../../sql/sqlite-predicate.ts';
import { slotsOf } from '../../value/expression.ts';
import type { Expr } from '../../value/expression.ts';
import type { Ways } from '../explain.ts';
import type { Walked } from '../program.ts';
import { alongText } from './in-order.ts';
import { saidOf } from './source.ts';

export const sliceWays = (slots: readonly Slot[]): Ways => ({
  match: (operators, first) => matchWays(operators, first, slots),
  records: 'over records read from the slice',
  tenant: 'bound to the customer that is open: its file holds one tenant, and a plan of another is refused before anything is read',
});

function matchWays(operators: readonly Walked[], first: boolean, slots: readonly Slot[]): Map<Operator, string> {
  const said = saidOf(operators);
  const early = first && alongText(operators, said) !== null;
  const bound = new Set<number>();
  const ways = new Map<Operator, string>();
  for (const [index, operator] of operators.entries()) {
    if (operator.op === 'scan')
      ways.set(
        operator,
        scanWay(
          operator,
          operators.slice(index + 1).filter((each) => said.has(each)),
        ),
      );
    if (operator.op === 'expand') ways.set(operator, `arrays in memory${early ? ', by ids, until there are enough rows' : ''}`);
    if (operator.op === 'shortest') ways.set(operator, 'arrays in memory, from both ends at once');
    if (operator.op === 'filter')
      ways.set(operator, said.has(operator) ? 'in the statement of the scan' : filterWay(operator.predicate, bound, slots));
    if (operator.op === 'scan') bound.add(operator.slot);
    if (operator.op === 'expand') [operator.edge, operator.to].forEach((slot) => bound.add(slot));
  }
  return ways;
}

function scanWay({ slot }: Scan, filters: readonly Operator[]): string {
  const own = filters.flatMap((operator) =>
    operator.op === 'filter' && slotsOf(operator.predicate).has(slot) ? [operator.predicate] : [],
  );
  if (own.length === 0) return 'arrays in memory: the kind of every node';
  const keys = own.map(indexed);
  return keys.includes('id') ? 'SQL: the index of ids' : keys.includes('label') ? 'SQL: the index of labels' : 'SQL: every node is read';
}

/** The field whose index answers a predicate, where one does. */
function indexed(predicate: Expr): string | null {
  if (predicate.type !== 'compare' && predicate.type !== 'in' && predicate.type !== 'text') return null;
  const field = predicate.left.type === 'field' ? predicate.left : predicate.right;
  if (field.type !== 'field') return null;
  const equality = predicate.type === 'in' || (predicate.type === 'compare' && predicate.operator === '=');
  const prefix = predicate.type === 'text' && predicate.operator === 'STARTS WITH' && field.key === 'label';
  return equality || prefix ? field.key : null;
}

function filterWay(predicate: Expr, bound: ReadonlySet<number>, slots: readonly Slot[]): string {
  const [slot, ...others] = slotsOf(predicate);
  const type = slot === undefined || others.length > 0 || !bound.has(slot) ? null : slots[slot]!.type;
  const inSql = (type === 'node' || type === 'edge') && recordPredicate(predicate, slot!, type) !== null;
  return inSql ? 'SQL: over the records found so far' : 'over records read from the slice';
}
