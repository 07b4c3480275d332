/** The records that one question has read so far, each read once; and values over them. */
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import { evaluate } from '../value/evaluate.ts';
import type { Env, Held } from '../value/evaluate.ts';
import type { Aggregated, Expr, Value } from '../value/expression.ts';
import { rowsUpTo } from './matches.ts';
import type { Matches } from './matches.ts';
import type { Work } from './work.ts';

/** Where records are read from: in full, in the order of the numbers. */
export interface Shelf {
  nodes(numbers: readonly number[]): Promise<readonly NodeRecord[]>;
  edges(numbers: readonly number[]): Promise<readonly EdgeRecord[]>;
  /** In full, in the order of the ids, all of which are there. */
  nodesById(ids: readonly string[]): Promise<readonly NodeRecord[]>;
  edgesById(ids: readonly string[]): Promise<readonly EdgeRecord[]>;
}

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
  async settled<T>(run: () => T): Promise<T> {
    for (;;) {
      const made = run();
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
    return this.settled(() =>
      over.map((row) => {
        this.#work.look(1);
        const env = this.env(matches, row, (expr) => aggregated(row, expr));
        return exprs.map((expr) => evaluate(expr, env));
      }),
    );
  }

  /** For an expression over one row. Load it first, and settle. */
  env(matches: Matches, row: number, aggregated: Env['aggregated'] = noAggregate): Env {
    return {
      held: (slot) => this.#held(matches, row, slot),
      record: (named) => ('node' in named ? this.node(named.node) : this.edge(named.edge)),
      aggregated,
      look: (elements) => this.#work.look(elements),
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
    const used = matches.used(exprs, rows);
    const nodes = missing(used.nodes, this.#nodes);
    const edges = missing(used.edges, this.#edges);
    this.#work.tick();
    if (nodes.length > 0)
      (await this.#source.nodes(nodes)).forEach((node, index) => {
        this.#nodes.set(nodes[index]!, { node });
        this.#nodesById.set(node.id, node);
      });
    if (edges.length > 0)
      (await this.#source.edges(edges)).forEach((edge, index) => {
        this.#edges.set(edges[index]!, { edge });
        this.#edgesById.set(edge.id, edge);
      });
    this.#work.tick();
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
    if (nodes.length > 0) for (const node of await this.#source.nodesById(nodes)) this.#nodesById.set(node.id, node);
    if (edges.length > 0) for (const edge of await this.#source.edgesById(edges)) this.#edgesById.set(edge.id, edge);
  }
}

/** Ascending, so that a store reads its pages in their order. */
function missing(wanted: ReadonlySet<number>, known: ReadonlyMap<number, unknown>): number[] {
  const numbers: number[] = [];
  for (const number of wanted) if (!known.has(number)) numbers.push(number);
  return numbers.sort((a, b) => a - b);
}
