/** The records that one question has read so far, each read once; and values over them. */
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import { evaluate } from '../value/evaluate.ts';
import type { Env, Held } from '../value/evaluate.ts';
import type { Aggregated, Expr, Value } from '../value/expression.ts';
import { recordWeight } from '../value/weight.ts';
import { rowsUpTo } from './matches.ts';
import type { Matches } from './matches.ts';
import { slowly } from './slowly.ts';
import type { Work } from './work.ts';

/** Where records are read from: in full, in the order of the numbers. */
export interface Shelf {
  nodes(numbers: readonly number[]): Promise<readonly NodeRecord[]>;
  edges(numbers: readonly number[]): Promise<readonly EdgeRecord[]>;
  /** In full, in the order of the ids, all of which are there. */
  nodesById(ids: readonly string[]): Promise<readonly NodeRecord[]>;
  edgesById(ids: readonly string[]): Promise<readonly EdgeRecord[]>;
}

/** A value that is kept for a row costs as much as to look at so many. */
const KEPT = 4;
/** Records that are read in one go. */
const PAGE = 2_000;

const noAggregate = (): never => {
  throw new Error('an aggregate has no row');
};

export class Book {
  readonly #source: Shelf;
  readonly #work: Work;
  readonly #nodes = new Map<number, { readonly node: NodeRecord }>();
  readonly #edges = new Map<number, { readonly edge: EdgeRecord }>();
  readonly #nodesById = new Map<string, NodeRecord>();
  readonly #edgesById = new Map<string, EdgeRecord>();
  /** Ids that an expression asked for and that are not here. */
  readonly #wantedNodes = new Set<string>();
  readonly #wantedEdges = new Set<string>();

  constructor(source: Shelf, work: Work) {
    this.#source = source;
    this.#work = work;
  }

  /** What `run` gives once all records that it asks for are read. It may run several times. */
  async settled<T>(run: () => T | Promise<T>): Promise<T> {
    for (;;) {
      const made = await run();
      if (this.#wantedNodes.size + this.#wantedEdges.size === 0) return made;
      await this.#read();
    }
  }

  /** The values of an expression over rows; `aggregated` where it stands beside aggregates. */
  async values(
    matches: Matches,
    exprs: readonly Expr[],
    rows: readonly number[] | null = null,
    aggregated: (row: number, expr: Aggregated) => Value = noAggregate,
  ): Promise<Value[][]> {
    const over = rows ?? Array.from(rowsUpTo(matches.count));
    await this.load(matches, exprs, over);
    return this.settled(async () => {
      const made: Value[][] = [];
      for (const row of over) {
        const env = this.env(matches, row, (expr) => aggregated(row, expr));
        const values = this.all(exprs, env);
        made.push(values instanceof Promise ? await values : values);
      }
      return made;
    });
  }

  /** For an expression over one row. Load it first, and settle. */
  env(matches: Matches, row: number, aggregated: Env['aggregated'] = noAggregate): Env {
    return {
      held: (slot) => this.#held(matches, row, slot),
      record: (named) => ('node' in named ? this.node(named.node) : this.edge(named.edge)),
      aggregated,
      look: (elements) => this.#work.look(elements),
      step: () => this.#work.step(),
    };
  }

  /** A record by its id: null where it is not here, and then wanted. */
  node(id: string): NodeRecord | null {
    return this.#nodesById.get(id) ?? (this.#wantedNodes.add(id), null);
  }

  edge(id: string): EdgeRecord | null {
    return this.#edgesById.get(id) ?? (this.#wantedEdges.add(id), null);
  }

  /** Reads what these expressions need of these rows, as far as it is not here yet. */
  async load(matches: Matches, exprs: readonly Expr[], rows: Iterable<number> = rowsUpTo(matches.count)): Promise<void> {
    const used = await matches.used(exprs, rows, this.#work);
    const nodes = missing(used.nodes, this.#nodes);
    const edges = missing(used.edges, this.#edges);
    await this.#paged(nodes, async (page) => {
      const read = await this.#source.nodes(page);
      read.forEach((node, index) => this.#nodes.set(page[index]!, { node }));
      this.#keep(read, this.#nodesById);
    });
    await this.#paged(edges, async (page) => {
      const read = await this.#source.edges(page);
      read.forEach((edge, index) => this.#edges.set(page[index]!, { edge }));
      this.#keep(read, this.#edgesById);
    });
  }

  async #paged<T>(all: readonly T[], read: (page: readonly T[]) => Promise<void>): Promise<void> {
    for (let from = 0; from < all.length; from += PAGE) {
      this.#work.tick();
      if (this.#work.tired) await this.#work.rest();
      await read(all.slice(from, from + PAGE));
    }
  }

  /** Records are kept until the question is answered: what they take counts. */
  #keep<T extends NodeRecord | EdgeRecord>(read: readonly T[], known: Map<string, T>): void {
    for (const record of read) {
      this.#work.look(recordWeight(record));
      known.set(record.id, record);
    }
  }

  #held(matches: Matches, row: number, slot: number): Held {
    const cell = matches.cell(row, slot);
    if (cell < 0) return null;
    switch (matches.slots[slot]!.type) {
      case 'node':
        return this.#nodes.get(cell)!;
      case 'edge':
        return this.#edges.get(cell)!;
      case 'edges':
        return { edges: matches.lists[cell]!.map((edge) => this.#edges.get(edge)!.edge) };
      case 'value':
        return { value: matches.values[cell]! };
    }
  }

  async #read(): Promise<void> {
    this.#work.tick();
    const [nodes, edges] = [[...this.#wantedNodes].sort(), [...this.#wantedEdges].sort()];
    this.#wantedNodes.clear();
    this.#wantedEdges.clear();
    this.#work.spend(nodes.length + edges.length);
    await this.#paged(nodes, async (page) => this.#keep(await this.#source.nodesById(page), this.#nodesById));
    await this.#paged(edges, async (page) => this.#keep(await this.#source.edgesById(page), this.#edgesById));
  }

  /** Their values over one row; nothing is waited for where one go is enough. */
  all(exprs: readonly Expr[], env: Env): Value[] | Promise<Value[]> {
    this.#work.look(1 + exprs.length * KEPT);
    const made = this.#work.tired ? undefined : this.#work.attempt(() => exprs.map((expr) => evaluate(expr, env)));
    return made ?? this.#slowly(exprs, env);
  }

  async #slowly(exprs: readonly Expr[], env: Env): Promise<Value[]> {
    if (this.#work.tired) await this.#work.rest();
    const made: Value[] = [];
    for (const expr of exprs) made.push(await slowly(expr, env, this.#work));
    return made;
  }
}

/** Ascending, so that a store reads its pages in their order. */
function missing(wanted: ReadonlySet<number>, known: ReadonlyMap<number, unknown>): number[] {
  const numbers: number[] = [];
  for (const number of wanted) if (!known.has(number)) numbers.push(number);
  return Array.from(Uint32Array.from(numbers).sort());
}
