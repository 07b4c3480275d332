/** The wall: no operator and no parameter may name the tenant. It looks at names only; values are compared with nothing. */
import { fail } from '../../errors.ts';
import type { ErrorPlace, Result } from '../../errors.ts';
import { namesIn, parametersIn } from '../plan/operator.ts';
import type { Operator } from '../plan/operator.ts';
import { traceOf } from '../plan/plan.ts';
import { isReservedName } from '../scope-name.ts';

/** Values inside values: deeper ones are not looked into, and not accepted. */
const DEPTH = 8;

/** The refusal `cross_tenant`, with the plan and the offending operator marked, or null when nothing names the tenant. */
export function refuseScope(
  operators: readonly Operator[],
  params: Readonly<Record<string, unknown>>,
): Extract<Result<never>, { ok: false }> | null {
  for (const operator of operators) {
    const named = namesIn(operator).find((name) => isReservedName(name.text));
    if (named) return refusal(operators, operator, named.place);
  }
  for (const key of Object.keys(params)) {
    if (!isReservedName(key) && !namesInside(params[key], 0)) continue;
    for (const operator of operators) {
      const used = parametersIn(operator).find((parameter) => parameter.text === key);
      if (used) return refusal(operators, operator, used.place);
    }
    return fail('cross_tenant', { trace: ['✗ parameters', ...traceOf(operators).map((line) => `  ${line}`)] });
  }
  return null;
}

function refusal(operators: readonly Operator[], operator: Operator, place: ErrorPlace) {
  return fail('cross_tenant', { trace: traceOf(operators, operator), place });
}

function namesInside(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || depth > DEPTH) return false;
  if (value instanceof Map)
    return [...value].some(([key, inner]) => (typeof key === 'string' && isReservedName(key)) || namesInside(inner, depth + 1));
  if (Array.isArray(value)) return value.some((inner) => namesInside(inner, depth + 1));
  for (const key in value) {
    if (isReservedName(key) || namesInside((value as Record<string, unknown>)[key], depth + 1)) return true;
  }
  return Reflect.ownKeys(value).some((key) => typeof key === 'string' && isReservedName(key));
}
