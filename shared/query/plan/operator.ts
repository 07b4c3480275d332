/** All operators there are, and what the binder and the trace need to know of each: a total table, so that none is skipped. */
import type { ErrorPlace } from '../../errors.ts';
import { children, mapLeaves, namesOf, show } from '../value/expression.ts';
import type { Expr } from '../value/expression.ts';
import type { CountNeighbours } from './counts.ts';
import type { Expand } from './expand.ts';
import type { Filter } from './filter.ts';
import type { Limit } from './limit.ts';
import type { JoinRecords } from './join.ts';
import type { MatchAgain } from './clause.ts';
import type { NamePath } from './name-path.ts';
import type { Neighbours } from './neighbours.ts';
import type { Project } from './project.ts';
import type { ReadRecords } from './records.ts';
import type { Scan } from './scan.ts';
import type { Search } from './search.ts';
import type { Shortest } from './shortest.ts';
import type { Skip } from './skip.ts';
import type { Sort } from './sort.ts';
import type { ReadTimeline } from './timeline.ts';
import type { Union } from './union.ts';
import type { Unwind } from './unwind.ts';

export type Operator =
  | (Scan | Expand | Shortest | NamePath | Filter | MatchAgain | Unwind | Project | Sort | Skip | Limit | Union)
  | (CountNeighbours | Neighbours | ReadRecords | JoinRecords | Search | ReadTimeline);

export interface UsedName {
  readonly text: string;
  readonly place: ErrorPlace;
}

interface Facts<O extends Operator> {
  /** One line of a plan. */
  readonly line: (operator: O) => string;
  /** Every name in it that a person chose. */
  readonly names: (operator: O) => readonly UsedName[];
  readonly expressions: (operator: O) => readonly Expr[];
  /** The same operator with every leaf of its expressions put through `leaf`. */
  readonly mapped: (operator: O, leaf: (expr: Expr) => Expr) => O;
}

const kindsText = (kinds: readonly string[] | null): string => (kinds === null ? '' : `:${kinds.join('|')}`);
const plain = { names: () => [], expressions: () => [], mapped: <O>(operator: O) => operator };

const TABLE: { readonly [Op in Operator['op']]: Facts<Extract<Operator, { op: Op }>> } = {
  scan: { ...plain, line: (o) => `scan (${o.name}${kindsText(o.kinds)})`, names: (o) => [{ text: o.name, place: o.place }] },
  expand: {
    ...plain,
    line: (o) => {
      const hops = o.hops ? `*${o.hops.min}..${o.hops.max}` : '';
      const edge = `[${o.names.edge}${kindsText(o.kinds)}${hops}]`;
      return `expand (${o.names.from})${o.direction === 'in' ? '<' : ''}-${edge}-${o.direction === 'out' ? '>' : ''}(${o.names.to}${kindsText(o.toKinds)})${o.into ? ' known' : ''}`;
    },
    names: (o) => [o.names.from, o.names.edge, o.names.to].map((text) => ({ text, place: o.place })),
  },
  shortest: {
    ...plain,
    line: (o) => {
      const edge = `[${o.names.edge}${kindsText(o.kinds)}*${o.hops.min}..${o.hops.max}]`;
      return `${o.all ? 'all shortest' : 'shortest'} (${o.names.from})${o.direction === 'in' ? '<' : ''}-${edge}-${o.direction === 'out' ? '>' : ''}(${o.names.to})`;
    },
    names: (o) => [o.names.from, o.names.edge, o.names.to].map((text) => ({ text, place: o.place })),
  },
  filter: {
    line: (o) => `filter ${show(o.predicate)}`,
    names: (o) => namesOf(o.predicate),
    expressions: (o) => [o.predicate],
    mapped: (o, leaf) => ({ ...o, predicate: mapLeaves(o.predicate, leaf) }),
  },
  path: {
    ...plain,
    line: (o) => `name ${o.name} = ${o.parts.map((part, at) => (at % 2 === 0 ? `(${part})` : `[${part}]`)).join('-')}`,
    names: (o) => [o.name, ...o.parts].map((text) => ({ text, place: o.place })),
  },
  match: { ...plain, line: (o) => (o.optional ? 'optional match' : 'match again') },
  unwind: {
    line: (o) => `unwind ${show(o.value)} AS ${o.name}`,
    names: (o) => [...namesOf(o.value), { text: o.name, place: o.place }],
    expressions: (o) => [o.value],
    mapped: (o, leaf) => ({ ...o, value: mapLeaves(o.value, leaf) }),
  },
  union: { ...plain, line: (o) => (o.all ? 'union all' : 'union') },
  skip: {
    line: (o) => `skip ${show(o.rows)}`,
    names: (o) => namesOf(o.rows),
    expressions: (o) => [o.rows],
    mapped: (o, leaf) => ({ ...o, rows: mapLeaves(o.rows, leaf) }),
  },
  project: {
    line: (o) =>
      `${o.end}${o.distinct ? ' distinct' : ''}${o.grouped ? ' grouped' : ''} ${o.columns.map((c) => (c.aliased ? `${show(c.value)} AS ${c.column}` : show(c.value))).join(', ')}`,
    names: (o) => o.columns.flatMap((c) => [...namesOf(c.value), ...(c.aliased ? [{ text: c.column, place: c.place }] : [])]),
    expressions: (o) => o.columns.map((c) => c.value),
    mapped: (o, leaf) => ({ ...o, columns: o.columns.map((c) => ({ ...c, value: mapLeaves(c.value, leaf) })) }),
  },
  sort: {
    line: (o) => `order by ${[...o.keys.map((key) => `${show(key.value)}${key.descending ? ' DESC' : ''}`), 'ids'].join(', ')}`,
    names: (o) => o.keys.flatMap((key) => namesOf(key.value)),
    expressions: (o) => o.keys.map((key) => key.value),
    mapped: (o, leaf) => ({ ...o, keys: o.keys.map((key) => ({ ...key, value: mapLeaves(key.value, leaf) })) }),
  },
  limit: {
    line: (o) => `limit ${show(o.rows)}${o.byDefault ? ' (default)' : ''}`,
    names: (o) => namesOf(o.rows),
    expressions: (o) => [o.rows],
    mapped: (o, leaf) => ({ ...o, rows: mapLeaves(o.rows, leaf) }),
  },
  counts: { ...plain, line: (o) => `count the neighbours of ${o.id}` },
  neighbours: {
    ...plain,
    line: (o) => `neighbours of ${o.id}${kindsText(o.kinds)}${o.edgeKinds ? ` over ${o.edgeKinds.join('|')}` : ''}, at most ${o.cap}`,
  },
  records: { ...plain, line: (o) => `read ${o.ids.length} records` },
  join: { ...plain, line: (o) => `read ${o.ids.length} records and what joins them to ${o.to.length} others` },
  search: { ...plain, line: (o) => `search ${JSON.stringify(o.text)}` },
  timeline: { ...plain, line: (o) => `timeline of ${o.ids.length} records` },
};

const factsOf = <O extends Operator>(operator: O): Facts<O> => TABLE[operator.op] as unknown as Facts<O>;

export const lineOf = (operator: Operator): string => factsOf(operator).line(operator);
export const namesIn = (operator: Operator): readonly UsedName[] => factsOf(operator).names(operator);
export const mapOperator = (operator: Operator, leaf: (expr: Expr) => Expr): Operator => factsOf(operator).mapped(operator, leaf);

/** The parameters that an operator uses, with their places. */
export function parametersIn(operator: Operator): readonly UsedName[] {
  const found: UsedName[] = [];
  const visit = (expr: Expr): void => {
    if (expr.type === 'parameter') found.push({ text: expr.name, place: expr.place });
    children(expr).forEach(visit);
  };
  factsOf(operator).expressions(operator).forEach(visit);
  return found;
}
