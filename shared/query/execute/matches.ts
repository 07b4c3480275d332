/** Rows of a match while it is walked: numbers side by side, one a slot, so that 200,000 of them cost little. */
import type { Expr } from '../value/expression.ts';
import { slotsOf } from '../value/expression.ts';
import type { Slot } from '../plan/plan.ts';

/** Marks a slot that is not bound yet. */
export const UNBOUND = -1;

export interface Used {
  readonly nodes: Set<number>;
  readonly edges: Set<number>;
}

export class Matches {
  readonly slots: readonly Slot[];
  readonly width: number;
  /** A node's or an edge's number as its source counts them; for a path, the index of its edges in `paths`. */
  readonly cells: number[] = [];
  readonly paths: (readonly number[])[];
  /** The rows stand in the order of the ids of what is bound, slot by slot. */
  ordered = false;

  constructor(slots: readonly Slot[], paths: (readonly number[])[] = []) {
    this.slots = slots;
    this.width = slots.length;
    this.paths = paths;
  }

  get count(): number {
    return this.cells.length / this.width;
  }

  /** A copy of the row that starts at `from` in `other`. */
  push(other: Matches, from: number): number {
    const at = this.cells.length;
    for (let slot = 0; slot < this.width; slot++) this.cells.push(other.cells[from + slot]!);
    return at;
  }

  cell(row: number, slot: number): number {
    return this.cells[row * this.width + slot]!;
  }

  /** The rows for which `keep` says so, in their order. */
  filtered(keep: (row: number) => boolean): Matches {
    const kept = new Matches(this.slots, this.paths);
    for (let row = 0; row < this.count; row++) if (keep(row)) kept.push(this, row * this.width);
    return kept;
  }

  /** Every node and edge that these expressions use in these rows. */
  used(exprs: readonly Expr[], rows: Iterable<number>): Used {
    const slots = [...new Set(exprs.flatMap((expr) => [...slotsOf(expr)]))];
    const nodes = new Set<number>();
    const edges = new Set<number>();
    for (const row of rows) {
      for (const slot of slots) {
        const cell = this.cell(row, slot);
        const { type } = this.slots[slot]!;
        if (type === 'node') nodes.add(cell);
        else if (type === 'edge') edges.add(cell);
        else for (const edge of this.paths[cell]!) edges.add(edge);
      }
    }
    return { nodes, edges };
  }
}

export function* rowsUpTo(count: number): Generator<number> {
  for (let row = 0; row < count; row++) yield row;
}
