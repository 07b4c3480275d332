/**
 * Predicates in SQL, three-valued like the evaluator. A dialect says how its leaves read; what it can't say exactly, the
 * evaluator does after reading. The junctions are the same everywhere.
 */
import { constantOf } from '../value/fold.ts';
import type { Comparison, Expr, Membership, NullTest, TextTest } from '../value/expression.ts';
import { join, sql } from './statement.ts';
import type { Fragment } from './statement.ts';

export interface Leaves {
  readonly compare: (expr: Comparison) => Fragment | null;
  readonly member: (expr: Membership) => Fragment | null;
  readonly text: (expr: TextTest) => Fragment | null;
  readonly isNull: (expr: NullTest) => Fragment | null;
}

/** SQL that is true, false or null exactly when the expression is, or null when this dialect can't say it. */
export function predicate(expr: Expr, leaves: Leaves): Fragment | null {
  const constant = constantOf(expr);
  if (constant !== undefined) return truth(typeof constant === 'boolean' ? constant : null);
  switch (expr.type) {
    case 'and':
      return junction(expr.items, sql` AND `, leaves);
    case 'or':
      return junction(expr.items, sql` OR `, leaves);
    case 'xor': {
      const items = expr.items.map((item) => predicate(item, leaves));
      return items.reduce((left, right) => (left && right ? sql`((${left}) <> (${right}))` : null));
    }
    case 'not': {
      const operand = predicate(expr.operand, leaves);
      return operand && sql`(NOT ${operand})`;
    }
    case 'compare':
      return leaves.compare(expr);
    case 'in':
      return leaves.member(expr);
    case 'text':
      return leaves.text(expr);
    case 'null':
      return leaves.isNull(expr);
    default:
      return null;
  }
}

/** Both dialects read these so; null is a comparison that knows nothing. */
export const truth = (value: boolean | null): Fragment => (value === null ? sql`(NULL = 1)` : value ? sql`(1 = 1)` : sql`(1 = 0)`);

/** `found`, or unknown where it is not and the list held a null. */
export const orUnknown = (found: Fragment, unknown: boolean): Fragment => (unknown ? sql`(${found} OR ${truth(null)})` : found);

function junction(items: readonly Expr[], separator: Fragment, leaves: Leaves): Fragment | null {
  const parts = items.map((item) => predicate(item, leaves));
  return parts.every((part) => part !== null) ? sql`(${join(parts, separator)})` : null;
}

export const OPERATORS = Object.freeze({ '=': sql`=`, '<>': sql`<>`, '<': sql`<`, '<=': sql`<=`, '>': sql`>`, '>=': sql`>=` });
/** The same comparison with its sides changed over. */
export const TURNED = Object.freeze({ '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const);
