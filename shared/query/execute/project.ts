/** Rows → the rows of the columns: one for one, or one for each group of rows. */
import type { Column, Project } from '../plan/project.ts';
import type { Env } from '../value/evaluate.ts';
import { partsOf } from '../value/expression.ts';
import type { Aggregated, Value } from '../value/expression.ts';
import { FUNCTIONS } from '../value/functions.ts';
import { bounded, mayWeigh, weight } from '../value/weight.ts';
import type { Book } from './book.ts';
import { Matches, rowsUpTo } from './matches.ts';
import { inOrder } from './order.ts';
import type { Source } from './source.ts';
import type { Work } from './work.ts';

/** These rows, in this order, with the columns and nothing else bound. */
export async function projected(
  matches: Matches,
  rows: readonly number[],
  columns: readonly Column[],
  book: Book,
  work: Work,
): Promise<Matches> {
  const made = new Matches(matches.slots, matches);
  const values = await valuesOf(matches, rows, columns, book);
  for (const [at, row] of rows.entries()) {
    work.look(made.copy);
    if (work.tired) await work.rest();
    const from = made.pushEmpty();
    for (const [index, column] of columns.entries()) made.cells[from + column.slot] = cellOf(matches, row, column, made, values(at, index));
  }
  made.ordered = matches.ordered;
  return made;
}

/** A variable goes on as what it is: what its cell says need not be read. */
const keepsCell = ({ value }: Column, matches: Matches): boolean => value.type === 'whole' && matches.slots[value.slot]!.type !== 'value';

/** The value of a column, by the row's place among `rows`, and undefined where the cell goes on. */
type Values = (at: number, column: number) => Value | undefined;

async function valuesOf(matches: Matches, rows: readonly number[], columns: readonly Column[], book: Book): Promise<Values> {
  const made = columns.filter((column) => !keepsCell(column, matches));
  const values = await book.values(
    matches,
    made.map((column) => column.value),
    rows,
  );
  const places = columns.map((column) => made.indexOf(column));
  return (at, column) => values[at]![places[column]!];
}

function cellOf(matches: Matches, row: number, { value }: Column, made: Matches, known: Value | undefined): number {
  if (known === undefined && value.type === 'whole') return matches.cell(row, value.slot);
  return made.values.push(known ?? null) - 1;
}

/** One row for each group of rows that agree in all columns without an aggregate; without such columns, one for all rows. */
export async function grouped(given: Matches, { columns }: Project, source: Source, book: Book, work: Work): Promise<Matches> {
  const aggregates = [...new Set(columns.flatMap(({ value }) => partsOf(value).filter((part) => part.type === 'aggregate')))];
  const inTurn = aggregates.some(({ called }) => called !== 'count' && called !== 'min' && called !== 'max');
  const matches = inTurn ? await inOrder(given, source, work) : given;
  const keys = columns.filter(({ value }) => !partsOf(value).some(({ type }) => type === 'aggregate'));
  const known = await valuesOf(matches, Array.from(rowsUpTo(matches.count)), keys, book);
  const groups = await groupsOf(matches, keys, known, work);
  if (groups.length === 0 && keys.length === 0) groups.push([]);
  const results: Value[][] = [];
  for (const aggregate of aggregates) results.push(await resultsOf(matches, aggregate, groups, book, work));
  const expressions = columns.filter((column) => !keys.includes(column)).map(({ value }) => value);
  const over = columns.filter((column) => !keys.includes(column));
  const made = new Matches(matches.slots, matches);
  const values = await book.settled(async () => {
    const all: Value[][] = [];
    for (const at of groups.keys()) {
      const env: Env = {
        held: () => null,
        record: (named) => ('node' in named ? book.node(named.node) : book.edge(named.edge)),
        aggregated: (expr) => results[aggregates.indexOf(expr)]![at]!,
        look: (elements) => work.look(elements),
        step: () => work.step(),
      };
      const own = book.all(expressions, env);
      all.push(own instanceof Promise ? await own : own);
    }
    return all;
  });
  for (const [at, group] of groups.entries()) {
    work.look(made.copy);
    if (work.tired) await work.rest();
    const from = made.pushEmpty();
    for (const [index, column] of keys.entries())
      made.cells[from + column.slot] = cellOf(matches, group[0]!, column, made, known(group[0]!, index));
    for (const [index, column] of over.entries()) made.cells[from + column.slot] = made.values.push(values[at]![index]!) - 1;
  }
  return made;
}

/** Rows that agree in all of these columns, by their first one. */
async function groupsOf(matches: Matches, keys: readonly Column[], known: Values, work: Work): Promise<number[][]> {
  const groups = new Map<string, number[]>();
  for (const row of rowsUpTo(matches.count)) {
    const own = keys.map(({ value }, at): Value => {
      const made = known(row, at);
      return made === undefined && value.type === 'whole' ? cellName(matches, row, value.slot) : (made ?? null);
    });
    const name = await nameOf(own, work);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return [...groups.values()];
}

/** Two cells of a slot have the same name when they hold the same. */
function cellName(matches: Matches, row: number, slot: number): number | readonly number[] {
  const cell = matches.cell(row, slot);
  return cell >= 0 && matches.slots[slot]!.type === 'edges' ? matches.lists[cell]! : cell;
}

/** What an aggregate yields for each group. */
async function resultsOf(
  matches: Matches,
  { called, distinct, of }: Aggregated,
  groups: readonly (readonly number[])[],
  book: Book,
  work: Work,
): Promise<Value[]> {
  if (of === null) return groups.map((rows) => rows.length);
  const values =
    called === 'count' && of.type === 'whole' ? namesIn(matches, of.slot) : (await book.values(matches, [of])).map(([value]) => value!);
  const aggregate = FUNCTIONS[called];
  if (!aggregate.aggregate) throw new Error('no aggregate');
  const results: Value[] = [];
  for (const rows of groups) {
    work.look(rows.length);
    if (work.tired) await work.rest();
    const present = rows.map((row) => values[row]!).filter((value) => value !== null);
    results.push(bounded(await aggregate.of(distinct ? await once(present, (value) => [value], work) : present, work)));
  }
  return results;
}

/** For counting, a record need not be read: its number tells it from others. */
function namesIn(matches: Matches, slot: number): Value[] {
  const isValue = matches.slots[slot]!.type === 'value';
  return Array.from(rowsUpTo(matches.count), (row) => {
    const cell = matches.cell(row, slot);
    return cell < 0 ? null : isValue ? matches.values[cell]! : cellName(matches, row, slot);
  });
}

/** Each once, told from others by these values of theirs. */
export async function once<T>(all: readonly T[], valuesIn: (one: T) => readonly Value[], work: Work): Promise<T[]> {
  const known = new Map<string, T>();
  for (const one of all) {
    const name = await nameOf(valuesIn(one), work);
    if (!known.has(name)) known.set(name, one);
  }
  return [...known.values()];
}

/** A text that tells values from others: what is made into it counts before, and its length behind. */
async function nameOf(values: readonly Value[], work: Work): Promise<string> {
  let [name, weighs] = ['', 0];
  for (const value of values) {
    work.look(1 + weight(value));
    mayWeigh((weighs += weight(value)), 'a row');
    const part = JSON.stringify(value);
    work.look(part.length >> 2);
    if (work.tired) await work.rest();
    name += `${part},`;
  }
  return name;
}
