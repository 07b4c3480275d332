/** What an expression yields over one row of records. The reference that SQL must agree with. */
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import { EDGE_FIELDS, NODE_FIELDS } from '../../graph/records.ts';
import { along } from './along.ts';
import { compare, equals } from './compare.ts';
import type { Aggregated, Each, Expr, Index, PathOf, Slice, Value } from './expression.ts';
import { FUNCTIONS } from './functions.ts';

/** What a slot holds: a record, the edges of a path in order, a value, or null where an optional pattern found nothing. */
export type Held =
  | { readonly node: NodeRecord }
  | { readonly edge: EdgeRecord }
  | { readonly edges: readonly EdgeRecord[] }
  | { readonly value: Value }
  | null;

/** What an expression may ask for while it is evaluated. */
export interface Env {
  held(slot: number): Held;
  /** The record that a value names, or null where it is not read yet: then it will be, and all is evaluated anew. */
  record(named: { readonly node: string } | { readonly edge: string }): NodeRecord | EdgeRecord | null;
  /** What an aggregate yields for the rows at hand. */
  aggregated(expr: Aggregated): Value;
  /** Elements that are gone through, for the cap on work. */
  look(elements: number): void;
}

/** `locals` are the elements of the loops around the expression. */
export function evaluate(expr: Expr, env: Env, locals: readonly Value[] = []): Value {
  const of = (part: Expr): Value => evaluate(part, env, locals);
  switch (expr.type) {
    case 'constant':
      return expr.value;
    case 'parameter':
      throw new Error('a parameter was not bound');
    case 'list':
      env.look(expr.items.length);
      return expr.items.map(of);
    case 'whole':
      return whole(env.held(expr.slot));
    case 'field':
      return fieldOf(env.held(expr.slot), expr.key);
    case 'path':
      return pathOf(expr, env);
    case 'property':
      return propertyOf(of(expr.of), expr.key, env);
    case 'index':
      return element(expr, of);
    case 'slice':
      return sliced(expr, env, of);
    case 'call': {
      const called = FUNCTIONS[expr.called];
      if (called.aggregate) throw new Error('an aggregate was not resolved');
      const made = called.of(...expr.args.map(of));
      env.look(weight(made) * MADE);
      return made;
    }
    case 'aggregate':
      return env.aggregated(expr);
    case 'each':
      return through(expr, env, locals);
    case 'local':
      return locals[expr.local]!;
    case 'not':
      return negate(truth(of(expr.operand)));
    case 'and':
    case 'or':
    case 'xor':
      return junction(expr.type, expr.items.map(of));
    case 'compare':
      return comparison(expr.operator, weighed(of(expr.left), env), of(expr.right));
    case 'in':
      return member(of(expr.left), weighed(of(expr.right), env));
    case 'text':
      return textTest(expr.operator, of(expr.left), of(expr.right));
    case 'null':
      return (of(expr.operand) === null) !== expr.negated;
  }
}

function whole(held: Held): Value {
  if (held === null) return null;
  if ('node' in held) return { node: held.node.id };
  if ('edge' in held) return { edge: held.edge.id };
  return 'value' in held ? held.value : held.edges.map(({ id }) => ({ edge: id }));
}

function fieldOf(held: Held, key: string): Value {
  if (held === null) return null;
  return 'node' in held ? keyOf(held.node, NODE_FIELDS, key) : 'edge' in held ? keyOf(held.edge, EDGE_FIELDS, key) : null;
}

/** A record's field, else its property, else null. Never a tenant: records have none. */
function keyOf(record: NodeRecord | EdgeRecord, fields: readonly string[], key: string): Value {
  if (fields.includes(key)) return (record as unknown as Record<string, Value>)[key]!;
  return Object.hasOwn(record.props, key) ? (record.props[key] as Value) : null;
}

function propertyOf(value: Value, key: string, env: Env): Value {
  if (typeof value !== 'object' || value === null || isList(value) || 'path' in value) return null;
  const record = env.record(value);
  return record && keyOf(record, 'node' in value ? NODE_FIELDS : EDGE_FIELDS, key);
}

/** Null as soon as one of its parts is. */
function pathOf({ parts }: PathOf, env: Env): Value {
  const held = parts.map((slot) => env.held(slot));
  const [first] = held;
  if (!first || !('node' in first)) return null;
  const edges: EdgeRecord[] = [];
  for (const part of held) {
    if (part === null) return null;
    if ('edge' in part) edges.push(part.edge);
    if ('edges' in part) edges.push(...part.edges);
  }
  const nodes = along(first.node.id, edges);
  return { path: nodes.flatMap((node, at) => (at < edges.length ? [node, edges[at]!.id] : [node])) };
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function element({ of: from, at, place }: Index, of: (part: Expr) => Value): Value {
  const [list, index] = [of(from), of(at)];
  if (typeof list === 'object' && list !== null && !isList(list) && typeof index === 'string') throw computedName(place);
  return isList(list) && typeof index === 'number' && Number.isInteger(index) ? (list.at(index) ?? null) : null;
}

/** A property is named where it is asked for, so that the wall sees which one it is. */
export const computedName = (place: ErrorPlace): AppFailure =>
  new AppFailure('query_unsupported', {
    text: 'A property by a computed name is not supported.',
    next: 'Write the name behind a dot.',
    place,
  });

/** Without an end it goes on to it; an end that is null makes all null. */
function sliced({ of: whole_, from, to }: Slice, env: Env, of: (part: Expr) => Value): Value {
  const list = of(whole_);
  const [first, end] = [from ? of(from) : 0, to ? of(to) : Infinity];
  const fits = (at: Value): at is number => typeof at === 'number' && (Number.isInteger(at) || at === Infinity);
  if (!isList(list) || !fits(first) || !fits(end)) return null;
  env.look(list.length);
  return list.slice(first, end);
}

function through({ want, local, list, where, value }: Each, env: Env, locals: readonly Value[]): Value {
  const elements = evaluate(list, env, locals);
  if (!isList(elements)) return null;
  env.look(elements.length);
  const around = locals.slice(0, local);
  const truths = (): (boolean | null)[] =>
    elements.map((element) => (where ? truth(evaluate(where, env, [...around, element])) : truth(element)));
  switch (want) {
    case 'list': {
      const kept = where ? elements.filter((element) => evaluate(where, env, [...around, element]) === true) : elements;
      return value ? kept.map((element) => evaluate(value, env, [...around, element])) : kept;
    }
    case 'all':
      return junction('and', truths());
    case 'any':
      return junction('or', truths());
    case 'none':
      return negate(junction('or', truths()));
    case 'single': {
      const found = truths();
      const yes = found.filter((one) => one === true).length;
      return yes > 1 ? false : found.includes(null) ? null : yes === 1;
    }
  }
}

/** Elements of a list, and characters of a text by the eight: what a value takes of memory, roughly. */
const weight = (value: Value): number => (isList(value) ? value.length : typeof value === 'string' ? value.length >> 3 : 0);
/** To make an element costs as much as to look at so many. */
const MADE = 10;
/** To compare one costs a part of that. */
const COMPARED = 16;

function weighed(value: Value, env: Env): Value {
  if (isList(value)) env.look(Math.ceil(value.length / COMPARED));
  return value;
}

/** A value that is no truth value is unknown where one is wanted. */
const truth = (value: Value): boolean | null => (typeof value === 'boolean' ? value : null);
const negate = (value: boolean | null): boolean | null => (value === null ? null : !value);

function junction(type: 'and' | 'or' | 'xor', items: readonly Value[]): boolean | null {
  let result: boolean | null = type === 'and' ? true : false;
  for (const item of items) {
    const value = truth(item);
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
  if (!isList(right)) return null;
  let unknown = false;
  for (const item of right) {
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
