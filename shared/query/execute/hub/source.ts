/** A pattern at the hub: its shape in one statement, what it names opened, the rest of its predicates over the records. */
import type { HubBackend } from '../../backend.ts';
import type { Expand } from '../../plan/expand.ts';
import type { Operator } from '../../plan/operator.ts';
import type { Slot } from '../../plan/plan.ts';
import { recordIdOf } from '../../sealed-rows.ts';
import { compareText } from '../../text.ts';
import type { Book } from '../book.ts';
import { keep } from '../filter.ts';
import { Matches, UNBOUND } from '../matches.ts';
import type { Source } from '../source.ts';
import type { Work } from '../work.ts';
import { hubHops } from './hops.ts';
import { Numbered } from './numbered.ts';
import { readEdges, readNodes } from './read.ts';
import type { Row } from './read.ts';
import { shapeOf } from './shape.ts';

export function hubSource(backend: HubBackend): Source {
  const nodes = new Numbered();
  const edges = new Numbered();
  return {
    async match(slots, operators, first, book: Book, work: Work) {
      const { statement, rest } = shapeOf(slots, operators, backend, first, work.enough);
      const rows = await backend.rows(statement);
      work.spend(rows.length);
      let matches = matchesOf(slots, operators, rows, nodes, edges);
      for (const { predicate } of rest) matches = await keep(matches, predicate, book);
      return matches;
    },
    compareNodes: (a, b) => compareText(nodes.id(a), nodes.id(b)),
    ...hubHops(backend, nodes, edges),
    nodesById: (ids) => readNodes(backend, ids),
    edgesById: (ids) => readEdges(backend, ids),
    nodes: (numbers) =>
      readNodes(
        backend,
        numbers.map((number) => nodes.id(number)),
      ),
    edges: (numbers) =>
      readEdges(
        backend,
        numbers.map((number) => edges.id(number)),
      ),
  };
}

function matchesOf(
  slots: readonly Slot[],
  operators: readonly Operator[],
  rows: readonly Row[],
  nodes: Numbered,
  edges: Numbered,
): Matches {
  const matches = new Matches(slots);
  const turned = new Set(
    operators.filter((operator): operator is Expand => operator.op === 'expand' && operator.reversed).map((step) => step.edge),
  );
  const names = slots.map((slot, index) => `${slot.type === 'node' ? 'n' : slot.type === 'edge' ? 'e' : 'v'}${index}`);
  for (const row of rows) {
    for (const [index, slot] of slots.entries()) {
      const value = row[names[index]!];
      if (value === undefined) matches.cells.push(UNBOUND);
      else if (slot.type === 'path') {
        const path = (value as readonly string[]).map((id) => edges.number(recordIdOf(id)));
        matches.cells.push(matches.paths.push(turned.has(index) ? path.toReversed() : path) - 1);
      } else matches.cells.push((slot.type === 'node' ? nodes : edges).number(recordIdOf(value as string)));
    }
  }
  return matches;
}
