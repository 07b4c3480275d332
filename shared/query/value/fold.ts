/** Expressions without variables have one value for all rows. */
import { evaluate } from './evaluate.ts';
import type { Env } from './evaluate.ts';
import type { Expr, Value } from './expression.ts';
import { partsOf } from './expression.ts';

const NOTHING: Env = {
  held: () => {
    throw new Error('a constant has no variables');
  },
  record: () => null,
  aggregated: () => null,
  look: () => undefined,
};

/** What takes its value from a row, from a record, from many rows or from a loop around it. */
const VARIES: ReadonlySet<Expr['type']> = new Set(['whole', 'field', 'path', 'property', 'aggregate', 'each', 'local']);

/** The value of an expression that uses no variable, or undefined when it uses one. */
export function constantOf(expr: Expr): Value | undefined {
  if (partsOf(expr).some(({ type }) => VARIES.has(type))) return undefined;
  return evaluate(expr, NOTHING);
}
