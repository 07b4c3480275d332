/** The records that one question has read so far, each read once; and values over them. */
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import { evaluate, whole } from '../value/evaluate.ts';
import type { Env, Held } from '../value/evaluate.ts';
import { slotsOf } from '../value/expression.ts';
import type { Expr, Value } from '../value/expression.ts';
import { recordBytes, recordWeight } from '../value/weight.ts';
import { upTo } from './matches.ts';
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

interface ReadNode {
  readonly node: NodeRecord;
  readonly weight: number;
}
interface ReadEdge {
  readonly edge: EdgeRecord;
  readonly weight: number;
}

export class Book {
  readonly #source: Shelf;
  readonly #work: Work;
  readonly #nodes = new Map<number, ReadNode>();
  readonly #edges = new Map<number, ReadEdge>();
  readonly #nodesById = new Map<string, ReadNode>();
  readonly #edgesById = new Map<string, ReadEdge>();
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

  /** The values of expressions over rows. */
  async values(matches: Matches, exprs: readonly Expr[], rows: readonly number[] = upTo(matches.count)): Promise<Value[][]> {
    await this.#load(matches, [...new Set(exprs.flatMap((expr) => [...slotsOf(expr)]))], rows);
    return this.settled(async () => {
      const made: Value[][] = [];
      let at = 0;
      const env = this.env(
        (slot) => this.#held(matches, at, slot),
        () => {
          throw new Error('an aggregate has no row');
        },
      );
      for (const row of rows) {
        at = row;
        const values = this.all(exprs, env);
        made.push(values instanceof Promise ? await values : values);
      }
      return made;
    });
  }

  /** What these slots hold in all rows, as values. */
  async held(matches: Matches, slots: readonly number[]): Promise<Value[][]> {
    await this.#load(matches, slots, upTo(matches.count));
    const made: Value[][] = [];
    for (let row = 0; row < matches.count; row++) {
      this.#work.look(1 + slots.length * KEPT);
      if (this.#work.tired) await this.#work.rest();
      made.push(slots.map((slot) => whole(this.#held(matches, row, slot), this.#work)));
    }
    return made;
  }

  /** For expressions over what `held` and `aggregated` give at the moment. */
  env(held: Env['held'], aggregated: Env['aggregated']): Env {
    return {
      held,
      record: (named) => ('node' in named ? this.node(named.node) : this.edge(named.edge)),
      aggregated,
      look: (elements) => this.#work.look(elements),
      step: () => this.#work.step(),
    };
  }

  /** A record by its id: null where it is not here, and then wanted. */
  node(id: string): NodeRecord | null {
    return this.#nodesById.get(id)?.node ?? (this.#wantedNodes.add(id), null);
  }

  edge(id: string): EdgeRecord | null {
    return this.#edgesById.get(id)?.edge ?? (this.#wantedEdges.add(id), null);
  }

  /** Records by their ids, and what all of them hold. */
  async records(nodes: Iterable<string>, edges: Iterable<string>): Promise<{ nodes: NodeRecord[]; edges: EdgeRecord[]; weight: number }> {
    for (const id of nodes) if (!this.#nodesById.has(id)) this.#wantedNodes.add(id);
    for (const id of edges) if (!this.#edgesById.has(id)) this.#wantedEdges.add(id);
    if (this.#wantedNodes.size + this.#wantedEdges.size > 0) await this.#read();
    const found = {
      nodes: Array.from(nodes, (id) => this.#nodesById.get(id)!),
      edges: Array.from(edges, (id) => this.#edgesById.get(id)!),
    };
    const weight = [...found.nodes, ...found.edges].reduce((sum, read) => sum + read.weight, 0);
    return { nodes: found.nodes.map(({ node }) => node), edges: found.edges.map(({ edge }) => edge), weight };
  }

  /** Reads what these slots hold in these rows, as far as it is not here yet. */
  async #load(matches: Matches, slots: readonly number[], rows: readonly number[]): Promise<void> {
    const used = await matches.used(slots, rows, this.#work);
    const nodes = missing(used.nodes, this.#nodes);
    const edges = missing(used.edges, this.#edges);
    await this.#paged(nodes, async (page) => {
      const read = await this.#source.nodes(page);
      for (const [index, node] of read.entries()) this.#nodes.set(page[index]!, this.#keepNode(node));
    });
    await this.#paged(edges, async (page) => {
      const read = await this.#source.edges(page);
      for (const [index, edge] of read.entries()) this.#edges.set(page[index]!, this.#keepEdge(edge));
    });
  }

  async #paged<T>(all: readonly T[], read: (page: readonly T[]) => Promise<void>): Promise<void> {
    for (let from = 0; from < all.length; from += PAGE) {
      this.#work.tick();
      if (this.#work.tired) await this.#work.rest();
      await read(all.slice(from, from + PAGE));
    }
  }

  #keepNode(node: NodeRecord): ReadNode {
    const read = { node, weight: this.#paid(recordWeight(node), 0) };
    this.#nodesById.set(node.id, read);
    return read;
  }

  #keepEdge(edge: EdgeRecord): ReadEdge {
    const read = { edge, weight: this.#paid(recordWeight(edge), edge.times.length) };
    this.#edgesById.set(edge.id, read);
    return read;
  }

  /** Records are kept until the question is answered: what they take counts. */
  #paid(weight: number, times: number): number {
    this.#work.look(weight);
    this.#work.hold(recordBytes(weight, times));
    return weight;
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
    await this.#paged(nodes, async (page) => {
      for (const node of await this.#source.nodesById(page)) this.#keepNode(node);
    });
    await this.#paged(edges, async (page) => {
      for (const edge of await this.#source.edgesById(page)) this.#keepEdge(edge);
    });
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
  const numbers = new Uint32Array(wanted.size);
  let count = 0;
  for (const number of wanted) if (!known.has(number)) numbers[count++] = number;
  return Array.from(numbers.subarray(0, count).sort());
}
