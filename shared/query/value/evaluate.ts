/** What an expression yields over one row of records. The reference that SQL must agree with. */
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import { EDGE_FIELDS, NODE_FIELDS } from '../../graph/records.ts';
import { compare, equals } from './compare.ts';
import type { Expr, Value } from './expression.ts';

/** What a slot holds: a record, or the ids of a path's edges in order. */
export type Held = { readonly node: NodeRecord } | { readonly edge: EdgeRecord } | { readonly path: readonly string[] };

export function evaluate(expr: Expr, held: (slot: number) => Held): Value {
  switch (expr.type) {
    case 'constant':
      return expr.value;
    case 'parameter':
      throw new Error('a parameter was not bound');
    case 'list':
      return expr.items.map((item) => evaluate(item, held));
    case 'whole':
      return whole(held(expr.slot));
    case 'field':
      return fieldOf(held(expr.slot), expr.key);
    case 'not':
      return negate(truth(evaluate(expr.operand, held)));
    case 'and':
    case 'or':
    case 'xor':
      return junction(expr.type, expr.items, held);
    case 'compare':
      return comparison(expr.operator, evaluate(expr.left, held), evaluate(expr.right, held));
    case 'in':
      return member(evaluate(expr.left, held), evaluate(expr.right, held));
    case 'text':
      return textTest(expr.operator, evaluate(expr.left, held), evaluate(expr.right, held));
    case 'null':
      return (evaluate(expr.operand, held) === null) !== expr.negated;
  }
}

/** Whether a row stays: unknown is not true. */
export const holds = (expr: Expr, held: (slot: number) => Held): boolean => evaluate(expr, held) === true;

function whole(held: Held): Value {
  if ('node' in held) return { node: held.node.id };
  if ('edge' in held) return { edge: held.edge.id };
  return held.path.map((edge) => ({ edge }));
}

/** A record's field, else its property, else null. Never a tenant: records have none. */
function fieldOf(held: Held, key: string): Value {
  if ('path' in held) return null;
  const record = 'node' in held ? held.node : held.edge;
  const fields: readonly string[] = 'node' in held ? NODE_FIELDS : EDGE_FIELDS;
  if (fields.includes(key)) return (record as unknown as Record<string, Value>)[key]!;
  return Object.hasOwn(record.props, key) ? (record.props[key] as Value) : null;
}

/** A value that is no truth value is unknown where one is wanted. */
const truth = (value: Value): boolean | null => (typeof value === 'boolean' ? value : null);
const negate = (value: boolean | null): boolean | null => (value === null ? null : !value);

function junction(type: 'and' | 'or' | 'xor', items: readonly Expr[], held: (slot: number) => Held): boolean | null {
  let result: boolean | null = type === 'and';
  for (const item of items) {
    const value = truth(evaluate(item, held));
    if (type === 'and') result = result === false || value === false ? false : result === null || value === null ? null : true;
    else if (type === 'or') result = result === true || value === true ? true : result === null || value === null ? null : false;
    else result = result === null || value === null ? null : result !== value;
  }
  return result;
}

function comparison(operator: string, left: Value, right: Value): boolean | null {
  if (operator === '=') return equals(left, right);
  if (operator === '<>') return negate(equals(left, right));
  const sign = compare(left, right);
  if (sign === null) return null;
  return operator === '<' ? sign < 0 : operator === '<=' ? sign <= 0 : operator === '>' ? sign > 0 : sign >= 0;
}

function member(left: Value, right: Value): boolean | null {
  if (!Array.isArray(right)) return null;
  let unknown = false;
  for (const item of right as readonly Value[]) {
    const same = equals(left, item);
    if (same === true) return true;
    unknown ||= same === null;
  }
  return unknown ? null : false;
}

function textTest(operator: string, left: Value, right: Value): boolean | null {
  if (typeof left !== 'string' || typeof right !== 'string') return null;
  return operator === 'STARTS WITH' ? left.startsWith(right) : operator === 'ENDS WITH' ? left.endsWith(right) : left.includes(right);
}
