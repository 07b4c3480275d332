/** Questions about a graph, as data: patterns that join, repeat and end in nothing, columns that count, collect and cut. */
import fc from 'fast-check';
import { EDGES, KEYS, number, text } from './hostile-graphs.ts';
import type { ClauseSay, ColumnsSay, EdgeSay, NodeSay, PathSay, Plain, Question, Say } from './naive-query.ts';
import { NONE, derived, factsOf, lists, predicate, recordsOf, value } from './question-values.ts';
import type { Names, Words } from './question-values.ts';
import type { Graph } from './slice.ts';

const PARAMS = ['p', 'q', 'liste'];
const param: fc.Arbitrary<Plain> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(text, number, fc.constant(null), fc.boolean()), { maxLength: 4 }),
);

/** Questions whose constants are likely to be found in the graph. */
export function questionsOn(graph: Graph): fc.Arbitrary<Question> {
  const facts = [...graph.nodes, ...graph.edges].flatMap(factsOf);
  const literal: fc.Arbitrary<Say> = fc
    .oneof(
      { weight: 5, arbitrary: fc.constantFrom(...facts).map((fact) => fact.value) },
      { weight: 2, arbitrary: fc.oneof(text, number, fc.boolean()) },
      { weight: 1, arbitrary: fc.constant(null) },
    )
    .map((value) => ({ t: 'lit', value }));
  const constant: fc.Arbitrary<Say> = fc.oneof(
    { weight: 5, arbitrary: literal },
    { weight: 1, arbitrary: fc.constantFrom(...PARAMS).map((name): Say => ({ t: 'param', name })) },
  );
  const list = fc.oneof(
    fc.array(constant, { maxLength: 4 }).map((items): Say => ({ t: 'list', items })),
    fc.constant<Say>({ t: 'param', name: 'liste' }),
  );
  const key = fc.oneof(fc.constantFrom('id', 'kind', 'label', 'firstSeen', 'lastSeen', 'count'), fc.constantFrom(...KEYS));
  const map = fc.oneof(
    { weight: 15, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(key, constant), { minLength: 1, maxLength: 1 }) },
  );
  const words: Words = { facts, constant, list, key, map, present: [...new Set(graph.nodes.map(({ kind }) => kind))] };
  const params = fc.record({ p: param, q: param, liste: param });
  const one = fc.oneof({ weight: 4, arbitrary: plain(words) }, { weight: 6, arbitrary: readings(words, NONE, 0) });
  return fc
    .oneof(
      {
        weight: 8,
        arbitrary: fc.tuple(
          one.map((part) => [part]),
          fc.constant(false),
          params,
        ),
      },
      { weight: 1, arbitrary: fc.tuple(fc.array(plain(words), { minLength: 2, maxLength: 2 }).map(sameColumns), fc.boolean(), params) },
    )
    .map(([parts, all, values]): Question => ({ parts, all, params: values }));
}

/** The parts of a union return as many columns as the one that returns the fewest. */
function sameColumns(parts: readonly (readonly ClauseSay[])[]): (readonly ClauseSay[])[] {
  const width = Math.min(...parts.map((part) => (part.at(-1) as ColumnsSay).items.length));
  return parts.map((part) =>
    part.map((clause) =>
      clause.c === 'return'
        ? { ...clause, items: clause.items.slice(0, width), order: clause.items.length > width ? [] : clause.order }
        : clause,
    ),
  );
}

/** One MATCH and what it returns, as most questions are. */
const plain = (words: Words): fc.Arbitrary<ClauseSay[]> =>
  pattern(words, NONE, 0, 3).chain(({ paths, names }) =>
    fc
      .tuple(fc.option(predicate(names, words), { freq: 3 }), columns(words, names, 'return', 0))
      .map(([where, [last]]): ClauseSay[] => [{ c: 'match', optional: false, paths, where }, last]),
  );

/** Up to three clauses, each over what those before it bound, then RETURN. Names of one clause end in its number. */
function readings(words: Words, names: Names, depth: number): fc.Arbitrary<ClauseSay[]> {
  const then = (clause: ClauseSay, next: Names): fc.Arbitrary<ClauseSay[]> => {
    const end = columns(words, next, 'return', depth).map(([last]): ClauseSay[] => [last]);
    const more: fc.Arbitrary<ClauseSay[]> =
      depth < 2 ? fc.oneof({ weight: 1, arbitrary: end }, { weight: 2, arbitrary: readings(words, next, depth + 1) }) : end;
    return more.map((rest) => [clause, ...rest]);
  };
  const match = fc.tuple(pattern(words, names, depth, depth === 0 ? 2 : 1), fc.boolean()).chain(([{ paths, names: next }, optional]) =>
    fc.option(predicate(next, words), { freq: 2 }).chain((where) => {
      // A path of one node that may be bound already has no null of its own.
      const isOptional = optional && paths.every(({ name, edges }) => name === null || edges.length > 0);
      return then({ c: 'match', optional: isOptional, paths, where }, next);
    }),
  );
  const shortest = shortestPattern(words, names, depth).chain(({ path, names: next, ends }) =>
    fc
      .tuple(fc.option(predicate(ends, words), { freq: 1 }), fc.boolean())
      .chain(([where, optional]) => then({ c: 'match', optional, paths: [path], where }, next)),
  );
  const unwind = fc
    .oneof({ weight: 3, arbitrary: words.list }, { weight: 2, arbitrary: lists(names, words) })
    .chain((value) => then({ c: 'unwind', value, name: `x${depth}` }, { ...names, values: [...names.values, `x${depth}`] }));
  const withColumns = columns(words, names, 'with', depth).chain(([clause, next]) => then(clause, next));
  if (names.nodes.length === 0)
    return fc.oneof({ weight: 8, arbitrary: match }, { weight: 3, arbitrary: shortest }, { weight: 1, arbitrary: unwind });
  return fc.oneof(
    { weight: 3, arbitrary: match },
    { weight: 1, arbitrary: shortest },
    { weight: 2, arbitrary: unwind },
    { weight: 4, arbitrary: withColumns },
  );
}

const kindsOf = <K>(all: readonly K[]): fc.Arbitrary<K[]> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant<K[]>([]) }, { weight: 2, arbitrary: fc.subarray([...all], { minLength: 1 }) });

const nodeOf = ({ map, present }: Words, known: readonly string[], depth: number): fc.Arbitrary<NodeSay> => {
  const fresh = fc.constantFrom(
    ...['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'узел', 'MATCHES'].map((name) => (depth === 0 ? name : `${name}_${depth}`)),
  );
  const name = known.length === 0 ? fresh : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 2, arbitrary: fresh });
  return fc.record({ name, kinds: kindsOf(present), map });
};
const edgeOf = ({ map }: Words, hops: fc.Arbitrary<[number, number] | null>) =>
  fc.record({ kinds: kindsOf(EDGES), arrow: fc.constantFrom<('out' | 'in' | 'both')[]>('out', 'in', 'both'), hops, map });

/** Up to two paths of up to `longest` edges; a node's name may come again. */
function pattern(words: Words, before: Names, depth: number, longest: number): fc.Arbitrary<{ paths: PathSay[]; names: Names }> {
  const node = nodeOf(words, before.nodes, depth);
  const hops = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.constantFrom<[number, number][]>([0, 0], [0, 1], [1, 3], [0, 2], [2, 2], [1, depth === 0 ? 6 : 3]) },
  );
  const walk = fc
    .array(fc.tuple(edgeOf(words, hops), node), { maxLength: longest })
    .chain((steps) => fc.tuple(node, fc.boolean()).map(([start, named]) => ({ start, steps, named })));
  return fc.array(walk, { minLength: 1, maxLength: longest > 1 ? 2 : 1 }).map((drawn) => {
    let count = 0;
    const paths = drawn.map(({ start, steps, named }, at): PathSay => ({
      name: named ? `p${at}_${depth}` : null,
      shortest: null,
      nodes: [start, ...steps.map(([, to]) => to)],
      edges: steps.map(([raw]): EdgeSay => ({ ...raw, name: `e${count++}_${depth}`, map: raw.hops ? [] : raw.map })),
    }));
    const edges = paths.flatMap((each) => each.edges);
    return { paths, names: withPaths(before, paths, edges) };
  });
}

const withPaths = (before: Names, paths: readonly PathSay[], edges: readonly EdgeSay[]): Names => ({
  ...before,
  nodes: [...new Set([...before.nodes, ...paths.flatMap((path) => path.nodes.map((each) => each.name))])],
  edges: [...before.edges, ...edges.filter((each) => !each.hops).map((each) => each.name)],
  lists: [...before.lists, ...edges.filter((each) => each.hops).map((each) => each.name)],
  paths: [...before.paths, ...paths.flatMap((path) => (path.name === null ? [] : [path.name]))],
});

/** A shortest path between two nodes, and the names that its own WHERE may test. */
function shortestPattern(words: Words, before: Names, depth: number): fc.Arbitrary<{ path: PathSay; names: Names; ends: Names }> {
  const node = nodeOf(words, before.nodes, depth);
  const hops = fc.constantFrom<[number, number][]>([0, 6], [1, 6], [1, 2], [0, 3]);
  return fc
    .tuple(node, edgeOf(words, hops), node, fc.constantFrom<('first' | 'all')[]>('first', 'all'))
    .map(([from, edge, to, shortest]) => {
      const path: PathSay = { name: `p_${depth}`, shortest, nodes: [from, to], edges: [{ ...edge, name: `s_${depth}`, map: [] }] };
      return { path, names: withPaths(before, [path], path.edges), ends: withPaths(before, [{ ...path, name: null }], []) };
    });
}

/** WITH or RETURN over what is bound, and the names behind it. */
function columns(words: Words, names: Names, c: 'with' | 'return', depth: number): fc.Arbitrary<[ColumnsSay, Names]> {
  const alias = (index: number): string => (c === 'return' ? `c${index}` : `w${index}_${depth}`);
  const made = fc.oneof({ weight: 7, arbitrary: value(names, words) }, { weight: 3, arbitrary: derived(names, words) });
  const counted: fc.Arbitrary<Say> = fc
    .tuple(fc.constantFrom('count', 'count', 'collect', 'min', 'max', 'sum', 'avg'), fc.boolean(), fc.option(made, { freq: 3 }))
    .map(([fn, distinct, of]) => (of === null ? { t: 'agg', fn: 'count', distinct: false, of: null } : { t: 'agg', fn, distinct, of }));
  const own = fc.subarray([...recordsOf(names)], { maxLength: Math.min(2, recordsOf(names).length) });
  return fc
    .record({
      kept: c === 'return' ? fc.constant<string[]>([]) : own,
      values: fc.array(made, { minLength: 1, maxLength: 3 }),
      counted: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 2, arbitrary: fc.array(counted, { minLength: 1, maxLength: 2 }) },
      ),
      distinct: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      skip: fc.option(fc.constantFrom(0, 1, 2), { freq: 6 }),
      limit: fc.option(fc.constantFrom(0, 1, 3, 3, 20, 20, 500, 500), { freq: 3 }),
      keys: fc.array(fc.record({ value: value(names, words), descending: fc.boolean(), column: fc.nat(5) }), { maxLength: 2 }),
      sorted: fc.boolean(),
    })
    .chain(({ kept, values, counted: aggregates, distinct, skip, limit, keys, sorted }) => {
      const items = [
        ...kept.map((name) => ({ value: { t: 'var', name } as Say, alias: null })),
        ...[...values, ...aggregates].map((item, index) => ({ value: item, alias: alias(index) })),
      ];
      const merged = distinct || aggregates.length > 0;
      // Behind DISTINCT or an aggregate, a key is a column, by its name or said again.
      const order = keys.map(({ value: key, descending, column }) => {
        const item = items[column % items.length]!;
        const again: Say = column % 2 === 0 && item.alias !== null ? { t: 'var', name: item.alias } : item.value;
        return { value: merged ? again : key, descending };
      });
      const cut = c === 'return' || sorted;
      const next: Names = {
        nodes: names.nodes.filter((name) => kept.includes(name)),
        edges: names.edges.filter((name) => kept.includes(name)),
        ...{ lists: [], paths: [] },
        values: items.flatMap((item) => item.alias ?? []),
      };
      const clause: ColumnsSay = {
        c,
        distinct,
        items,
        order: cut ? order : [],
        skip: cut ? skip : null,
        limit: cut ? limit : null,
        where: null,
      };
      if (c === 'return') return fc.constant<[ColumnsSay, Names]>([clause, next]);
      return fc.option(predicate(next, words), { freq: 2 }).map((where): [ColumnsSay, Names] => [{ ...clause, where }, next]);
    });
}
