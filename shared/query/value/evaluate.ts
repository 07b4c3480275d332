/** What an expression yields over one row of records. The reference that SQL must agree with. */
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import { EDGE_FIELDS, NODE_FIELDS } from '../../graph/records.ts';
import { along } from './along.ts';
import { compare, equals } from './compare.ts';
import type { Aggregated, Each, Expr, Index, PathOf, Slice, Value } from './expression.ts';
import { FUNCTIONS } from './functions.ts';
import { bounded, toCompare, weight } from './weight.ts';

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
  /** One part of an expression more: it costs time, however little it looks at. */
  step(): void;
}

/** `locals` are the elements of the loops around the expression. */
export function evaluate(expr: Expr, env: Env, locals: readonly Value[] = []): Value {
  const of = (part: Expr): Value => evaluate(part, env, locals);
  env.step();
  switch (expr.type) {
    case 'constant':
      return expr.value;
    case 'parameter':
      throw new Error('a parameter was not bound');
    case 'list':
      env.look((1 + expr.items.length) * MADE);
      return bounded(expr.items.map(of));
    case 'whole':
      return whole(env.held(expr.slot), env);
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
      const args = expr.args.map(of);
      env.look(args.reduce<number>((read, arg) => read + textWeight(arg), 0));
      const made = called.of(...args);
      env.look(ownWeight(made) * MADE);
      return bounded(made);
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
      return comparison(expr.operator, of(expr.left), of(expr.right), env);
    case 'in':
      return member(of(expr.left), of(expr.right), env);
    case 'text':
      return textTest(expr.operator, of(expr.left), of(expr.right), env);
    case 'null':
      return (of(expr.operand) === null) !== expr.negated;
  }
}

/** A variable as a value. */
export function whole(held: Held, work: Pick<Env, 'look'>): Value {
  if (held === null) return null;
  if (!('value' in held)) work.look(MADE * ('edges' in held ? held.edges.length : 1));
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
  env.look((1 + 2 * edges.length) * MADE);
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

function through(expr: Each, env: Env, locals: readonly Value[]): Value {
  const { list, where, value } = expr;
  const elements = evaluate(list, env, locals);
  if (!isList(elements)) return null;
  env.look(elements.length);
  const within = around(expr, locals);
  const tests = elements.map((element) => (where ? evaluate(where, env, within(element)) : element));
  const kept = keptOf(expr, elements, tests);
  env.look(kept.length * MADE);
  return gathered(expr, tests, value ? kept.map((element) => evaluate(value, env, within(element))) : kept);
}

/** The locals inside a loop, for one of its elements. */
export const around =
  ({ local }: Each, locals: readonly Value[]) =>
  (element: Value): readonly Value[] => [...locals.slice(0, local), element];

/** The elements that a loop which yields a list goes on with. */
export const keptOf = ({ want, where }: Each, elements: readonly Value[], tests: readonly Value[]): readonly Value[] =>
  want !== 'list' ? [] : where ? elements.filter((_, at) => tests[at] === true) : elements;

/** What a loop yields out of its tests and of what it made of the elements that it kept. */
export function gathered({ want }: Each, tests: readonly Value[], made: readonly Value[]): Value {
  switch (want) {
    case 'list':
      return bounded(made);
    case 'all':
      return junction('and', tests);
    case 'any':
      return junction('or', tests);
    case 'none':
      return negate(junction('or', tests));
    case 'single': {
      const truths = tests.map(truth);
      const yes = truths.filter((one) => one === true).length;
      return yes > 1 ? false : truths.includes(null) ? null : yes === 1;
    }
  }
}

const textWeight = (value: Value): number => (typeof value === 'string' ? weight(value) - 1 : 0);
/** What a value takes beside the elements that it shares with others. */
const ownWeight = (value: Value): number => (isList(value) ? value.length : textWeight(value));
/** To make an element costs as much as to look at so many. */
export const MADE = 10;

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

function comparison(operator: string, left: Value, right: Value, env: Env): boolean | null {
  env.look(toCompare(left, right));
  if (operator === '=') return equals(left, right);
  if (operator === '<>') return negate(equals(left, right));
  const sign = compare(left, right);
  if (sign === null) return null;
  return operator === '<' ? sign < 0 : operator === '<=' ? sign <= 0 : operator === '>' ? sign > 0 : sign >= 0;
}

function member(left: Value, right: Value, env: Env): boolean | null {
  if (!isList(right)) return null;
  env.look(weight(right) >> 2);
  let unknown = false;
  for (const item of right) {
    const same = equals(left, item);
    if (same === true) return true;
    unknown ||= same === null;
  }
  return unknown ? null : false;
}

function textTest(operator: string, left: Value, right: Value, env: Env): boolean | null {
  if (typeof left !== 'string' || typeof right !== 'string') return null;
  env.look(textWeight(left) + textWeight(right));
  return operator === 'STARTS WITH' ? left.startsWith(right) : operator === 'ENDS WITH' ? left.endsWith(right) : left.includes(right);
}
