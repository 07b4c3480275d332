/** Rows of a question while it is answered: numbers side by side, one a slot, so that 200,000 of them cost some megabytes a slot. */
import type { Expr, Value } from '../value/expression.ts';
import { slotsOf } from '../value/expression.ts';
import type { Slot } from '../plan/plan.ts';
import type { Work } from './work.ts';

/** Marks a slot that is not bound yet, and one for which an optional pattern found nothing. */
export const UNBOUND = -1;
export const NONE = -2;

export interface Used {
  readonly nodes: Set<number>;
  readonly edges: Set<number>;
}

export class Matches {
  readonly slots: readonly Slot[];
  /** One more than slots: the last cell is free for whoever works on the rows. */
  readonly width: number;
  /** A node's or an edge's number as its source counts them; else an index into `lists` or `values`. */
  readonly cells: number[] = [];
  /** Edges of variable lengths. */
  readonly lists: (readonly number[])[];
  readonly values: Value[];
  /** The rows stand in an order that is the same everywhere: by ids, or as the question says. */
  ordered = false;

  constructor(slots: readonly Slot[], from: Pick<Matches, 'lists' | 'values'> = { lists: [], values: [] }) {
    this.slots = slots;
    this.width = slots.length + 1;
    this.lists = from.lists;
    this.values = from.values;
  }

  /** One row with nothing bound: where every question starts. */
  static start(slots: readonly Slot[]): Matches {
    const made = new Matches(slots);
    made.cells.push(...slots.map(() => UNBOUND), UNBOUND);
    return made;
  }

  get count(): number {
    return this.cells.length / this.width;
  }

  /** Looks that a copy of one row costs: it is as wide as the question has slots. */
  get copy(): number {
    return 1 + (this.width >> 1);
  }

  /** A copy of the row that starts at `from` in `other`. */
  push(other: Matches, from: number): number {
    const at = this.cells.length;
    for (let slot = 0; slot < this.width; slot++) this.cells.push(other.cells[from + slot]!);
    return at;
  }

  /** An empty row. */
  pushEmpty(): number {
    const at = this.cells.length;
    for (let slot = 0; slot < this.width; slot++) this.cells.push(UNBOUND);
    return at;
  }

  cell(row: number, slot: number): number {
    return this.cells[row * this.width + slot]!;
  }

  /** The rows for which `keep` says so, in their order. */
  async filtered(keep: (row: number) => boolean, work: Work): Promise<Matches> {
    const rows = Array.from(rowsUpTo(this.count)).filter(keep);
    const kept = await this.picked(rows, work);
    kept.ordered = this.ordered;
    return kept;
  }

  /** These rows, in this order. */
  async picked(rows: readonly number[], work: Work): Promise<Matches> {
    const made = new Matches(this.slots, this);
    for (const row of rows) {
      work.look(this.copy);
      if (work.tired) await work.rest();
      made.push(this, row * this.width);
    }
    made.ordered = true;
    return made;
  }

  /** Every node and edge that these expressions use in these rows. */
  async used(exprs: readonly Expr[], rows: Iterable<number>, work: Work): Promise<Used> {
    const slots = [...new Set(exprs.flatMap((expr) => [...slotsOf(expr)]))];
    const nodes = new Set<number>();
    const edges = new Set<number>();
    for (const row of rows) {
      work.look(slots.length);
      if (work.tired) await work.rest();
      for (const slot of slots) {
        const cell = this.cell(row, slot);
        const { type } = this.slots[slot]!;
        if (cell < 0 || type === 'value') continue;
        if (type === 'node') nodes.add(cell);
        else if (type === 'edge') edges.add(cell);
        else for (const edge of this.lists[cell]!) edges.add(edge);
      }
    }
    return { nodes, edges };
  }
}

export function* rowsUpTo(count: number): Generator<number> {
  for (let row = 0; row < count; row++) yield row;
}
