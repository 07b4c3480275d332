/** A pattern on a slice: the walk goes over arrays in memory, what needs records is asked in statements over many at once. */
import type { SliceBackend } from '../../backend.ts';
import type { Filter } from '../../plan/filter.ts';
import type { Operator } from '../../plan/operator.ts';
import type { Scan } from '../../plan/scan.ts';
import type { Slot } from '../../plan/plan.ts';
import { recordPredicate } from '../../sql/sqlite-predicate.ts';
import { sql, statement } from '../../sql/statement.ts';
import type { Fragment } from '../../sql/statement.ts';
import { slotsOf } from '../../value/expression.ts';
import type { Book } from '../book.ts';
import { keep } from '../filter.ts';
import { Matches, UNBOUND } from '../matches.ts';
import type { Source } from '../source.ts';
import type { Work } from '../work.ts';
import { expanded } from './expand.ts';
import { alongText, firstMatches } from './in-order.ts';
import { sliceHops } from './hops.ts';
import { edgesAt, edgesOf, nodesAt, nodesOf, readEdges, readNodes } from './read.ts';
import { starts } from './scan.ts';

type Order = Pick<Source, 'compareNodes' | 'compareEdges'>;

export function sliceSource(backend: SliceBackend): Source {
  const { adjacency } = backend;
  const order: Order = {
    compareNodes: (a, b) => adjacency.compareNodes(a, b),
    compareEdges: (a, b) => adjacency.compareEdges(a, b),
  };
  return {
    match: (slots, operators, first, book, work) => match(backend, order, slots, operators, first, book, work),
    ...sliceHops(adjacency),
    ...order,
    nodes: async (ordinals) => readNodes(backend, ordinals),
    edges: async (ordinals) => readEdges(backend, ordinals),
    nodesById: async (ids) => nodesOf(backend, ids),
    edgesById: async (ids) => edgesOf(backend, ids),
  };
}

/** Filters are applied as soon as their variables are bound, so none is left. */
async function match(
  backend: SliceBackend,
  order: Order,
  slots: readonly Slot[],
  operators: readonly Operator[],
  first: number | null,
  book: Book,
  work: Work,
): Promise<Matches> {
  const said = new Map(
    operators.flatMap((operator, index) => (operator.op === 'scan' ? ownFilters(operator, operators.slice(index + 1)) : [])),
  );
  const found = (scan: Scan, index: number): number[] => starts(backend, scan, fragmentsBehind(operators, index, said), work);
  const [scan] = operators;
  const steps = first === null || scan?.op !== 'scan' ? null : alongText(operators, said);
  if (steps && scan?.op === 'scan') {
    const nodes = found(scan, 0);
    work.spend(nodes.length);
    return firstMatches(slots, steps, nodes, first!, order, backend.adjacency, work);
  }
  let matches = new Matches(slots);
  matches.cells.push(...slots.map(() => UNBOUND));
  for (const [index, operator] of operators.entries()) {
    if (operator.op === 'scan') matches = crossed(matches, operator, found(operator, index), work);
    else if (operator.op === 'expand') matches = expanded(matches, operator, backend.adjacency, work);
    else if (operator.op === 'filter' && !said.has(operator)) matches = await filtered(backend, matches, operator, book);
  }
  return matches;
}

/** The filters right behind a scan that SQL can say of its rows. */
function ownFilters(scan: Scan, behind: readonly Operator[]): [Operator, Fragment][] {
  return filtersAtHead(behind).flatMap((filter) => {
    const fragment = recordPredicate(filter.predicate, scan.slot, 'node');
    return fragment ? [[filter, fragment]] : [];
  });
}

const fragmentsBehind = (operators: readonly Operator[], index: number, said: ReadonlyMap<Operator, Fragment>): Fragment[] =>
  filtersAtHead(operators.slice(index + 1)).flatMap((filter) => said.get(filter) ?? []);

const filtersAtHead = (operators: readonly Operator[]): readonly Filter[] =>
  operators.slice(
    0,
    operators.findIndex(({ op }) => op !== 'filter'),
  ) as Filter[];

function crossed(matches: Matches, { slot }: Scan, found: readonly number[], work: Work): Matches {
  const made = new Matches(matches.slots, matches.paths);
  for (let from = 0; from < matches.cells.length; from += matches.width) {
    work.spend(found.length);
    for (const node of found) made.cells[made.push(matches, from) + slot] = node;
  }
  return made;
}

async function filtered(backend: SliceBackend, matches: Matches, { predicate }: Filter, book: Book): Promise<Matches> {
  const [slot, ...others] = slotsOf(predicate);
  const type = slot === undefined || others.length > 0 ? 'path' : matches.slots[slot]!.type;
  const fragment = type === 'path' ? null : recordPredicate(predicate, slot!, type);
  if (!fragment || type === 'path') return keep(matches, predicate, book);
  const used = matches.used(
    [predicate],
    Array.from({ length: matches.count }, (_, row) => row),
  );
  const ordinals = [...used.nodes, ...used.edges].sort((a, b) => a - b);
  const query =
    type === 'node'
      ? sql`SELECT r.n FROM ${nodesAt(ordinals)} WHERE ${fragment}`
      : sql`SELECT r.e FROM ${edgesAt(ordinals)} WHERE ${fragment}`;
  const passed = new Set(backend.rows(statement('sqlite', query)).map(([ordinal]) => ordinal));
  return matches.filtered((row) => passed.has(matches.cell(row, slot!)));
}
