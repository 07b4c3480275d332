/** Expressions without variables have one value for all rows. */
import { evaluate } from './evaluate.ts';
import type { Expr, Value } from './expression.ts';
import { slotsOf } from './expression.ts';

/** The value of an expression that uses no variable, or undefined when it uses one. */
export function constantOf(expr: Expr): Value | undefined {
  if (slotsOf(expr).size > 0) return undefined;
  return evaluate(expr, () => {
    throw new Error('a constant has no variables');
  });
}
