/** What an expression means, said once more and as plainly as possible; it shares nothing with the planner. */
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import type { Graph } from './slice.ts';

export type Plain =
  | null
  | string
  | number
  | boolean
  | { readonly node: string }
  | { readonly edge: string }
  | { readonly path: readonly string[] }
  | readonly Plain[];
export type Say =
  | { readonly t: 'lit'; readonly value: null | string | number | boolean }
  | { readonly t: 'param' | 'var'; readonly name: string }
  | { readonly t: 'prop'; readonly name: string; readonly key: string }
  /** A property of whatever an expression yields. */
  | { readonly t: 'of'; readonly of: Say; readonly key: string }
  | { readonly t: 'call'; readonly fn: string; readonly args: readonly Say[] }
  /** An aggregate; null is the star. */
  | { readonly t: 'agg'; readonly fn: string; readonly distinct: boolean; readonly of: Say | null }
  | { readonly t: 'index'; readonly of: Say; readonly at: Say }
  | { readonly t: 'slice'; readonly of: Say; readonly from: Say | null; readonly to: Say | null }
  | {
      readonly t: 'each';
      readonly want: 'list' | 'all' | 'any' | 'none' | 'single';
      readonly name: string;
      readonly list: Say;
      readonly where: Say | null;
      readonly value: Say | null;
    }
  | { readonly t: 'list' | 'AND' | 'OR' | 'XOR'; readonly items: readonly Say[] }
  | { readonly t: 'NOT' | 'IS NULL' | 'IS NOT NULL'; readonly of: Say }
  | {
      readonly t: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'IN' | 'STARTS WITH' | 'ENDS WITH' | 'CONTAINS';
      readonly a: Say;
      readonly b: Say;
    };
export interface NodeSay {
  readonly name: string;
  readonly kinds: readonly NodeKind[];
  readonly map: readonly (readonly [string, Say])[];
}
export interface EdgeSay {
  readonly name: string;
  readonly kinds: readonly EdgeKind[];
  readonly arrow: 'out' | 'in' | 'both';
  readonly hops: readonly [number, number] | null;
  readonly map: readonly (readonly [string, Say])[];
}

/** What a name stands for in a row. */
export type Bound =
  { readonly node: NodeRecord } | { readonly edge: EdgeRecord } | { readonly edges: readonly EdgeRecord[] } | { readonly value: Plain };
export type Row = ReadonlyMap<string, Bound>;

/** What an expression is evaluated in. */
export interface Around {
  readonly graph: Graph;
  readonly params: Readonly<Record<string, Plain>>;
  /** The rows of the group, in order, where the expression stands in a grouped column. */
  readonly group?: readonly Row[];
}

export const plainOf = (bound: Bound): Plain =>
  'node' in bound
    ? { node: bound.node.id }
    : 'edge' in bound
      ? { edge: bound.edge.id }
      : 'edges' in bound
        ? bound.edges.map(({ id }) => ({ edge: id }))
        : bound.value;

/** Kleene's logic in numbers: false 0, unknown ½, true 1. */
const degree = (value: Plain): number => (value === true ? 1 : value === false ? 0 : 0.5);
const fromDegree = (number: number): Plain => (number === 1 ? true : number === 0 ? false : null);

export function valueOf(say: Say, row: Row, around: Around): Plain {
  const of = (inner: Say): Plain => valueOf(inner, row, around);
  switch (say.t) {
    case 'lit':
      return say.value;
    case 'param':
      return around.params[say.name]!;
    case 'var':
      return plainOf(row.get(say.name)!);
    case 'prop':
      return propertyOf(plainOf(row.get(say.name)!), say.key, around.graph);
    case 'of':
      return propertyOf(of(say.of), say.key, around.graph);
    case 'call':
      return called(say.fn, say.args.map(of));
    case 'agg':
      return aggregated(
        say.fn,
        say.distinct,
        around.group!.map((each) => (say.of ? valueOf(say.of, each, around) : true)),
      );
    case 'index': {
      const [list, at] = [of(say.of), of(say.at)];
      if (!isList(list) || typeof at !== 'number' || !Number.isInteger(at)) return null;
      return list[at < 0 ? list.length + at : at] ?? null;
    }
    case 'slice': {
      const list = of(say.of);
      if (!isList(list)) return null;
      const ends = [say.from ? of(say.from) : 0, say.to ? of(say.to) : list.length].map((at) =>
        typeof at === 'number' && Number.isInteger(at) ? (at < 0 ? Math.max(0, list.length + at) : at) : null,
      );
      return ends.includes(null) ? null : list.filter((_, at) => at >= ends[0]! && at < ends[1]!);
    }
    case 'each': {
      const list = of(say.list);
      if (!isList(list)) return null;
      const inner = list.map((element): Row => new Map([...row, [say.name, { value: element }]]));
      const truths = inner.map((each) => degree(valueOf(say.where ?? { t: 'lit', value: true }, each, around)));
      const [most, least] = [Math.max(0, ...truths), Math.min(1, ...truths)];
      if (say.want === 'all') return fromDegree(least);
      if (say.want === 'any') return fromDegree(most);
      if (say.want === 'none') return fromDegree(1 - most);
      if (say.want === 'single') {
        const sure = truths.filter((truth) => truth === 1).length;
        return sure > 1 ? false : truths.includes(0.5) ? null : sure === 1;
      }
      const kept = inner.filter((_, at) => truths[at] === 1);
      return kept.map((each) => valueOf(say.value ?? { t: 'var', name: say.name }, each, around));
    }
    case 'list':
      return say.items.map(of);
    case 'AND':
      return fromDegree(Math.min(...say.items.map((item) => degree(of(item)))));
    case 'OR':
      return fromDegree(Math.max(...say.items.map((item) => degree(of(item)))));
    case 'XOR':
      return fromDegree(say.items.map((item) => degree(of(item))).reduce((a, b) => (a === 0.5 || b === 0.5 ? 0.5 : Math.abs(a - b))));
    case 'NOT':
      return fromDegree(1 - degree(of(say.of)));
    case 'IS NULL':
      return of(say.of) === null;
    case 'IS NOT NULL':
      return of(say.of) !== null;
    case '=':
      return same(of(say.a), of(say.b));
    case '<>':
      return fromDegree(1 - degree(same(of(say.a), of(say.b))));
    case 'IN': {
      const list = of(say.b);
      return isList(list) ? fromDegree(Math.max(0, ...list.map((item) => degree(same(of(say.a), item))))) : null;
    }
    case 'STARTS WITH':
    case 'ENDS WITH':
    case 'CONTAINS': {
      const [a, b] = [of(say.a), of(say.b)];
      if (typeof a !== 'string' || typeof b !== 'string') return null;
      const at = Buffer.from(a).indexOf(Buffer.from(b));
      if (say.t === 'CONTAINS') return at >= 0;
      return say.t === 'STARTS WITH' ? a.slice(0, b.length) === b : b.length <= a.length && a.slice(a.length - b.length) === b;
    }
    default: {
      const sign = compared(of(say.a), of(say.b));
      if (sign === null) return null;
      return say.t === '<' ? sign < 0 : say.t === '<=' ? sign <= 0 : say.t === '>' ? sign > 0 : sign >= 0;
    }
  }
}

function propertyOf(value: Plain, key: string, { nodes, edges }: Graph): Plain {
  if (typeof value !== 'object' || value === null || isList(value) || 'path' in value) return null;
  const record = 'node' in value ? nodes.find(({ id }) => id === value.node)! : edges.find(({ id }) => id === value.edge)!;
  const fields: Record<string, Plain> = {
    id: record.id,
    kind: record.kind,
    firstSeen: record.firstSeen,
    lastSeen: record.lastSeen,
    count: record.count,
    ...('label' in record ? { label: record.label } : {}),
  };
  return (Object.hasOwn(fields, key) ? fields[key] : Object.entries(record.props).find(([name]) => name === key)?.[1]) ?? null;
}

/** Null in, null out, and null for what is of another type than a function takes. */
function called(fn: string, args: readonly Plain[]): Plain {
  const [a, b, c] = args;
  const texts = (...values: (Plain | undefined)[]): boolean => values.every((value) => typeof value === 'string');
  const counts = (...values: (Plain | undefined)[]): boolean => values.every((value) => Number.isInteger(value) && (value as number) >= 0);
  switch (fn) {
    case 'coalesce':
      return args.find((value) => value !== null) ?? null;
    case 'size':
      return typeof a === 'string' ? Array.from(a).length : isList(a!) ? a.length : null;
    case 'head':
    case 'last':
      return isList(a!) && a.length > 0 ? a[fn === 'head' ? 0 : a.length - 1]! : null;
    case 'tail':
      return isList(a!) ? a.filter((_, at) => at > 0) : null;
    case 'reverse':
      return typeof a === 'string' ? Array.from(a).reverse().join('') : isList(a!) ? [...a].reverse() : null;
    case 'range': {
      if (![a, b].every((value) => Number.isSafeInteger(value))) return null;
      const made: number[] = [];
      for (let at = a as number; at <= (b as number); at++) made.push(at);
      return made;
    }
    case 'nodes':
    case 'relationships':
    case 'length': {
      if (typeof a !== 'object' || a === null || !('path' in a)) return null;
      const [nodes, edges] = [0, 1].map((odd) => a.path.filter((_, at) => at % 2 === odd));
      return fn === 'length' ? edges!.length : fn === 'nodes' ? nodes!.map((node) => ({ node })) : edges!.map((edge) => ({ edge }));
    }
    case 'toLower':
      return texts(a) ? (a as string).toLowerCase() : null;
    case 'toUpper':
      return texts(a) ? (a as string).toUpperCase() : null;
    case 'trim':
      return texts(a) ? (a as string).replace(/^\s+|\s+$/gu, '') : null;
    case 'left':
      return texts(a) && counts(b) ? cut(a, 0, b as number) : null;
    case 'right':
      return texts(a) && counts(b) ? cut(a, Math.max(0, Array.from(a as string).length - (b as number)), Infinity) : null;
    case 'substring':
      return texts(a) && counts(b) && (c === undefined || counts(c))
        ? cut(a, b as number, (b as number) + ((c as number | undefined) ?? Infinity))
        : null;
    case 'split':
      return texts(a, b) ? (b === '' ? Array.from(a as string) : (a as string).split(b as string)) : null;
    case 'replace':
      return texts(a, b, c) ? (b === '' ? a! : (a as string).replaceAll(b as string, () => c as string)) : null;
    case 'toString':
      return a !== null && typeof a !== 'object' ? String(a) : null;
    case 'toInteger': {
      const number =
        typeof a === 'number' ? a : typeof a === 'string' && /^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i.test(a) ? Number(a) : NaN;
      return Number.isSafeInteger(Math.trunc(number)) ? Math.trunc(number) || 0 : null;
    }
    default:
      throw new Error(`the naive evaluator knows no ${fn}`);
  }
}

const cut = (text: Plain | undefined, from: number, to: number): string =>
  Array.from(text as string)
    .filter((_, at) => at >= from && at < to)
    .join('');

function aggregated(fn: string, distinct: boolean, all: readonly Plain[]): Plain {
  const some = all.filter((value) => value !== null);
  const present = distinct ? [...new Map(some.map((value) => [JSON.stringify(value), value])).values()] : some;
  const sorted = [...present].sort(ranked);
  const numbers = present.filter((value) => typeof value === 'number');
  const sum = numbers.reduce((total, value) => total + value, 0);
  switch (fn) {
    case 'count':
      return present.length;
    case 'min':
      return sorted[0] ?? null;
    case 'max':
      return sorted.at(-1) ?? null;
    case 'collect':
      return present;
    case 'sum':
      return sum;
    case 'avg':
      return numbers.length === 0 ? null : sum / numbers.length;
    default:
      throw new Error(`the naive evaluator knows no ${fn}`);
  }
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);
const sort = (value: Plain): string =>
  value === null ? 'null' : isList(value) ? 'list' : typeof value === 'object' ? Object.keys(value)[0]! : typeof value;

function same(a: Plain, b: Plain): Plain {
  if (a === null || b === null) return null;
  if (sort(a) !== sort(b)) return false;
  if (isList(a) && isList(b))
    return a.length === b.length && fromDegree(Math.min(1, ...a.map((item, index) => degree(same(item, b[index]!)))));
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Smaller, equal, greater, or null where `<` knows no answer. */
function compared(a: Plain, b: Plain): number | null {
  if (a === null || b === null || sort(a) !== sort(b) || ['node', 'edge', 'path'].includes(sort(a))) return null;
  if (isList(a) && isList(b)) {
    for (const [index, item] of a.entries()) {
      if (index >= b.length) return 1;
      const sign = compared(item, b[index]!);
      if (sign !== 0) return sign;
    }
    return a.length === b.length ? 0 : -1;
  }
  return typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b as string)) : Number(a) - Number(b);
}

const RANKS = ['node', 'edge', 'list', 'path', 'string', 'boolean', 'number', 'null'];

/** ORDER BY: a total order across all types, null last. */
export function ranked(a: Plain, b: Plain): number {
  if (sort(a) !== sort(b)) return RANKS.indexOf(sort(a)) - RANKS.indexOf(sort(b));
  if (isList(a) && isList(b)) {
    const different = a.findIndex((item, index) => index >= b.length || ranked(item, b[index]!) !== 0);
    if (different < 0) return a.length - b.length;
    return different >= b.length ? 1 : ranked(a[different]!, b[different]!);
  }
  if (a !== null && typeof a === 'object') return ranked(Object.values(a)[0] as Plain, Object.values(b as object)[0] as Plain);
  return a === null ? 0 : compared(a, b)!;
}
