/** Expressions over the names that a place of a question can see; their constants are likely to be found in the graph. */
import fc from 'fast-check';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import type { NodeSay, Say } from './naive-query.ts';

/** Names that a place of a question can see, by what they stand for. */
export interface Names {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
  /** Edges of variable lengths. */
  readonly lists: readonly string[];
  readonly paths: readonly string[];
  readonly values: readonly string[];
}
export const NONE: Names = { nodes: [], edges: [], lists: [], paths: [], values: [] };
export const recordsOf = ({ nodes, edges }: Names): readonly string[] => [...nodes, ...edges];
const allOf = (names: Names): readonly string[] => Object.values(names as unknown as Record<string, readonly string[]>).flat();

export interface Fact {
  readonly key: string;
  readonly value: string | number | boolean;
}

/** What a record says of itself, as far as a literal can say it. */
export function factsOf({ props, ...fields }: NodeRecord | EdgeRecord): Fact[] {
  return Object.entries({ ...fields, ...props }).flatMap(([key, value]) => (typeof value === 'object' ? [] : [{ key, value }]));
}

export interface Words {
  readonly facts: readonly Fact[];
  readonly constant: fc.Arbitrary<Say>;
  readonly list: fc.Arbitrary<Say>;
  readonly key: fc.Arbitrary<string>;
  readonly map: fc.Arbitrary<NodeSay['map']>;
  readonly present: readonly NodeKind[];
}

const property = (names: Names, { key, constant }: Words): fc.Arbitrary<Say> =>
  recordsOf(names).length === 0
    ? variable(names, constant)
    : fc.tuple(fc.constantFrom(...recordsOf(names)), key).map(([name, of]) => ({ t: 'prop', name, key: of }));
const variable = (names: Names, constant: fc.Arbitrary<Say>): fc.Arbitrary<Say> =>
  allOf(names).length === 0 ? constant : fc.constantFrom(...allOf(names)).map((name) => ({ t: 'var', name }));

export const value = (names: Names, words: Words): fc.Arbitrary<Say> =>
  fc.oneof(
    { weight: 4, arbitrary: property(names, words) },
    { weight: 3, arbitrary: variable(names, words.constant) },
    { weight: 1, arbitrary: words.constant },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.oneof(property(names, words), variable(names, words.constant)), { maxLength: 2 })
        .map((items): Say => ({ t: 'list', items })),
    },
  );

const call = (fn: string, ...args: Say[]): Say => ({ t: 'call', fn, args });

/** Lists: of a path, of a variable length, written, made. */
export function lists(names: Names, words: Words): fc.Arbitrary<Say> {
  const paths = names.paths.flatMap((name): Say[] => ['nodes', 'relationships'].map((fn) => call(fn, { t: 'var', name })));
  const own: Say[] = [...paths, ...[...names.lists, ...names.values].map((name): Say => ({ t: 'var', name }))];
  return fc.oneof(
    { weight: own.length === 0 ? 0 : 4, arbitrary: own.length === 0 ? words.list : fc.constantFrom(...own) },
    { weight: 1, arbitrary: words.list },
    { weight: 1, arbitrary: fc.constant<Say>(call('range', { t: 'lit', value: 0 }, { t: 'lit', value: 3 })) },
    { weight: 1, arbitrary: property(names, words).map((of): Say => call('split', of, { t: 'lit', value: 'a' })) },
  );
}

/** What functions, indexes and loops make of values. */
export function derived(names: Names, words: Words): fc.Arbitrary<Say> {
  const of = value(names, words);
  const small = fc.constantFrom<Say[]>(...[0, 1, 2, -1].map((at): Say => ({ t: 'lit', value: at })));
  const ofList = lists(names, words);
  const element: Say = { t: 'var', name: 'y' };
  const inner = words.key.map((key): Say => ({ t: 'of', of: element, key }));
  return fc.oneof(
    fc.tuple(fc.constantFrom('toLower', 'toUpper', 'trim', 'size', 'reverse', 'toString', 'toInteger'), of).map(([fn, a]) => call(fn, a)),
    fc.tuple(fc.constantFrom('head', 'last', 'tail', 'size', 'reverse'), ofList).map(([fn, a]) => call(fn, a)),
    fc.tuple(fc.constantFrom('left', 'right', 'substring', 'split'), of, small).map(([fn, a, b]) => call(fn, a, b)),
    fc.tuple(of, of, of).map((args) => call('coalesce', ...args)),
    fc.tuple(of, words.constant, words.constant).map((args) => call('replace', ...args)),
    ...names.paths.map((name) => fc.constant(call('length', { t: 'var', name }))),
    fc.tuple(ofList, small).map(([list, at]): Say => ({ t: 'index', of: list, at })),
    fc.tuple(ofList, fc.option(small), fc.option(small)).map(([list, from, to]): Say => ({ t: 'slice', of: list, from, to })),
    fc.tuple(ofList, small, words.key).map(([list, at, key]): Say => ({ t: 'of', of: { t: 'index', of: list, at }, key })),
    fc.tuple(ofList, fc.option(fc.tuple(inner, words.constant)), fc.option(inner)).map(([list, where, each]): Say => ({
      t: 'each',
      want: 'list',
      name: 'y',
      list,
      where: where && { t: '<>', a: where[0], b: where[1] },
      value: each,
    })),
  );
}

export function predicate(names: Names, words: Words): fc.Arbitrary<Say> {
  const { facts, constant, list } = words;
  const prop = property(names, words);
  const any = value(names, words);
  const sign = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
  const binary = (t: fc.Arbitrary<string>, a: fc.Arbitrary<Say>, b: fc.Arbitrary<Say>): fc.Arbitrary<Say> =>
    fc.tuple(t, a, b).map(([op, left, right]) => ({ t: op, a: left, b: right }) as Say);
  const fact = fc.constantFrom(...facts);
  const records = recordsOf(names);
  const of = records.length === 0 ? null : fc.constantFrom(...records);
  const fieldOf = (name: string | null, key: string, other: Say): Say => (name === null ? other : { t: 'prop', name, key });
  const subject = of ?? fc.constant(null);
  const likely: fc.Arbitrary<Say> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(sign, subject, fact, any)
        .map(([t, name, { key: k, value: v }, other]) => ({ t, a: fieldOf(name, k, other), b: { t: 'lit', value: v } }) as Say),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(subject, fact, constant, any).map(
        ([name, { key: k }, first, other]) =>
          ({
            t: 'IN',
            a: fieldOf(name, k, other),
            b: {
              t: 'list',
              items: [
                first,
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
        .tuple(fc.constantFrom('STARTS WITH', 'ENDS WITH', 'CONTAINS'), subject, fact, fc.nat(2), any)
        .map(
          ([t, name, { key: k, value: v }, cut, other]) =>
            ({ t, a: fieldOf(name, k, other), b: { t: 'lit', value: pieceOf(t, String(v), cut) } }) as Say,
        ),
    },
  );
  const loop: fc.Arbitrary<Say> = fc
    .tuple(fc.constantFrom('all', 'any', 'none', 'single'), lists(names, words), sign, words.key, constant)
    .map(
      ([want, over, t, key, b]) =>
        ({ t: 'each', want, name: 'y', list: over, where: { t, a: { t: 'of', of: { t: 'var', name: 'y' }, key }, b }, value: null }) as Say,
    );
  const leaf: fc.Arbitrary<Say> = fc.oneof(
    { weight: 14, arbitrary: likely },
    { weight: 3, arbitrary: binary(sign, prop, constant) },
    { weight: 1, arbitrary: binary(sign, constant, prop) },
    { weight: 2, arbitrary: binary(sign, any, any) },
    { weight: 2, arbitrary: binary(sign, derived(names, words), any) },
    { weight: 1, arbitrary: loop },
    { weight: 3, arbitrary: binary(fc.constant('IN'), prop, list) },
    { weight: 1, arbitrary: binary(fc.constant('IN'), any, any) },
    { weight: 3, arbitrary: binary(fc.constantFrom('STARTS WITH', 'ENDS WITH', 'CONTAINS'), prop, constant) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('IS NULL', 'IS NOT NULL'), any).map(([t, operand]) => ({ t, of: operand }) as Say) },
    { weight: 1, arbitrary: fc.oneof(constant, prop) },
  );
  return fc.letrec<{ tree: Say }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom('AND', 'OR', 'OR', 'XOR'), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
        .map(([t, items]) => ({ t, items }) as Say),
      tie('tree').map((operand): Say => ({ t: 'NOT', of: operand })),
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
