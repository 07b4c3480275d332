/** A pattern at the hub: its shape in one statement, what it names opened, the rest of its predicates over the records. */
import type { HubBackend } from '../../backend.ts';
import type { BoundPlan } from '../../bind/bind.ts';
import type { Expand } from '../../plan/expand.ts';
import { recordIdOf } from '../../sealed-rows.ts';
import { compareText } from '../../text.ts';
import type { Book } from '../book.ts';
import { keep } from '../filter.ts';
import { Matches } from '../matches.ts';
import type { Source } from '../source.ts';
import type { Work } from '../work.ts';
import { readEdges, readNodes } from './read.ts';
import type { Row } from './read.ts';
import { shapeOf } from './shape.ts';

export function hubSource(backend: HubBackend): Source {
  const nodes = new Numbered();
  const edges = new Numbered();
  return {
    async match(bound, first, book: Book, work: Work) {
      const { statement, rest } = shapeOf(bound, backend, first, work.enough);
      const rows = await backend.rows(statement);
      work.spend(rows.length);
      let matches = matchesOf(bound, rows, nodes, edges);
      for (const { predicate } of rest) matches = await keep(matches, predicate, book);
      return matches;
    },
    compareNodes: (a, b) => compareText(nodes.id(a), nodes.id(b)),
    compareEdges: (a, b) => compareText(edges.id(a), edges.id(b)),
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

/** Ids as numbers, in the order in which they came. */
class Numbered {
  readonly #ids: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#ids.push(id) - 1;
    this.#numbers.set(id, number);
    return number;
  }

  id(number: number): string {
    return this.#ids[number]!;
  }
}

function matchesOf({ slots, operators }: BoundPlan<unknown>, rows: readonly Row[], nodes: Numbered, edges: Numbered): Matches {
  const matches = new Matches(slots);
  const turned = new Set(
    operators.filter((operator): operator is Expand => operator.op === 'expand' && operator.reversed).map((step) => step.edge),
  );
  const names = slots.map((slot, index) => `${slot.type === 'node' ? 'n' : slot.type === 'edge' ? 'e' : 'v'}${index}`);
  for (const row of rows) {
    for (const [index, slot] of slots.entries()) {
      const value = row[names[index]!];
      if (slot.type === 'path') {
        const path = (value as readonly string[]).map((id) => edges.number(recordIdOf(id)));
        matches.cells.push(matches.paths.push(turned.has(index) ? path.toReversed() : path) - 1);
      } else matches.cells.push((slot.type === 'node' ? nodes : edges).number(recordIdOf(value as string)));
    }
  }
  return matches;
}
