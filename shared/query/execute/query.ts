/** Answers a question in text: its clauses one after the other over rows, what the last one returns, and the records that it names. */
import { AppFailure } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';
import type { Cypher } from '../answers.ts';
import type { BoundPlan } from '../bind/bind.ts';
import type { Operator } from '../plan/operator.ts';
import { traceOf } from '../plan/plan.ts';
import type { Slot } from '../plan/plan.ts';
import type { Value } from '../value/expression.ts';
import { CHARACTERS, weight } from '../value/weight.ts';
import { Book } from './book.ts';
import { keep } from './filter.ts';
import { Matches, NONE, roomFor, upTo } from './matches.ts';
import { firstRows, inOrder } from './order.ts';
import { firstOf, programOf } from './program.ts';
import type { MatchStep, Part, ProjectStep, Step } from './program.ts';
import { grouped, once, projected } from './project.ts';
import type { Source } from './source.ts';
import type { Work } from './work.ts';

/**
 * Rows in the order of the question, records in the order in which rows first name them, each once. Without a LIMIT, rows
 * are cut at `LIMITS.rows`, and `cut` says so. What touches more than `LIMITS.queryWork`, or takes longer than it may, is
 * `too_broad` (thrown as AppFailure).
 */
export async function answerQuery(bound: BoundPlan<unknown>, source: Source, work: Work): Promise<Cypher> {
  const run = new Run(bound.slots, source, work);
  const { parts, all, cut, most } = programOf(bound.operators);
  let rows: Value[][] = [];
  for (const [at, part] of parts.entries()) for (const row of await run.part(part, parts[at + 1]?.from, most)) rows.push(row);
  if (all === false) rows = await once(rows, (row) => row, work);
  const isCut = cut !== null && rows.length > cut;
  if (isCut) rows.length = cut;
  const { nodes, edges, size } = namedIn(rows);
  return {
    columns: columnsOf(bound.operators),
    rows: rows as Cypher['rows'],
    ...(await run.records(nodes, edges, size)),
    plan: traceOf(bound.operators),
    cut: isCut ? cut : null,
  };
}

const columnsOf = (operators: readonly Operator[]): string[] =>
  operators
    .filter((operator) => operator.op === 'project')
    .find(({ end }) => end === 'return')!
    .columns.map(({ column }) => column);

class Run {
  readonly #slots: readonly Slot[];
  readonly #source: Source;
  readonly #work: Work;
  readonly #book: Book;

  constructor(slots: readonly Slot[], source: Source, work: Work) {
    this.#slots = slots;
    this.#source = source;
    this.#work = work;
    this.#book = new Book(source, work);
  }

  /** The rows that a part returns, at most so many; its slots are those before `end`. */
  async part({ steps, from }: Part, end: number | undefined, most: number | null): Promise<Value[][]> {
    let rows = Matches.start(roomFor(this.#slots, from, end));
    let columns: readonly number[] = [];
    for (const [at, step] of steps.entries()) {
      switch (step.type) {
        case 'match':
          rows = await this.#match(rows, step, at === 0 ? firstOf(steps, most) : null);
          break;
        case 'unwind':
          rows = await this.#unwind(rows, step);
          break;
        case 'filter':
          this.#work.at = step.filter;
          rows = await keep(rows, step.filter.predicate, this.#book, this.#work);
          break;
        case 'project':
          rows = await this.#project(rows, step, at === steps.length - 1 ? most : null);
          columns = step.project.columns.map(({ slot }) => slot);
      }
    }
    return this.#book.held(rows, columns);
  }

  /** In full, beside values of so much. */
  async records(nodes: Iterable<string>, edges: Iterable<string>, size: number): Promise<Pick<Cypher, 'nodes' | 'edges'>> {
    const found = await this.#book.records(nodes, edges);
    mayHold(size + RECORD * (found.nodes.length + found.edges.length) + found.weight);
    return { nodes: found.nodes as Cypher['nodes'], edges: found.edges as Cypher['edges'] };
  }

  async #match(rows: Matches, step: MatchStep, first: number | null): Promise<Matches> {
    rows.mark();
    const found = await this.#source.match(rows, step.operators, first, this.#book, this.#work);
    if (!step.optional) return found;
    const matched = new Uint8Array(rows.count);
    for (let row = 0; row < found.count; row++) matched[found.origin(row)] = 1;
    for (let row = 0; row < rows.count; row++) {
      if (matched[row]) continue;
      this.#work.spend(1);
      if (this.#work.tired) await this.#work.rest();
      const at = found.addFrom(rows, row);
      for (const slot of step.binds) found.set(at, slot, NONE);
    }
    found.ordered = false;
    return found;
  }

  async #unwind(rows: Matches, { unwind }: Extract<Step, { type: 'unwind' }>): Promise<Matches> {
    this.#work.at = unwind;
    const sorted = await inOrder(rows, this.#source, this.#work);
    const values = await this.#book.values(sorted, [unwind.value]);
    const made = sorted.like();
    for (let row = 0; row < sorted.count; row++) {
      const list = values[row]![0]!;
      const elements = Array.isArray(list) ? (list as readonly Value[]) : list === null ? [] : [list];
      this.#work.spend(elements.length);
      for (const element of elements) {
        this.#work.look(1);
        if (this.#work.tired) await this.#work.rest();
        made.set(made.addFrom(sorted, row), unwind.slot, made.keep(element, this.#work));
      }
    }
    made.ordered = true;
    return made;
  }

  async #project(rows: Matches, { project, keys, skip, limit }: ProjectStep, most: number | null): Promise<Matches> {
    this.#work.at = project;
    const merged = project.grouped || project.distinct;
    const over = merged ? await grouped(rows, project, this.#source, this.#book, this.#work) : rows;
    const wanted = Math.min(limit ?? Infinity, most ?? Infinity);
    const chosen =
      keys === null
        ? upTo(over.count)
        : (await firstRows(over, keys, Math.min(over.count, skip + wanted), this.#source, this.#book, this.#work)).slice(skip);
    if (merged) return keys === null ? over : over.picked(chosen, this.#work);
    const made = await projected(over, chosen, project.columns, this.#book, this.#work);
    made.ordered = keys !== null || over.ordered;
    return made;
  }
}

/** What an id and a record's fields take in a reply, as a text of so many characters weighs. */
const ID = 48 / CHARACTERS;
const RECORD = 240 / CHARACTERS;

const figure = (value: number): string => value.toLocaleString('en-US');
const tooLarge = (what: string): AppFailure =>
  new AppFailure('too_broad', {
    text: `Too broad: the answer ${what}.`,
    next: 'Return fewer columns, shorter lists or fewer rows.',
  });
/** A reply is made in one go, and of a text that all rows share once for each of them. */
function mayHold(size: number): void {
  if (size > LIMITS.answerText / CHARACTERS) throw tooLarge(`takes more than ${figure(LIMITS.answerText)} characters`);
}

interface Named {
  readonly nodes: Set<string>;
  readonly edges: Set<string>;
  readonly size: number;
}

/** The ids of all records that values name. An answer of more values than a question may touch rows is refused, and so is one that is too long. */
function namedIn(rows: readonly Value[][]): Named {
  const [nodes, edges] = [new Set<string>(), new Set<string>()];
  let [values, size] = [0, 0];
  const visit = (value: Value): void => {
    if (++values > LIMITS.queryWork) throw tooLarge(`holds more than ${figure(LIMITS.queryWork)} values`);
    if (Array.isArray(value)) return (value as readonly Value[]).forEach(visit);
    const isNamed = typeof value === 'object' && value !== null;
    mayHold((size += isNamed ? ID * weight(value) : weight(value)));
    if (!isNamed) return;
    if ('node' in value) nodes.add(value.node);
    else if ('edge' in value) edges.add(value.edge);
    else if ('path' in value) value.path.forEach((id, at) => (at % 2 === 0 ? nodes : edges).add(id));
  };
  rows.forEach((row) => row.forEach(visit));
  return { nodes, edges, size };
}
