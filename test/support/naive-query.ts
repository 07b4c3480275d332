/**
 * What a question means, said once more and as plainly as possible: every assignment of records to the pattern is tried.
 * It shares nothing with the planner, not even the parser: questions are built as data, and written out as text for it.
 */
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import type { Graph } from './slice.ts';

export type Plain = null | string | number | boolean | { readonly node: string } | { readonly edge: string } | readonly Plain[];
export type Say =
  | { readonly t: 'lit'; readonly value: null | string | number | boolean }
  | { readonly t: 'param'; readonly name: string }
  | { readonly t: 'var'; readonly name: string }
  | { readonly t: 'prop'; readonly name: string; readonly key: string }
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
export interface Question {
  readonly paths: readonly { readonly nodes: readonly NodeSay[]; readonly edges: readonly EdgeSay[] }[];
  readonly where: Say | null;
  readonly items: readonly { readonly value: Say; readonly alias: string }[];
  readonly order: readonly { readonly value: Say; readonly descending: boolean }[];
  readonly limit: number | null;
  readonly params: Readonly<Record<string, Plain>>;
}

type Bound = NodeRecord | EdgeRecord | readonly EdgeRecord[];
type Row = ReadonlyMap<string, Bound>;

/** More rows or walks at one step than this are not tried. */
const TRIES = 20_000;

/**
 * The rows of the answer, 'too_broad' where the question has no limit and more than `most` rows, or null where trying
 * everything would take too long.
 */
export function naiveAnswer(graph: Graph, question: Question, most: number): Plain[][] | 'too_broad' | null {
  let rows: Row[] = [new Map()];
  for (const { nodes, edges } of question.paths) {
    rows = rows.flatMap((row) => atNode(graph, row, nodes[0]!));
    for (const [index, edge] of edges.entries()) {
      const steps: Row[][] = [];
      let tried = 0;
      for (const row of rows) {
        const found = overEdge(graph, row, edge, nodes[index]!.name, nodes[index + 1]!);
        if (found === null || (tried += found.length) > TRIES) return null;
        steps.push(found);
      }
      rows = steps.flat();
    }
  }
  rows = rows.filter((row) =>
    [...mapsOf(question, row), ...(question.where ? [valueOf(question.where, row, question)] : [])].every((value) => value === true),
  );
  if (question.limit === null && rows.length > most) return 'too_broad';
  const keyed = rows.map((row) => ({
    row,
    keys: question.order.map(({ value }) => valueOf(value, row, question)),
    ids: [...row.values()].map(idsOf),
  }));
  keyed.sort((x, y) => {
    for (const [index, { descending }] of question.order.entries()) {
      const sign = ranked(x.keys[index]!, y.keys[index]!);
      if (sign !== 0) return descending ? -sign : sign;
    }
    return ranked(x.ids, y.ids);
  });
  return keyed.slice(0, question.limit ?? most).map(({ row }) => question.items.map(({ value }) => valueOf(value, row, question)));
}

const isNode = (bound: Bound): bound is NodeRecord => 'label' in bound;
const isPath = (bound: Bound): bound is readonly EdgeRecord[] => Array.isArray(bound);
const idsOf = (bound: Bound): string | string[] => (isPath(bound) ? bound.map((edge) => edge.id) : bound.id);

function atNode(graph: Graph, row: Row, say: NodeSay): Row[] {
  const known = row.get(say.name);
  return graph.nodes
    .filter((node) => (known === undefined || known === node) && (say.kinds.length === 0 || say.kinds.includes(node.kind)))
    .map((node) => new Map([...row, [say.name, node]]));
}

function overEdge(graph: Graph, row: Row, say: EdgeSay, before: string, to: NodeSay): Row[] | null {
  const used = [...row.values()].flatMap((bound) => (isPath(bound) ? [...bound] : isNode(bound) ? [] : [bound]));
  const start = row.get(before) as NodeRecord;
  const [min, max] = say.hops ?? [1, 1];
  let walks: { at: string; edges: EdgeRecord[] }[] = [{ at: start.id, edges: [] }];
  const ended: typeof walks = [];
  for (let length = 0; length <= max; length++) {
    if (walks.length > TRIES) return null;
    if (length >= min) ended.push(...walks);
    walks = walks.flatMap(({ at, edges }) =>
      graph.edges.flatMap((edge) => {
        if (used.includes(edge) || edges.includes(edge) || (say.kinds.length > 0 && !say.kinds.includes(edge.kind))) return [];
        const ends = new Set<string>();
        if (say.arrow !== 'in' && edge.src === at) ends.add(edge.dst);
        if (say.arrow !== 'out' && edge.dst === at) ends.add(edge.src);
        return [...ends].map((end) => ({ at: end, edges: [...edges, edge] }));
      }),
    );
  }
  return ended.flatMap(({ at, edges }) => {
    const next = new Map<string, Bound>([...row, [say.name, say.hops ? edges : edges[0]!]]);
    return atNode(graph, next, to).filter((made) => (made.get(to.name) as NodeRecord).id === at);
  });
}

function mapsOf(question: Question, row: Row): Plain[] {
  const parts = question.paths.flatMap(({ nodes, edges }) => [...nodes, ...edges]);
  return parts.flatMap(({ name, map }) =>
    map.map(([key, value]) => valueOf({ t: '=', a: { t: 'prop', name, key }, b: value }, row, question)),
  );
}

/** Kleene's logic in numbers: false 0, unknown ½, true 1. */
const degree = (value: Plain): number => (value === true ? 1 : value === false ? 0 : 0.5);
const fromDegree = (number: number): Plain => (number === 1 ? true : number === 0 ? false : null);

function valueOf(say: Say, row: Row, question: Question): Plain {
  const of = (inner: Say): Plain => valueOf(inner, row, question);
  switch (say.t) {
    case 'lit':
      return say.value;
    case 'param':
      return question.params[say.name]!;
    case 'var': {
      const bound = row.get(say.name)!;
      return isPath(bound) ? bound.map(({ id }) => ({ edge: id })) : isNode(bound) ? { node: bound.id } : { edge: bound.id };
    }
    case 'prop': {
      const bound = row.get(say.name) as NodeRecord | EdgeRecord;
      const fields: Record<string, Plain> = {
        id: bound.id,
        kind: bound.kind,
        firstSeen: bound.firstSeen,
        lastSeen: bound.lastSeen,
        count: bound.count,
        ...(isNode(bound) ? { label: bound.label } : {}),
      };
      return (Object.hasOwn(fields, say.key) ? fields[say.key] : Object.entries(bound.props).find(([key]) => key === say.key)?.[1]) ?? null;
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
  if (a === null || b === null || sort(a) !== sort(b) || sort(a) === 'node' || sort(a) === 'edge') return null;
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

const RANKS = ['node', 'edge', 'list', 'string', 'boolean', 'number', 'null'];

/** ORDER BY: a total order across all types, null last. */
function ranked(a: Plain, b: Plain): number {
  if (sort(a) !== sort(b)) return RANKS.indexOf(sort(a)) - RANKS.indexOf(sort(b));
  if (isList(a) && isList(b)) {
    const different = a.findIndex((item, index) => index >= b.length || ranked(item, b[index]!) !== 0);
    if (different < 0) return a.length - b.length;
    return different >= b.length ? 1 : ranked(a[different]!, b[different]!);
  }
  if (a !== null && typeof a === 'object') return ranked(Object.values(a)[0] as string, Object.values(b as object)[0] as string);
  return a === null ? 0 : compared(a, b)!;
}
