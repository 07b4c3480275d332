/** Parameters: checked and copied once, so that nothing the caller holds can change a bound plan. */
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import type { Expr, Value } from '../value/expression.ts';

const LIST = 1_000;

/** Replaces each parameter by its value. Throws AppFailure `bad_input` for one that is missing or no value of the language. */
export function parameterReader(params: Readonly<Record<string, unknown>>): (expr: Expr) => Expr {
  const read = new Map<string, Value>();
  return (expr) => {
    if (expr.type === 'constant') return { ...expr, value: typeof expr.value === 'string' ? expr.value.toWellFormed() : expr.value };
    if (expr.type !== 'parameter') return expr;
    if (!Object.hasOwn(params, expr.name))
      throw new AppFailure('bad_input', { text: `The parameter $${expr.name} has no value.`, next: 'Give it one.', place: expr.place });
    const value = read.has(expr.name) ? read.get(expr.name)! : copy(params[expr.name], expr.place, 0);
    read.set(expr.name, value);
    return { type: 'constant', value, place: expr.place };
  };
}

function copy(value: unknown, place: ErrorPlace, depth: number): Value {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && value.length <= LIMITS.propValue) return value.toWellFormed();
  if (Array.isArray(value) && depth < 3 && value.length <= LIST) return Array.from(value, (item) => copy(item, place, depth + 1));
  throw new AppFailure('bad_input', { text: 'A parameter is text, a number, true, false, null or a list of these.', place });
}
