/** What PostgreSQL can tell in clear: ids, kinds, times and counts. Labels and properties are sealed. */
import { RECORD_ID_PATTERN } from '../../graph/ids.ts';
import { FIELD_COLUMNS, isNumberField } from '../columns.ts';
import type { Slot } from '../plan/plan.ts';
import type { CompareOperator } from '../parse/ast.ts';
import type { Comparison, Expr, Membership, Value } from '../value/expression.ts';
import { constantOf } from '../value/fold.ts';
import { OPERATORS, TURNED, orUnknown, predicate, truth } from './predicate.ts';
import { alias, sql } from './statement.ts';
import type { Fragment } from './statement.ts';

type Operand = { readonly type: 'number' | 'id' | 'kind' | 'node' | 'edge'; readonly sql: Fragment };

const COLUMNS = { first_seen: sql`first_seen`, last_seen: sql`last_seen`, count: sql`count` };

/** Over the slots that one statement binds. Null where the expression needs what is sealed, or what other statements bound. */
export function clearPredicate(expr: Expr, slots: readonly Slot[], bound: ReadonlySet<number>): Fragment | null {
  const operand = (side: Expr): Operand | null => operandOf(side, slots, bound);
  return predicate(expr, {
    compare: (leaf) => compare(leaf, operand),
    member: (leaf) => member(leaf, operand),
    text: () => null,
    // These columns are never null.
    isNull: (leaf) => (operand(leaf.operand) ? truth(leaf.negated) : null),
  });
}

function operandOf(expr: Expr, slots: readonly Slot[], bound: ReadonlySet<number>): Operand | null {
  if ((expr.type !== 'field' && expr.type !== 'whole') || !bound.has(expr.slot)) return null;
  const type = slots[expr.slot]!.type;
  if (type !== 'node' && type !== 'edge') return null;
  const table = alias(type === 'node' ? 'n' : 'e', expr.slot);
  if (expr.type === 'whole') return { type, sql: sql`${table}.id` };
  if (expr.key === 'id') return { type: 'id', sql: sql`${table}.id` };
  if (expr.key === 'kind') return { type: 'kind', sql: sql`${table}.kind` };
  if (isNumberField(expr.key)) return { type: 'number', sql: sql`${table}.${COLUMNS[FIELD_COLUMNS[expr.key]]}` };
  return null;
}

function compare(expr: Comparison, operand: (side: Expr) => Operand | null): Fragment | null {
  const [left, right] = [operand(expr.left), operand(expr.right)];
  if (left && right) {
    if (left.type !== right.type || (left.type !== 'number' && !isEquality(expr.operator))) return null;
    return sql`(${left.sql} ${OPERATORS[expr.operator]} ${right.sql})`;
  }
  if (left) return withValue(left, expr.operator, constantOf(expr.right));
  if (right) return withValue(right, TURNED[expr.operator], constantOf(expr.left));
  return null;
}

const isEquality = (operator: CompareOperator): boolean => operator === '=' || operator === '<>';

function withValue(left: Operand, operator: CompareOperator, value: Value | undefined): Fragment | null {
  if (value === undefined || left.type === 'node' || left.type === 'edge') return null;
  if (value === null) return truth(null);
  if (left.type === 'number') {
    if (typeof value === 'number') return sql`(${left.sql} ${OPERATORS[operator]} ${value}::float8)`;
    return isEquality(operator) ? truth(operator === '<>') : truth(null);
  }
  if (!isEquality(operator)) return typeof value === 'string' ? null : truth(null);
  if (typeof value !== 'string') return truth(operator === '<>');
  if (left.type === 'id' && !RECORD_ID_PATTERN.test(value)) return truth(operator === '<>');
  // A text with NUL is no parameter of PostgreSQL, and no kind either.
  if (left.type === 'kind' && value.includes('\0')) return truth(operator === '<>');
  return left.type === 'id'
    ? sql`(${left.sql} ${OPERATORS[operator]} ${value}::uuid)`
    : sql`(${left.sql} ${OPERATORS[operator]} ${value}::text)`;
}

function member(expr: Membership, operand: (side: Expr) => Operand | null): Fragment | null {
  const left = operand(expr.left);
  const list = constantOf(expr.right);
  if (!left || left.type === 'node' || left.type === 'edge' || list === undefined) return null;
  if (!Array.isArray(list)) return truth(null);
  const values = list as readonly Value[];
  const texts = values.filter((value) => typeof value === 'string');
  const found =
    left.type === 'id'
      ? sql`(${left.sql} = ANY(${texts.filter((text) => RECORD_ID_PATTERN.test(text))}::uuid[]))`
      : left.type === 'kind'
        ? sql`(${left.sql} = ANY(${texts.filter((text) => !text.includes('\0'))}::text[]))`
        : sql`(${left.sql} = ANY(${values.filter((value) => typeof value === 'number').map(String)}::float8[]))`;
  return orUnknown(found, values.includes(null));
}
