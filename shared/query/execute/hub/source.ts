/** A pattern at the hub: its shape in one statement, what it names opened, the rest of its predicates over the records. */
import type { HubBackend } from '../../backend.ts';
import { recordIdOf } from '../../sealed-rows.ts';
import { compareText } from '../../text.ts';
import type { Slot } from '../../plan/plan.ts';
import type { Book } from '../book.ts';
import { keep } from '../filter.ts';
import type { Matches } from '../matches.ts';
import type { Walked } from '../program.ts';
import { shortened } from '../shortest.ts';
import type { Source } from '../source.ts';
import type { Work } from '../work.ts';
import { hubHops } from './hops.ts';
import { Numbered } from './numbered.ts';
import { readEdges, readNodes } from './read.ts';
import type { Row } from './read.ts';
import { boundBy, columnOf, shapeOf } from './shape.ts';
import type { Shape } from './shape.ts';

export function hubSource(backend: HubBackend, work: Work): Source {
  const nodes = new Numbered(work);
  const edges = new Numbered(work);
  const hops = hubHops(backend, nodes, edges);

  async function match(rows: Matches, operators: readonly Walked[], first: number | null, book: Book): Promise<Matches> {
    work.at = broadest(operators) ?? work.at;
    const from = await startsOf(rows, operators, nodes, work);
    const bytes = bytesOfRow(rows.slots, operators);
    const shape = shapeOf(rows.slots, operators, backend, from.ids, first, work.enoughOf(bytes));
    let matches = rows;
    if (shape.statement) {
      const found = await backend.rows(shape.statement, work.left);
      work.spend(found.length);
      work.hold(found.length * bytes);
      matches = await joined(rows, from.of, found, shape, nodes, edges, work);
      work.hold(-found.length * bytes);
    }
    for (const filter of shape.rest) {
      work.at = filter;
      matches = await keep(matches, filter.predicate, book, work);
    }
    const last = operators.find((operator) => operator.op === 'shortest');
    return last ? shortened(matches, last, hops, work) : matches;
  }

  return {
    match,
    ...hops,
    compareNodes: (a, b) => compareText(nodes.id(a), nodes.id(b)),
    nodes: (numbers) =>
      readNodes(
        backend,
        numbers.map((number) => nodes.id(number)),
        work,
      ),
    edges: (numbers) =>
      readEdges(
        backend,
        numbers.map((number) => edges.id(number)),
        work,
      ),
    nodesById: (ids) => readNodes(backend, ids, work),
    edgesById: (ids) => readEdges(backend, ids, work),
  };
}

interface Starts {
  /** Ids by slot, those of one place in the lists belonging together: each set of starts once. */
  readonly ids: ReadonlyMap<number, readonly string[]>;
  /** The place of each row's starts, or null where one of them is null: nothing goes on from there. */
  readonly of: readonly (number | null)[];
}

/** Bytes, roughly, of an id in a row of a statement and of what is made of it; of the row itself. */
const ID_BYTES = 72;
const ROW_BYTES = 96;

/** Of a row of the statement for a pattern, until its matches are made. */
function bytesOfRow(slots: readonly Slot[], operators: readonly Walked[]): number {
  const most = Math.max(1, ...operators.map((operator) => (operator.op === 'expand' && operator.hops?.max) || 1));
  const ids = [...boundBy(operators)].reduce((sum, slot) => sum + (slots[slot]!.type === 'edges' ? most : 1), 0);
  return ROW_BYTES + ids * ID_BYTES;
}

/** The nodes from which a pattern goes on, as far as rows before it bound them. */
async function startsOf(rows: Matches, operators: readonly Walked[], nodes: Numbered, work: Work): Promise<Starts> {
  const own = new Set(
    operators.flatMap((operator) =>
      operator.op === 'scan' ? [operator.slot] : operator.op === 'expand' && !operator.into ? [operator.to] : [],
    ),
  );
  const used = operators.flatMap((operator) => (operator.op === 'expand' ? [operator.from, operator.to] : []));
  const slots = [...new Set(used)].filter((slot) => !own.has(slot));
  const ids = new Map<number, string[]>(slots.map((slot) => [slot, []]));
  const places = new Map<string, number>();
  const placeOf = (row: number): number | null => {
    const cells = slots.map((slot) => rows.cell(row, slot));
    if (cells.some((cell) => cell < 0)) return null;
    const name = cells.join();
    const known = places.get(name);
    if (known !== undefined) return known;
    slots.forEach((slot, at) => ids.get(slot)!.push(nodes.id(cells[at]!)));
    places.set(name, places.size);
    return places.size - 1;
  };
  const of: (number | null)[] = [];
  for (let row = 0; row < rows.count; row++) {
    work.step();
    if (work.tired) await work.rest();
    of.push(placeOf(row));
  }
  return { ids, of };
}

/** The step that is likeliest to be the broad one of a statement for all: the first of a variable length, else the last. */
const broadest = (operators: readonly Walked[]): Walked | null =>
  operators.find((operator) => operator.op === 'expand' && operator.hops !== null) ??
  operators.findLast(({ op }) => op === 'scan' || op === 'expand') ??
  null;

/** Each row with what was found for its starts. What was found counts once; so do rows that several starts share, as rows. */
async function joined(
  rows: Matches,
  of: readonly (number | null)[],
  found: readonly Row[],
  { slots, turned }: Shape,
  nodes: Numbered,
  edges: Numbered,
  work: Work,
): Promise<Matches> {
  const made = rows.like();
  const cells: number[][] = [];
  const byPlace = new Map<number, number[]>();
  for (const [index, row] of found.entries()) {
    work.look(slots.length);
    if (work.tired) await work.rest();
    cells.push(
      slots.map((slot) => {
        const value = row[columnOf(rows.slots, slot)];
        const { type } = rows.slots[slot]!;
        if (type !== 'edges') return (type === 'node' ? nodes : edges).number(recordIdOf(value as string));
        const list = (value as readonly string[]).map((id) => edges.number(recordIdOf(id)));
        return made.lists.push(turned.has(slot) ? list.toReversed() : list) - 1;
      }),
    );
    const place = row['place'] === undefined ? 0 : Number(row['place']) - 1;
    const own = byPlace.get(place) ?? [];
    byPlace.set(place, own);
    own.push(index);
  }
  let counted = found.length;
  for (let row = 0; row < rows.count; row++) {
    const place = of[row]!;
    for (const index of place === null ? [] : (byPlace.get(place) ?? [])) {
      if (counted > 0) counted--;
      else work.spend(1);
      work.step();
      if (work.tired) await work.rest();
      const at = made.addFrom(rows, row);
      slots.forEach((slot, column) => made.set(at, slot, cells[index]![column]!));
    }
  }
  return made;
}
