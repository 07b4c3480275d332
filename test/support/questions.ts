/** Small hostile graphs and questions about them: loops, parallel edges, missing and mixed properties, names of every script. */
import fc from 'fast-check';
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord, PropValue } from '../../shared/graph/records.ts';
import type { EdgeSay, NodeSay, Plain, Question, Say } from './naive-query.ts';
import { recordId } from './slice.ts';
import type { Graph } from './slice.ts';

const NODES: readonly NodeKind[] = ['host', 'process', 'user', 'address', 'alert'];
const EDGES: readonly EdgeKind[] = ['SPAWNED', 'ACCESSED', 'CONNECTED', 'RAN_ON'];
const TEXTS = ['', 'a', 'A', 'ab', 'b', 'ws-01', 'WS-01', 'é\u0000x', '%_', "o'neill", '"\\', '\ue000', '\u{1f600}', 'ß', '中文', 'İ'];
const KEYS = ['a', 'b', 'tags', 'ключ', 'with space', '__proto__', 'label2'];
const NUMBERS = [0, 1, -1, 2.5, 1e21, 2 ** 60, 0.1 + 0.2, 1e-7];

const text = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }).map((drawn) => drawn.toWellFormed()) },
);
const number = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((drawn) => drawn + 0 || 0) },
);
const propValue: fc.Arbitrary<PropValue> = fc.oneof(text, number, fc.boolean(), fc.array(text, { maxLength: 2 }));
const props = fc.array(fc.tuple(fc.constantFrom(...KEYS), propValue), { maxLength: 4 }).map((entries) => Object.fromEntries(entries));
const moment = fc.nat(5).map((seconds) => 1_790_000_000_000 + seconds * 1_000);

export const hostileGraphs: fc.Arbitrary<Graph> = fc
  .tuple(
    fc.uuid(),
    fc.array(fc.record({ kind: fc.constantFrom(...NODES), label: text, firstSeen: moment, more: fc.nat(3), count: fc.nat(4), props }), {
      minLength: 1,
      maxLength: 7,
      size: 'max',
    }),
    fc.array(
      fc.record({
        kind: fc.constantFrom(...EDGES),
        src: fc.nat(6),
        dst: fc.nat(6),
        times: fc.uniqueArray(moment, { minLength: 1, maxLength: 3 }),
        props,
      }),
      { maxLength: 11, size: 'max' },
    ),
  )
  .map(([salt, rawNodes, rawEdges]) => {
    const nodes = rawNodes.map(({ more, ...node }, index): NodeRecord => ({
      ...node,
      id: recordId(`${salt}n${index}`),
      lastSeen: node.firstSeen + more,
    }));
    const edges = rawEdges.map(({ kind, src, dst, times, props: own }, index): EdgeRecord => {
      const sorted = times.toSorted((a, b) => a - b);
      return {
        id: recordId(`${salt}e${index}`),
        kind,
        src: nodes[src % nodes.length]!.id,
        dst: nodes[dst % nodes.length]!.id,
        firstSeen: sorted[0]!,
        lastSeen: sorted.at(-1)!,
        count: sorted.length,
        props: own,
        times: sorted,
      };
    });
    return { nodes, edges };
  });

const PARAMS = ['p', 'q', 'liste'];
const param: fc.Arbitrary<Plain> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(text, number, fc.constant(null), fc.boolean()), { maxLength: 4 }),
);

interface Names {
  readonly records: readonly string[];
  readonly paths: readonly string[];
}

interface Fact {
  readonly key: string;
  readonly value: string | number | boolean;
}

/** What a record says of itself, as far as a literal can say it. */
function factsOf({ props, ...fields }: NodeRecord | EdgeRecord): Fact[] {
  return Object.entries({ ...fields, ...props }).flatMap(([key, value]) => (typeof value === 'object' ? [] : [{ key, value }]));
}

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
  const present = [...new Set(graph.nodes.map(({ kind }) => kind))];
  const pattern = patterns(map, present);
  return pattern.chain(({ paths, names }) =>
    fc
      .record({
        where: fc.option(predicate(names, facts, constant, list, key), { freq: 3 }),
        values: fc.array(value(names, constant, key), { minLength: 1, maxLength: 3 }),
        order: fc.array(fc.record({ value: value(names, constant, key), descending: fc.boolean() }), { maxLength: 2 }),
        limit: fc.option(fc.constantFrom(0, 1, 3, 3, 20, 20, 500, 500), { freq: 3 }),
        params: fc.record({ p: param, q: param, liste: param }),
      })
      .map(({ where, values, order, limit, params }): Question => ({
        paths,
        where,
        items: values.map((item, index) => ({ value: item, alias: `c${index}` })),
        order,
        limit,
        params,
      })),
  );
}

const kindsOf = <K>(all: readonly K[]): fc.Arbitrary<K[]> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant<K[]>([]) }, { weight: 2, arbitrary: fc.subarray([...all], { minLength: 1 }) });

/** Up to two paths of up to three edges; a node's name may come again. */
function patterns(
  map: fc.Arbitrary<NodeSay['map']>,
  present: readonly NodeKind[],
): fc.Arbitrary<{ paths: Question['paths']; names: Names }> {
  const node = fc.record({ name: fc.constantFrom('n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'узел', 'MATCHES'), kinds: kindsOf(present), map });
  const hops = fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 2, arbitrary: fc.constantFrom<[number, number][]>([0, 0], [0, 1], [1, 3], [0, 2], [2, 2], [1, 6]) },
  );
  const edge = fc.record({ kinds: kindsOf(EDGES), arrow: fc.constantFrom('out', 'in', 'both'), hops, map });
  const path = fc.array(fc.tuple(edge, node), { maxLength: 3 }).chain((steps) => node.map((start) => ({ start, steps })));
  return fc.array(path, { minLength: 1, maxLength: 2 }).map((drawn) => {
    let count = 0;
    const paths = drawn.map(({ start, steps }) => ({
      nodes: [start, ...steps.map(([, to]) => to)],
      edges: steps.map(([raw]): EdgeSay => ({
        ...raw,
        name: `e${count++}`,
        arrow: raw.arrow as EdgeSay['arrow'],
        map: raw.hops ? [] : raw.map,
      })),
    }));
    const nodes = paths.flatMap((each) => each.nodes.map((each_) => each_.name));
    const edges = paths.flatMap((each) => each.edges);
    return {
      paths,
      names: {
        records: [...new Set([...nodes, ...edges.filter((each) => !each.hops).map((each) => each.name)])],
        paths: edges.filter((each) => each.hops).map((each) => each.name),
      },
    };
  });
}

const property = (names: Names, key: fc.Arbitrary<string>): fc.Arbitrary<Say> =>
  fc.tuple(fc.constantFrom(...names.records), key).map(([name, of]) => ({ t: 'prop', name, key: of }));
const variable = (names: Names): fc.Arbitrary<Say> => fc.constantFrom(...names.records, ...names.paths).map((name) => ({ t: 'var', name }));

const value = (names: Names, constant: fc.Arbitrary<Say>, key: fc.Arbitrary<string>): fc.Arbitrary<Say> =>
  fc.oneof(
    { weight: 4, arbitrary: property(names, key) },
    { weight: 3, arbitrary: variable(names) },
    { weight: 1, arbitrary: constant },
    {
      weight: 1,
      arbitrary: fc.array(fc.oneof(property(names, key), variable(names)), { maxLength: 2 }).map((items): Say => ({ t: 'list', items })),
    },
  );

function predicate(
  names: Names,
  facts: readonly Fact[],
  constant: fc.Arbitrary<Say>,
  list: fc.Arbitrary<Say>,
  key: fc.Arbitrary<string>,
): fc.Arbitrary<Say> {
  const prop = property(names, key);
  const any = value(names, constant, key);
  const sign = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
  const binary = (t: fc.Arbitrary<string>, a: fc.Arbitrary<Say>, b: fc.Arbitrary<Say>): fc.Arbitrary<Say> =>
    fc.tuple(t, a, b).map(([op, left, right]) => ({ t: op, a: left, b: right }) as Say);
  const name = fc.constantFrom(...names.records);
  const fact = fc.constantFrom(...facts);
  const likely: fc.Arbitrary<Say> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(sign, name, fact)
        .map(([t, of, { key: k, value: v }]) => ({ t, a: { t: 'prop', name: of, key: k }, b: { t: 'lit', value: v } }) as Say),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(name, fact, constant).map(
        ([of, { key: k }, other]) =>
          ({
            t: 'IN',
            a: { t: 'prop', name: of, key: k },
            b: {
              t: 'list',
              items: [
                other,
                ...facts
                  .filter(({ key: same }) => same === k)
                  .slice(0, 3)
                  .map(({ value: v }) => ({ t: 'lit', value: v })),
              ],
            },
          }) as Say,
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('STARTS WITH', 'ENDS WITH', 'CONTAINS'), name, fact, fc.nat(2))
        .map(
          ([t, of, { key: k, value: v }, cut]) =>
            ({ t, a: { t: 'prop', name: of, key: k }, b: { t: 'lit', value: pieceOf(t, String(v), cut) } }) as Say,
        ),
    },
  );
  const leaf: fc.Arbitrary<Say> = fc.oneof(
    { weight: 14, arbitrary: likely },
    { weight: 3, arbitrary: binary(sign, prop, constant) },
    { weight: 1, arbitrary: binary(sign, constant, prop) },
    { weight: 2, arbitrary: binary(sign, any, any) },
    { weight: 3, arbitrary: binary(fc.constant('IN'), prop, list) },
    { weight: 1, arbitrary: binary(fc.constant('IN'), any, any) },
    { weight: 3, arbitrary: binary(fc.constantFrom('STARTS WITH', 'ENDS WITH', 'CONTAINS'), prop, constant) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('IS NULL', 'IS NOT NULL'), any).map(([t, of]) => ({ t, of }) as Say) },
    { weight: 1, arbitrary: fc.oneof(constant, prop) },
  );
  return fc.letrec<{ tree: Say }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom('AND', 'OR', 'OR', 'XOR'), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
        .map(([t, items]) => ({ t, items }) as Say),
      tie('tree').map((of): Say => ({ t: 'NOT', of })),
    ),
  })).tree;
}

/** The beginning, the end or the middle of a text, by whole characters. */
function pieceOf(where: string, whole: string, cut: number): string {
  const characters = [...whole];
  return (
    where === 'STARTS WITH'
      ? characters.slice(0, cut)
      : where === 'ENDS WITH'
        ? characters.slice(-cut || characters.length)
        : characters.slice(cut, cut + 2)
  ).join('');
}
