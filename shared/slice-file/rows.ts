/** Many rows a statement: 20 at a time is where the driver's cost a call stops to matter. */
import type { BuildDatabase, Cell } from './database.ts';

const ROWS = 20;

/** `into` is the statement up to its VALUES; `last` a whole number that ends every row. Rows reach the file at the latest with `flush`. */
export class RowWriter {
  readonly #many: (values: readonly Cell[]) => number;
  readonly #one: (values: readonly Cell[]) => number;
  readonly #width: number;
  /** The values of up to ROWS rows, side by side. */
  readonly #cells: Cell[];
  #used = 0;

  /** `width` counts the cells of a row without the last. */
  constructor(db: BuildDatabase, into: string, width: number, last: number) {
    const row = `(${'?,'.repeat(width)}${Math.trunc(last)})`;
    this.#width = width;
    this.#cells = new Array<Cell>(ROWS * width).fill(null);
    this.#many = db.bulk(`${into} VALUES ${Array.from({ length: ROWS }, () => row).join(',')}`);
    this.#one = db.bulk(`${into} VALUES ${row}`);
  }

  add(...cells: Cell[]): void {
    for (let i = 0; i < cells.length; i++) this.#cells[this.#used++] = cells[i]!;
    if (this.#used < this.#cells.length) return;
    this.#many(this.#cells);
    this.#used = 0;
  }

  flush(): void {
    for (let at = 0; at < this.#used; at += this.#width) this.#one(this.#cells.slice(at, at + this.#width));
    this.#used = 0;
  }
}
