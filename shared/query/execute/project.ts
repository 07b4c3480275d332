/** Rows → the rows of the columns: one for one, or one for each group of rows. */
import type { Column, Project } from '../plan/project.ts';
import { partsOf } from '../value/expression.ts';
import type { Aggregated, Value } from '../value/expression.ts';
import { FUNCTIONS } from '../value/functions.ts';
import { bounded, mayWeigh, weight } from '../value/weight.ts';
import type { Book } from './book.ts';
import { upTo } from './matches.ts';
import type { Matches } from './matches.ts';
import { inOrder } from './order.ts';
import type { Source } from './source.ts';
import type { Work } from './work.ts';

/** These rows, in this order, with the columns and nothing else bound; whether that is an order is the caller's to say. */
export async function projected(
  matches: Matches,
  rows: readonly number[],
  columns: readonly Column[],
  book: Book,
  work: Work,
): Promise<Matches> {
  const made = matches.like();
  const values = await valuesOf(matches, rows, columns, book);
  for (const [at, row] of rows.entries()) {
    work.look(made.copy);
    if (work.tired) await work.rest();
    const to = made.add();
    for (const [index, column] of columns.entries()) made.set(to, column.slot, cellOf(matches, row, column, values(at, index), work));
  }
  return made;
}

/** A variable goes on as what it is: what its cell says need not be read. */
const keepsCell = ({ value }: Column, matches: Matches): boolean => value.type === 'whole' && matches.slots[value.slot]!.type !== 'value';

/** The value of a column, by the row's place among `rows`, and undefined where the cell goes on. */
type Values = (at: number, column: number) => Value | undefined;

async function valuesOf(matches: Matches, rows: readonly number[], columns: readonly Column[], book: Book): Promise<Values> {
  const made = columns.filter((column) => !keepsCell(column, matches));
  if (made.length === 0) return () => undefined;
  const values = await book.values(
    matches,
    made.map((column) => column.value),
    rows,
  );
  const places = columns.map((column) => made.indexOf(column));
  return (at, column) => values[at]![places[column]!];
}

function cellOf(matches: Matches, row: number, { value }: Column, known: Value | undefined, work: Work): number {
  if (known === undefined && value.type === 'whole') return matches.cell(row, value.slot);
  return matches.keep(known ?? null, work);
}

/** One row for each group of rows that agree in all columns without an aggregate; without such columns, one for all rows. */
export async function grouped(given: Matches, { columns }: Project, source: Source, book: Book, work: Work): Promise<Matches> {
  const aggregates = [...new Set(columns.flatMap(({ value }) => partsOf(value).filter((part) => part.type === 'aggregate')))];
  const inTurn = aggregates.some(({ called }) => called !== 'count' && called !== 'min' && called !== 'max');
  const matches = inTurn ? await inOrder(given, source, work) : given;
  const keys = columns.filter(({ value }) => !partsOf(value).some(({ type }) => type === 'aggregate'));
  const known = await valuesOf(matches, upTo(matches.count), keys, book);
  const groups = await groupsOf(matches, keys, known, work);
  if (groups.length === 0 && keys.length === 0) groups.push([]);
  const results: Value[][] = [];
  for (const aggregate of aggregates) results.push(await resultsOf(matches, aggregate, groups, book, work));
  const expressions = columns.filter((column) => !keys.includes(column)).map(({ value }) => value);
  const over = columns.filter((column) => !keys.includes(column));
  const made = matches.like();
  const values = await book.settled(async () => {
    const all: Value[][] = [];
    let at = 0;
    const env = book.env(
      () => null,
      (expr) => results[aggregates.indexOf(expr)]![at]!,
    );
    for (; at < groups.length; at++) {
      const own = book.all(expressions, env);
      all.push(own instanceof Promise ? await own : own);
    }
    return all;
  });
  for (const [at, group] of groups.entries()) {
    work.look(made.copy);
    if (work.tired) await work.rest();
    const to = made.add();
    for (const [index, column] of keys.entries())
      made.set(to, column.slot, cellOf(matches, group[0]!, column, known(group[0]!, index), work));
    for (const [index, column] of over.entries()) made.set(to, column.slot, made.keep(values[at]![index]!, work));
  }
  return made;
}

/** Rows that agree in all of these columns, by their first one. */
function groupsOf(matches: Matches, keys: readonly Column[], known: Values, work: Work): Promise<number[][]> {
  const valuesIn = (row: number): Value[] =>
    keys.map(({ value }, at) => {
      const made = known(row, at);
      return made === undefined && value.type === 'whole' ? cellName(matches, row, value.slot) : (made ?? null);
    });
  return alike(upTo(matches.count), valuesIn, work);
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
  return upTo(matches.count).map((row) => {
    const cell = matches.cell(row, slot);
    return cell < 0 ? null : isValue ? matches.values[cell]! : cellName(matches, row, slot);
  });
}

/** Each once, told from others by these values of theirs. */
export const once = async <T>(all: readonly T[], valuesIn: (one: T) => readonly Value[], work: Work): Promise<T[]> =>
  (await alike(all, valuesIn, work)).map(([first]) => first!);

/** Bytes, roughly, of a group beside its name. */
const GROUP = 128;

/** Those that agree in these values of theirs together, in the order of the first of each. */
async function alike<T>(all: readonly T[], valuesIn: (one: T) => readonly Value[], work: Work): Promise<T[][]> {
  const groups = new Map<string, T[]>();
  let bytes = 0;
  for (const one of all) {
    const name = await nameOf(valuesIn(one), work);
    const group = groups.get(name);
    if (group) {
      group.push(one);
      continue;
    }
    groups.set(name, [one]);
    work.hold(GROUP + name.length);
    bytes += GROUP + name.length;
  }
  work.hold(-bytes);
  return [...groups.values()];
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
