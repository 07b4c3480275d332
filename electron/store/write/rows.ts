/** Many rows a statement: 20 at a time is where the driver's cost a call stops to matter. */
import type { Cell, WriteDatabase } from '../driver.ts';

const ROWS = 20;

/** `into` is the statement up to its VALUES; all rows have `width` cells. Rows reach the file at the latest with `flush`. */
export class RowWriter {
  readonly #many: (values: readonly Cell[]) => number;
  readonly #one: (values: readonly Cell[]) => number;
  readonly #width: number;
  #cells: Cell[] = [];

  constructor(db: WriteDatabase, into: string, width: number) {
    const row = `(${Array.from({ length: width }, () => '?').join(',')})`;
    this.#width = width;
    this.#many = db.bulk(`${into} VALUES ${Array.from({ length: ROWS }, () => row).join(',')}`);
    this.#one = db.bulk(`${into} VALUES ${row}`);
  }

  add(...cells: Cell[]): void {
    const kept = this.#cells;
    for (let i = 0; i < cells.length; i++) kept.push(cells[i]!);
    if (kept.length < ROWS * this.#width) return;
    this.#many(kept);
    this.#cells = [];
  }

  flush(): void {
    for (let at = 0; at < this.#cells.length; at += this.#width) this.#one(this.#cells.slice(at, at + this.#width));
    this.#cells = [];
  }
}
