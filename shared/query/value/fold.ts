/** Expressions without variables have one value for all rows. */
import { evaluate } from './evaluate.ts';
import type { Env } from './evaluate.ts';
import type { Expr, Value } from './expression.ts';
import { hasPart } from './expression.ts';
import { TooMuch } from './weight.ts';

/** What takes longer is evaluated where its work is counted. */
const LOOKS = 10_000;

function nothing(): Env {
  let left = LOOKS;
  return {
    held: () => {
      throw new Error('a constant has no variables');
    },
    record: () => null,
    aggregated: () => null,
    look: (elements) => {
      if ((left -= elements) < 0) throw new TooMuch('a constant');
    },
    step: () => undefined,
  };
}

/** What takes its value from a row, from a record, from many rows or from a loop around it. */
const VARIES: ReadonlySet<Expr['type']> = new Set(['whole', 'field', 'path', 'property', 'aggregate', 'each', 'local']);

/** The value of an expression that uses no variable, or undefined when it uses one, or takes long. */
export function constantOf(expr: Expr): Value | undefined {
  if (hasPart(expr, ({ type }) => VARIES.has(type))) return undefined;
  try {
    return evaluate(expr, nothing());
  } catch (error) {
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
}
