/** The patterns of one MATCH → slots, steps and predicates. Names that an earlier clause bound are what they were. */
import { AppFailure } from '../../errors.ts';
import type { ErrorPlace } from '../../errors.ts';
import type { NodeKind } from '../../graph/kinds.ts';
import type { EdgePattern, MatchClause, Name, NodePattern, PathPattern } from '../parse/ast.ts';
import type { Expr } from '../value/expression.ts';
import { slotsOf } from '../value/expression.ts';
import { namePath } from './name-path.ts';
import type { NamePath } from './name-path.ts';
import type { Meaning, Scope, Slots } from './scope.ts';
import { refuseAggregates, resolve, variable } from './scope.ts';
import { shortest } from './shortest.ts';
import type { Shortest } from './shortest.ts';

/** Nodes and edges of one MATCH: more than this is nobody's question, and would make a join without end. */
const PATTERN_PARTS = 24;

export interface Step {
  readonly from: number;
  readonly edge: number;
  readonly to: number;
  readonly pattern: EdgePattern;
}

export interface Pattern {
  /** What it sees and what it adds. */
  readonly scope: Scope;
  /** Nodes that it mentions, those of earlier clauses among them. */
  readonly nodes: readonly number[];
  /** Slots that it binds. */
  readonly binds: readonly number[];
  readonly steps: readonly Step[];
  /** WHERE, and the property maps of the pattern. */
  readonly predicates: readonly Expr[];
  /** Comes when all else of the pattern is bound. */
  readonly shortest: Shortest | null;
  readonly paths: readonly NamePath[];
}

export function patternOf(clause: MatchClause, before: Scope, slots: Slots): Pattern {
  const scope = new Map<string, Meaning>(before);
  const own = slots.all.length;
  const nodes = new Set<number>();
  const steps: Step[] = [];
  const shorts: { step: Step; path: PathPattern }[] = [];
  const paths: NamePath[] = [];
  const predicates: (() => Expr)[] = [];

  const add = (pattern: NodePattern | EdgePattern, type: 'node' | 'edge' | 'edges', kinds: readonly NodeKind[] | null): number => {
    if (slots.all.length - own >= PATTERN_PARTS)
      throw new AppFailure('limit', { text: `A pattern has at most ${PATTERN_PARTS} nodes and edges.`, place: pattern.place });
    const name = pattern.variable?.text ?? slots.unnamed;
    const slot = slots.add({ name, type, kinds }, pattern.place);
    if (pattern.variable) scope.set(name, variable(slot, name));
    return slot;
  };
  const maps = (slot: number, pattern: NodePattern | EdgePattern): void => {
    const { name } = slots.all[slot]!;
    for (const { key, value } of pattern.properties) {
      const left: Expr = { type: 'field', slot, name, key: key.text, place: key.place };
      predicates.push(() => ({ type: 'compare', operator: '=', left, right: resolve(value, scope, slots.all), place: key.place }));
    }
  };
  const node = (pattern: NodePattern, alone = false): number => {
    const known = pattern.variable && boundBy(pattern.variable, scope, slots);
    const slot = known ?? add(pattern, 'node', pattern.kinds);
    if (known !== null && pattern.kinds) {
      const { name, ...rest } = slots.all[slot]!;
      if (slot >= own) slots.all[slot] = { name, ...rest, kinds: both(rest.kinds, pattern.kinds) };
      else predicates.push(() => ofKind(slot, name, pattern.kinds!, pattern.place));
    }
    // What an optional pattern did not find is no node, and matches none.
    if (alone && slot < own) predicates.push(() => isThere(slot, slots.all[slot]!.name, pattern.place));
    nodes.add(slot);
    maps(slot, pattern);
    return slot;
  };
  const edge = (pattern: EdgePattern, path: PathPattern): number => {
    if (pattern.variable && scope.has(pattern.variable.text)) throw again(pattern.variable, before);
    const many = pattern.hops !== null || path.shortest !== null;
    if (many && pattern.properties.length > 0)
      throw new AppFailure('query_unsupported', {
        text: 'Properties on a variable length are not supported.',
        next: 'Write all(e IN relationships(p) WHERE …) on a named path.',
        place: pattern.properties[0]!.key.place,
      });
    const slot = add(pattern, many ? 'edges' : 'edge', null);
    maps(slot, pattern);
    return slot;
  };
  for (const path of clause.paths) {
    const parts = [node(path.nodes[0]!, path.edges.length === 0)];
    path.edges.forEach((pattern, index) => {
      const step = { from: parts.at(-1)!, edge: edge(pattern, path), to: node(path.nodes[index + 1]!), pattern };
      if (path.shortest) shorts.push({ step, path });
      else steps.push(step);
      parts.push(step.edge, step.to);
    });
    if (path.variable) {
      const { text: name, place } = path.variable;
      if (scope.has(name)) throw reused(path.variable);
      if (clause.optional && parts.every((slot) => slot < own))
        throw new AppFailure('query_unsupported', {
          text: 'An optional path of one node that is bound already is not supported.',
          next: `Test the node itself, and leave ${name} away.`,
          place: path.variable.place,
        });
      scope.set(name, (at) => ({ type: 'path', name, parts, place: at }));
      paths.push(
        namePath(
          name,
          parts.map((slot) => slots.all[slot]!.name),
          place,
        ),
      );
    }
  }
  const made = predicates.map((predicate) => refuseAggregates(predicate(), 'a pattern'));
  if (clause.where) made.push(refuseAggregates(resolve(clause.where, scope, slots.all), 'WHERE'));
  return {
    scope,
    nodes: [...nodes],
    binds: slots.all.flatMap((_, slot) => (slot >= own ? [slot] : [])),
    steps,
    predicates: made,
    shortest: shortestOf(shorts, steps, made, slots),
    paths,
  };
}

/** The slot of a node that has this name, or null where the name is new. */
function boundBy(name: Name, scope: Scope, slots: Slots): number | null {
  const meaning = scope.get(name.text)?.(name.place);
  if (!meaning) return null;
  if (meaning.type === 'whole' && slots.all[meaning.slot]!.type === 'node') return meaning.slot;
  if (meaning.type === 'whole' && slots.all[meaning.slot]!.type === 'value')
    throw new AppFailure('query_unsupported', {
      text: `${JSON.stringify(name.text)} is a value here, and a pattern starts at nodes of the graph.`,
      next: 'Match the node by its id: MATCH (n) WHERE n.id = … .',
      place: name.place,
    });
  throw reused(name);
}

const isThere = (slot: number, name: string, place: ErrorPlace): Expr => ({
  type: 'null',
  operand: { type: 'whole', slot, name, place },
  negated: true,
  place,
});

const ofKind = (slot: number, name: string, kinds: readonly NodeKind[], place: ErrorPlace): Expr => ({
  type: 'in',
  left: { type: 'field', slot, name, key: 'kind', place },
  right: { type: 'list', items: kinds.map((value) => ({ type: 'constant', value, place })), place },
  place,
});

const both = (a: readonly NodeKind[] | null, b: readonly NodeKind[]): readonly NodeKind[] =>
  a === null ? b : a.filter((kind) => b.includes(kind));

/**
 * A shortest path is looked for between ends that are known. A condition on the path itself would have to be part of the
 * search: it is refused, and stands in a WITH behind it, where it means what it says.
 */
function shortestOf(
  shorts: readonly { step: Step; path: PathPattern }[],
  steps: readonly Step[],
  predicates: readonly Expr[],
  slots: Slots,
): Shortest | null {
  const [first, second] = shorts;
  if (!first) return null;
  const { step, path } = first;
  if (second || steps.length > 0)
    throw new AppFailure('query_unsupported', {
      text: 'A shortest path beside other edges in one MATCH is not supported.',
      next: 'Give it a MATCH of its own.',
      place: (second?.path ?? path).place,
    });
  const condition = predicates.find((predicate) => slotsOf(predicate).has(step.edge));
  if (condition)
    throw new AppFailure('query_unsupported', {
      text: 'A condition on a shortest path in its own MATCH is not supported.',
      next: 'Hand the path on, and test it there: WITH p WHERE … .',
      place: condition.place,
    });
  const name = (slot: number): string => slots.all[slot]!.name;
  return shortest({
    from: step.from,
    edge: step.edge,
    to: step.to,
    names: { from: name(step.from), edge: name(step.edge), to: name(step.to) },
    kinds: step.pattern.kinds,
    direction: step.pattern.direction,
    hops: step.pattern.hops ?? { min: 1, max: 1 },
    all: path.shortest === 'all',
    place: path.place,
  });
}

/** In Cypher an edge that an earlier clause bound may stand in a pattern again; not so a name within one MATCH. */
function again(name: Name, before: Scope): AppFailure {
  const meaning = before.get(name.text)?.(name.place);
  if (meaning?.type !== 'whole') return reused(name);
  return new AppFailure('query_unsupported', {
    text: `An edge that is bound before (${name.text}) in a further pattern is not supported.`,
    next: `Give this edge a name of its own, and test it: WHERE … = ${name.text}.`,
    place: name.place,
  });
}

const reused = (name: Name): AppFailure =>
  new AppFailure('query_syntax', {
    text: `${JSON.stringify(name.text)} already stands for something else.`,
    next: 'Give this a name of its own.',
    place: name.place,
  });
