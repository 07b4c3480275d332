/** A pattern on a slice: the walk goes over arrays in memory, what needs records is asked in statements over many at once. */
import type { Adjacency, SliceBackend } from '../../backend.ts';
import type { Filter } from '../../plan/filter.ts';
import type { Operator } from '../../plan/operator.ts';
import type { Scan } from '../../plan/scan.ts';
import { recordPredicate } from '../../sql/sqlite-predicate.ts';
import { sql, statement } from '../../sql/statement.ts';
import type { Fragment } from '../../sql/statement.ts';
import { slotsOf } from '../../value/expression.ts';
import type { Book } from '../book.ts';
import { keep } from '../filter.ts';
import { upTo } from '../matches.ts';
import type { Matches } from '../matches.ts';
import type { Walked } from '../program.ts';
import { shortened } from '../shortest.ts';
import type { Source } from '../source.ts';
import type { Work } from '../work.ts';
import { each, expanded } from './expand.ts';
import { alongText, firstMatches } from './in-order.ts';
import { sliceHops } from './hops.ts';
import { edgeKindTable } from './kinds.ts';
import { edgesAt, edgesOf, nodesAt, nodesOf, readEdges, readNodes } from './read.ts';
import { starts } from './scan.ts';
import type { Leads } from './scan.ts';

export function sliceSource(backend: SliceBackend): Source {
  const { adjacency } = backend;
  const source: Source = {
    match: (rows, operators, first, book, work) => match(backend, source, rows, operators, first, book, work),
    ...sliceHops(adjacency),
    compareNodes: (a, b) => adjacency.compareNodes(a, b),
    nodes: async (ordinals) => readNodes(backend, ordinals),
    edges: async (ordinals) => readEdges(backend, ordinals),
    nodesById: async (ids) => nodesOf(backend, ids),
    edgesById: async (ids) => edgesOf(backend, ids),
  };
  return source;
}

/** Filters are applied as soon as their variables are bound, so none is left. */
async function match(
  backend: SliceBackend,
  source: Source,
  rows: Matches,
  operators: readonly Walked[],
  first: number | null,
  book: Book,
  work: Work,
): Promise<Matches> {
  const said = saidOf(operators);
  const found = (scan: Scan, index: number, most: number): number[] => {
    work.at = scan;
    return starts(backend, scan, fragmentsBehind(operators, index, said), most, leadsOn(operators, index, said, backend.adjacency, work));
  };
  const [scan] = operators;
  const steps = first === null || scan?.op !== 'scan' ? null : alongText(operators, said);
  if (steps && scan?.op === 'scan') {
    const nodes = found(scan, 0, Number.MAX_SAFE_INTEGER);
    return firstMatches(rows.room, steps, nodes, first!, source, backend.adjacency, work);
  }
  let matches = rows;
  const bound = new Set<number>();
  const walked: number[] = [];
  for (const [index, operator] of operators.entries()) {
    work.at = operator;
    if (operator.op === 'scan') matches = crossed(matches, operator, found(operator, index, work.enough), work);
    else if (operator.op === 'expand') {
      matches = expanded(matches, operator, walked, backend.adjacency, work);
      walked.push(operator.edge);
    } else if (operator.op === 'shortest') matches = await shortened(matches, operator, source, work);
    else if (operator.op === 'filter' && !said.has(operator)) matches = await filtered(backend, matches, operator, bound, book, work);
    if (operator.op === 'scan') bound.add(operator.slot);
    if (operator.op === 'expand') [operator.edge, operator.to].forEach((slot) => bound.add(slot));
  }
  return matches;
}

/** The filters that stand right behind a scan and that SQL can say of its rows: they are in its statement. */
export const saidOf = (operators: readonly Walked[]): ReadonlyMap<Operator, Fragment> =>
  new Map(operators.flatMap((operator, index) => (operator.op === 'scan' ? ownFilters(operator, operators.slice(index + 1)) : [])));

function ownFilters(scan: Scan, behind: readonly Walked[]): [Walked, Fragment][] {
  return filtersAtHead(behind).flatMap((filter) => {
    const fragment = recordPredicate(filter.predicate, scan.slot, 'node');
    return fragment ? [[filter, fragment]] : [];
  });
}

/** Where the step behind a scan goes over one edge or more, only nodes that have such an edge are handed on. */
function leadsOn(
  operators: readonly Walked[],
  index: number,
  said: ReadonlyMap<Operator, Fragment>,
  adjacency: Adjacency,
  work: Work,
): Leads {
  const scan = operators[index] as Scan;
  const next = operators.slice(index + 1).find((operator) => !said.has(operator));
  if (next?.op !== 'expand' || next.from !== scan.slot || next.hops?.min === 0) return () => true;
  const wanted = edgeKindTable(next.kinds);
  return (node) => {
    let found = false;
    work.step();
    each(adjacency, next.direction, node, (_, kind) => {
      found ||= wanted[kind] === 1;
      return !found;
    });
    return found;
  };
}

const fragmentsBehind = (operators: readonly Walked[], index: number, said: ReadonlyMap<Operator, Fragment>): Fragment[] =>
  filtersAtHead(operators.slice(index + 1)).flatMap((filter) => said.get(filter) ?? []);

function filtersAtHead(operators: readonly Walked[]): readonly Filter[] {
  const end = operators.findIndex(({ op }) => op !== 'filter');
  return (end < 0 ? operators : operators.slice(0, end)) as Filter[];
}

function crossed(matches: Matches, { slot }: Scan, found: readonly number[], work: Work): Matches {
  const made = matches.like();
  for (let row = 0; row < matches.count; row++) {
    work.spend(found.length);
    for (const node of found) made.set(made.addFrom(matches, row), slot, node);
  }
  return made;
}

/** What SQL says of a record that this MATCH bound; anything else, and what may be null, is the evaluator's. */
async function filtered(
  backend: SliceBackend,
  matches: Matches,
  { predicate }: Filter,
  bound: ReadonlySet<number>,
  book: Book,
  work: Work,
): Promise<Matches> {
  const [slot, ...others] = slotsOf(predicate);
  const type = slot === undefined || others.length > 0 || !bound.has(slot) ? null : matches.slots[slot]!.type;
  const fragment = type === 'node' || type === 'edge' ? recordPredicate(predicate, slot!, type) : null;
  if (!fragment) return keep(matches, predicate, book, work);
  const used = await matches.used([slot!], upTo(matches.count), work);
  const ordinals = [...used.nodes, ...used.edges].sort((a, b) => a - b);
  const query =
    type === 'node'
      ? sql`SELECT r.n FROM ${nodesAt(ordinals)} WHERE ${fragment}`
      : sql`SELECT r.e FROM ${edgesAt(ordinals)} WHERE ${fragment}`;
  const passed = new Set(backend.rows(statement('sqlite', query)).map(([ordinal]) => ordinal));
  return matches.filtered((row) => passed.has(matches.cell(row, slot!)), work);
}
