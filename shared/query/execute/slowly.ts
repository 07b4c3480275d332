/** What an expression yields where one go is not enough: part by part, and loops element by element, with rests in between. */
import { MADE, around, evaluate, gathered, keptOf } from '../value/evaluate.ts';
import type { Env } from '../value/evaluate.ts';
import { children, withChildren } from '../value/expression.ts';
import type { Each, Expr, Value } from '../value/expression.ts';
import type { Work } from './work.ts';

export async function slowly(expr: Expr, env: Env, work: Work, locals: readonly Value[] = []): Promise<Value> {
  if (work.tired) await work.rest();
  const whole = work.attempt(() => evaluate(expr, env, locals));
  if (whole !== undefined) return whole;
  if (expr.type === 'each') return through(expr, env, work, locals);
  if (expr.type === 'aggregate') return evaluate(expr, env, locals);
  const known = new Map<Expr, Value>();
  for (const part of children(expr)) known.set(part, await slowly(part, env, work, locals));
  const over = withChildren(expr, (part) => ({ type: 'constant', value: known.get(part)!, place: part.place }));
  return evaluate(over, env, locals);
}

async function through(expr: Each, env: Env, work: Work, locals: readonly Value[]): Promise<Value> {
  const { list, where, value } = expr;
  const elements = await slowly(list, env, work, locals);
  if (!Array.isArray(elements)) return null;
  env.look(elements.length);
  const within = around(expr, locals);
  const each = async (over: readonly Value[], part: Expr | null): Promise<readonly Value[]> => {
    if (!part) return over;
    const made: Value[] = [];
    for (const element of over) made.push(await slowly(part, env, work, within(element)));
    return made;
  };
  const tests = await each(elements as readonly Value[], where);
  const kept = keptOf(expr, elements as readonly Value[], tests);
  env.look(kept.length * MADE);
  return gathered(expr, tests, await each(kept, value));
}
