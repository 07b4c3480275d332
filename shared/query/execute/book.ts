/** The records that one question has read so far, each read once. */
import type { EdgeRecord, NodeRecord } from '../../graph/records.ts';
import type { Expr } from '../value/expression.ts';
import type { Held } from '../value/evaluate.ts';
import { rowsUpTo } from './matches.ts';
import type { Matches, Used } from './matches.ts';

/** Where records are read from: in full, in the order of the numbers. */
export interface Shelf {
  nodes(numbers: readonly number[]): Promise<readonly NodeRecord[]>;
  edges(numbers: readonly number[]): Promise<readonly EdgeRecord[]>;
  /** In full, in the order of the ids, all of which are there. */
  nodesById(ids: readonly string[]): Promise<readonly NodeRecord[]>;
  edgesById(ids: readonly string[]): Promise<readonly EdgeRecord[]>;
}

export class Book {
  readonly #source: Shelf;
  readonly #nodes = new Map<number, { readonly node: NodeRecord }>();
  readonly #edges = new Map<number, { readonly edge: EdgeRecord }>();

  constructor(source: Shelf) {
    this.#source = source;
  }

  /** Reads what these expressions need of these rows, as far as it is not here yet; gives what they need. */
  async load(matches: Matches, exprs: readonly Expr[], rows: Iterable<number> = rowsUpTo(matches.count)): Promise<Used> {
    const used = matches.used(exprs, rows);
    const nodes = missing(used.nodes, this.#nodes);
    const edges = missing(used.edges, this.#edges);
    if (nodes.length > 0) (await this.#source.nodes(nodes)).forEach((node, index) => this.#nodes.set(nodes[index]!, { node }));
    if (edges.length > 0) (await this.#source.edges(edges)).forEach((edge, index) => this.#edges.set(edges[index]!, { edge }));
    return used;
  }

  node(number: number): NodeRecord {
    return this.#nodes.get(number)!.node;
  }

  edge(number: number): EdgeRecord {
    return this.#edges.get(number)!.edge;
  }

  /** What a slot of a row holds, for the evaluator. Load it first. */
  held(matches: Matches, row: number, slot: number): Held {
    const cell = matches.cell(row, slot);
    const { type } = matches.slots[slot]!;
    if (type === 'node') return this.#nodes.get(cell)!;
    if (type === 'edge') return this.#edges.get(cell)!;
    return { path: matches.paths[cell]!.map((edge) => this.edge(edge).id) };
  }
}

/** Ascending, so that a store reads its pages in their order. */
function missing(wanted: ReadonlySet<number>, known: ReadonlyMap<number, unknown>): number[] {
  const numbers: number[] = [];
  for (const number of wanted) if (!known.has(number)) numbers.push(number);
  return numbers.sort((a, b) => a - b);
}
