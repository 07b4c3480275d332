/**
 * What a question means, said once more and as plainly as possible: every assignment of records to the pattern is tried.
 * It shares nothing with the planner, not even the parser: questions are built as data, and written out as text for it.
 */
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import { plainOf, ranked, valueOf } from './naive-value.ts';
import type { Around, Bound, EdgeSay, NodeSay, Plain, Row, Say } from './naive-value.ts';
import type { Graph } from './slice.ts';

export type { EdgeSay, NodeSay, Plain, Say } from './naive-value.ts';

export interface PathSay {
  readonly name: string | null;
  readonly shortest: 'first' | 'all' | null;
  readonly nodes: readonly NodeSay[];
  readonly edges: readonly EdgeSay[];
}
export interface MatchSay {
  readonly c: 'match';
  readonly optional: boolean;
  readonly paths: readonly PathSay[];
  readonly where: Say | null;
}
export interface ColumnsSay {
  readonly c: 'with' | 'return';
  readonly distinct: boolean;
  /** Without an alias, a variable goes on under its own name. */
  readonly items: readonly { readonly value: Say; readonly alias: string | null }[];
  readonly order: readonly { readonly value: Say; readonly descending: boolean }[];
  readonly skip: number | null;
  readonly limit: number | null;
  readonly where: Say | null;
}
export type ClauseSay = MatchSay | { readonly c: 'unwind'; readonly value: Say; readonly name: string } | ColumnsSay;

export interface Question {
  /** Each ends with RETURN; all of them return columns of the same names. */
  readonly parts: readonly (readonly ClauseSay[])[];
  readonly all: boolean;
  readonly params: Readonly<Record<string, Plain>>;
}
export interface Answer {
  readonly rows: Plain[][];
  readonly cut: boolean;
}

/** More rows or walks at one step than this are not tried. */
const TRIES = 10_000;

/** Thrown where trying everything would take too long. */
const TOO_LONG = new Error('trying everything takes too long');

/** The answer, with at most `most` rows where the question has no limit; null where trying everything would take too long. */
export function naiveAnswer(graph: Graph, { parts, all, params }: Question, most: number): Answer | null {
  try {
    let rows = parts.flatMap((part) => returned(graph, params, part));
    if (parts.length > 1 && !all) rows = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
    const last = parts.at(-1)!.at(-1) as ColumnsSay;
    const limited = parts.length === 1 && last.limit !== null;
    return { rows: limited ? rows : rows.slice(0, most), cut: !limited && rows.length > most };
  } catch (error) {
    if (error === TOO_LONG) return null;
    throw error;
  }
}

interface Rows {
  readonly rows: readonly Row[];
  /** They stand in an order that means something. */
  readonly ordered: boolean;
}

function returned(graph: Graph, params: Question['params'], part: readonly ClauseSay[]): Plain[][] {
  const around: Around = { graph, params };
  let at: Rows = { rows: [new Map()], ordered: false };
  for (const clause of part) {
    if (clause.c === 'match') at = { rows: spread(at.rows, (row) => matches(row, clause, around)), ordered: false };
    else if (clause.c === 'unwind') {
      const rows = spread(inOrder(at), (row) => {
        const value = valueOf(clause.value, row, around);
        const elements = Array.isArray(value) ? (value as readonly Plain[]) : value === null ? [] : [value];
        return elements.map((element): Row => new Map([...row, [clause.name, { value: element }]]));
      });
      at = { rows, ordered: true };
    } else at = columns(at, clause, around);
  }
  return at.rows.map((row) => [...row.values()].map(plainOf));
}

/** What each makes, one after the other, as long as it is not too much. */
function spread<T, U>(all: readonly T[], make: (one: T) => readonly U[]): U[] {
  const made: U[] = [];
  for (const one of all) {
    for (const each of make(one)) made.push(each);
    if (made.length > TRIES) throw TOO_LONG;
  }
  return made;
}

/** By the ids of everything that is bound, in the order of the text. */
const idsOf = (row: Row): Plain[] =>
  [...row.values()].map((bound) => ('edges' in bound ? bound.edges.map(({ id }) => id) : plainOf(bound)));
const inOrder = ({ rows, ordered }: Rows): readonly Row[] => (ordered ? rows : [...rows].sort((a, b) => ranked(idsOf(a), idsOf(b))));

function matches(start: Row, { optional, paths, where }: MatchSay, around: Around): readonly Row[] {
  let rows: readonly Row[] = [start];
  const own: string[] = [];
  for (const path of paths) {
    if (path.shortest) rows = spread(rows, (row) => shortest(row, path, around));
    else {
      rows = spread(rows, (row) => atNode(around.graph, row, path.nodes[0]!));
      for (const [index, edge] of path.edges.entries()) {
        rows = spread(rows, (row) => overEdge(around.graph, row, edge, own, path.nodes[index]!.name, path.nodes[index + 1]!));
        own.push(edge.name);
      }
    }
    if (path.name !== null) rows = rows.map((row) => new Map([...row, [path.name!, { value: pathOf(row, path) }]]));
  }
  const parts = paths.flatMap(({ nodes, edges }) => [...nodes, ...edges]);
  const tests = parts.flatMap(({ name, map }) => map.map(([key, value]): Say => ({ t: '=', a: { t: 'prop', name, key }, b: value })));
  const found = rows.filter((row) => [...tests, ...(where ? [where] : [])].every((test) => valueOf(test, row, around) === true));
  if (found.length > 0 || !optional) return found;
  const names = paths.flatMap(({ name, nodes, edges }) => [
    ...nodes.flatMap((node, at) => [node.name, ...(edges[at] ? [edges[at].name] : [])]),
    ...(name ? [name] : []),
  ]);
  return [new Map([...start, ...names.filter((name) => !start.has(name)).map((name) => [name, { value: null }] as const)])];
}

function atNode(graph: Graph, row: Row, say: NodeSay): Row[] {
  const known = row.get(say.name);
  return graph.nodes
    .filter(
      (node) =>
        (known === undefined || ('node' in known && known.node === node)) && (say.kinds.length === 0 || say.kinds.includes(node.kind)),
    )
    .map((node) => new Map([...row, [say.name, known ?? { node }]]));
}

const edgesIn = (bound: Bound | undefined): readonly EdgeRecord[] =>
  !bound ? [] : 'edges' in bound ? bound.edges : 'edge' in bound ? [bound.edge] : [];

/** Walks of one edge more each, from one node, over edges that are not used yet. */
function further(graph: Graph, say: EdgeSay, walks: readonly Walk[], used: readonly EdgeRecord[]): Walk[] {
  return spread(walks, ({ at, edges }) =>
    graph.edges.flatMap((edge) => {
      if (used.includes(edge) || edges.includes(edge) || (say.kinds.length > 0 && !say.kinds.includes(edge.kind))) return [];
      const ends = new Set<string>();
      if (say.arrow !== 'in' && edge.src === at) ends.add(edge.dst);
      if (say.arrow !== 'out' && edge.dst === at) ends.add(edge.src);
      return [...ends].map((end) => ({ at: end, edges: [...edges, edge] }));
    }),
  );
}
interface Walk {
  readonly at: string;
  readonly edges: readonly EdgeRecord[];
}

function overEdge(graph: Graph, row: Row, say: EdgeSay, own: readonly string[], before: string, to: NodeSay): Row[] {
  const used = own.flatMap((name) => edgesIn(row.get(name)));
  const start = row.get(before)!;
  if (!('node' in start)) return [];
  const [min, max] = say.hops ?? [1, 1];
  let walks: Walk[] = [{ at: start.node.id, edges: [] }];
  const ended: Walk[] = [];
  for (let length = 0; length <= max; length++) {
    if (length >= min) ended.push(...walks);
    walks = further(graph, say, walks, used);
  }
  return ended.flatMap(({ at, edges }) => {
    const next: Row = new Map([...row, [say.name, say.hops ? { edges } : { edge: edges[0]! }]]);
    return atNode(graph, next, to).filter((made) => (made.get(to.name) as { node: NodeRecord }).node.id === at);
  });
}

/** Both ends are tried in turn; between them, walks of growing length until some arrive. */
function shortest(row: Row, path: PathSay, around: Around): Row[] {
  const [from, to] = path.nodes as [NodeSay, NodeSay];
  const [edge] = path.edges as [EdgeSay];
  const [min, max] = edge.hops ?? [1, 1];
  return atNode(around.graph, row, from).flatMap((first) => {
    const start = (first.get(from.name) as { node: NodeRecord }).node;
    return atNode(around.graph, new Map([...first, [edge.name, { value: null }]]), to).flatMap((pair) => {
      const end = (pair.get(to.name) as { node: NodeRecord }).node;
      let walks: Walk[] = [{ at: start.id, edges: [] }];
      for (let length = 0; length <= max; length++) {
        const ended = walks.filter(({ at }) => at === end.id);
        if (ended.length > 0 && (length > 0 || min === 0)) {
          ended.sort((a, b) =>
            ranked(
              a.edges.map(({ id }) => id),
              b.edges.map(({ id }) => id),
            ),
          );
          return (path.shortest === 'all' ? ended : ended.slice(0, 1)).map(
            (walk) => new Map([...pair, [edge.name, { edges: walk.edges }]]) as Row,
          );
        }
        if (ended.length > 0) return [];
        walks = further(around.graph, edge, walks, []);
      }
      return [];
    });
  });
}

function pathOf(row: Row, { nodes, edges }: PathSay): Plain {
  const first = row.get(nodes[0]!.name)!;
  if (!('node' in first)) return null;
  const path = [first.node.id as string];
  for (const edge of edges.flatMap(({ name }) => edgesIn(row.get(name))))
    path.push(edge.id, edge.src === path.at(-1) ? edge.dst : edge.src);
  return { path };
}

const hasAggregate = (say: unknown): boolean =>
  typeof say === 'object' && say !== null && ((say as { t?: string }).t === 'agg' || Object.values(say).some(hasAggregate));

function columns(at: Rows, { c, distinct, items, order, skip, limit, where }: ColumnsSay, around: Around): Rows {
  const named = items.map(({ value, alias }) => ({ value, name: alias ?? (value as { name: string }).name }));
  const isGrouped = named.some(({ value }) => hasAggregate(value));
  const sorted = inOrder(at);
  const over = (row: Row, group?: readonly Row[]): Row =>
    new Map(
      named.map(({ value, name }) => [
        name,
        value.t === 'var' ? row.get(value.name)! : { value: valueOf(value, row, group ? { ...around, group } : around) },
      ]),
    );
  let made: { readonly out: Row; readonly keys: readonly Plain[] }[];
  let ordered = at.ordered;
  if (isGrouped || distinct) {
    const groups = new Map<string, Row[]>();
    for (const row of sorted) {
      const key = JSON.stringify(named.filter(({ value }) => !hasAggregate(value)).map(({ value }) => valueOf(value, row, around)));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    if (groups.size === 0 && isGrouped && named.every(({ value }) => hasAggregate(value))) groups.set('', []);
    made = [...groups.values()]
      .map((group) => over(group[0] ?? new Map(), group))
      .sort((a, b) => ranked(idsOf(a), idsOf(b)))
      .map((out) => ({ out, keys: order.map(({ value }) => keyOf(value, named, out, around)) }));
    ordered = false;
  } else
    made = sorted.map((row) => ({
      out: over(row),
      keys: order.map(({ value }) => valueOf(value, new Map([...row, ...over(row)]), around)),
    }));
  if (order.length > 0 || c === 'return' || skip !== null || limit !== null) {
    made.sort((a, b) => {
      for (const [index, { descending }] of order.entries()) {
        const sign = ranked(a.keys[index]!, b.keys[index]!);
        if (sign !== 0) return descending ? -sign : sign;
      }
      return 0;
    });
    ordered = true;
  }
  const rows = made.map(({ out }) => out).slice(skip ?? 0, limit === null ? undefined : (skip ?? 0) + limit);
  return { rows: where ? rows.filter((row) => valueOf(where, row, around) === true) : rows, ordered };
}

/** What a column says may be written again. */
function keyOf(value: Say, named: readonly { readonly value: Say; readonly name: string }[], out: Row, around: Around): Plain {
  const same = named.find((column) => JSON.stringify(column.value) === JSON.stringify(value));
  return same ? plainOf(out.get(same.name)!) : valueOf(value, out, around);
}
