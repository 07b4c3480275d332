/** Rows of a question while it is answered: numbers side by side, one a slot, in pieces, so that none is copied as a whole to grow. */
import { LIMITS } from '../../limits.ts';
import type { Value } from '../value/expression.ts';
import { TooMuch } from '../value/weight.ts';
import type { Slot } from '../plan/plan.ts';
import type { Work } from './work.ts';

/** Marks a slot that is not bound yet, and one for which an optional pattern found nothing. */
export const UNBOUND = -1;
export const NONE = -2;

/** Cells of a piece, at most. */
const PIECE = 16_384;
/** Bytes, roughly, of a value that is kept, beside what others hold, too. */
const VALUE = 32;
/** Rows that the first piece has room for at first. */
const FEW = 16;

export interface Used {
  readonly nodes: Set<number>;
  readonly edges: Set<number>;
}

/** What the rows of one part of a question share. */
export interface Room {
  /** Of the whole question; those of this part are from `from` up to before `end`. */
  readonly slots: readonly Slot[];
  readonly from: number;
  readonly end: number;
  /** Edges of variable lengths. */
  readonly lists: (readonly number[])[];
  readonly values: Value[];
}

export const roomFor = (slots: readonly Slot[], from = 0, end = slots.length): Room => ({ slots, from, end, lists: [], values: [] });

/** Adding a row throws `TooMuch` beyond `LIMITS.queryCells`. */
export class Matches {
  readonly room: Room;
  readonly slots: readonly Slot[];
  readonly lists: Room['lists'];
  readonly values: Room['values'];
  /** One more than the part has slots: the last cell says from which row before a row comes. */
  readonly width: number;
  /** The rows stand in an order that is the same everywhere: by ids, or as the question says. */
  ordered = false;
  #count = 0;
  readonly #pieces: Int32Array[] = [];
  /** A piece has two to the power of this many rows. */
  readonly #shift: number;
  readonly #mask: number;
  readonly #from: number;

  constructor(room: Room) {
    this.room = room;
    this.slots = room.slots;
    this.lists = room.lists;
    this.values = room.values;
    this.width = room.end - room.from + 1;
    this.#from = room.from;
    this.#shift = Math.floor(Math.log2(PIECE / this.width));
    this.#mask = (1 << this.#shift) - 1;
  }

  /** One row with nothing bound: where every question starts. */
  static start(room: Room): Matches {
    const made = new Matches(room);
    made.add();
    return made;
  }

  /** No row yet, for rows that come of these. */
  like(): Matches {
    return new Matches(this.room);
  }

  get count(): number {
    return this.#count;
  }

  /** Looks that a copy of one row costs: it is as wide as its part has slots. */
  get copy(): number {
    return 1 + (this.width >> 1);
  }

  /** A node's or an edge's number as its source counts them; else an index into `lists` or `values`. */
  cell(row: number, slot: number): number {
    return this.#pieces[row >>> this.#shift]![(row & this.#mask) * this.width + slot - this.#from]!;
  }

  set(row: number, slot: number, cell: number): void {
    this.#pieces[row >>> this.#shift]![(row & this.#mask) * this.width + slot - this.#from] = cell;
  }

  /** From which row before this one comes, once `mark` has told them. */
  origin(row: number): number {
    return this.cell(row, this.room.end);
  }

  /** From here on, rows that come of a row know it as their origin. */
  mark(): void {
    for (let row = 0; row < this.#count; row++) this.set(row, this.room.end, row);
  }

  /** A row in which nothing is bound: its number. */
  add(): number {
    const row = this.#count;
    const piece = this.#pieceFor(row);
    let at = (row & this.#mask) * this.width;
    for (let cell = 0; cell < this.width; cell++) piece[at++] = UNBOUND;
    return row;
  }

  /** A row of these cells, slot by slot. */
  addCells(cells: readonly number[]): number {
    const row = this.#count;
    const piece = this.#pieceFor(row);
    const at = (row & this.#mask) * this.width;
    for (let cell = 0; cell < cells.length; cell++) piece[at + cell] = cells[cell]!;
    return row;
  }

  /** A copy of a row of the same part. */
  addFrom(other: Matches, from: number): number {
    const row = this.#count;
    const piece = this.#pieceFor(row);
    const source = other.#pieces[from >>> this.#shift]!;
    let [at, to] = [(from & this.#mask) * this.width, (row & this.#mask) * this.width];
    for (let cell = 0; cell < this.width; cell++) piece[to++] = source[at++]!;
    return row;
  }

  /** The cell of a value, which is kept until the question is answered. */
  keep(value: Value, work: Work): number {
    work.hold(VALUE);
    return this.values.push(value) - 1;
  }

  /** The rows for which `keep` says so, in their order. */
  async filtered(keep: (row: number) => boolean, work: Work): Promise<Matches> {
    const made = this.like();
    for (let row = 0; row < this.#count; row++) {
      work.step();
      if (work.tired) await work.rest();
      if (!keep(row)) continue;
      work.look(this.copy);
      made.addFrom(this, row);
    }
    made.ordered = this.ordered;
    return made;
  }

  /** These rows, in this order. */
  async picked(rows: readonly number[], work: Work): Promise<Matches> {
    const made = this.like();
    for (const row of rows) {
      work.look(this.copy);
      if (work.tired) await work.rest();
      made.addFrom(this, row);
    }
    made.ordered = true;
    return made;
  }

  /** Every node and edge that these slots hold in these rows. */
  async used(all: readonly number[], rows: readonly number[], work: Work): Promise<Used> {
    const slots = all.filter((slot) => this.slots[slot]!.type !== 'value');
    const nodes = new Set<number>();
    const edges = new Set<number>();
    for (const row of slots.length === 0 ? [] : rows) {
      work.look(all.length);
      if (work.tired) await work.rest();
      for (const slot of slots) {
        const cell = this.cell(row, slot);
        const { type } = this.slots[slot]!;
        if (cell < 0) continue;
        if (type === 'node') nodes.add(cell);
        else if (type === 'edge') edges.add(cell);
        else {
          work.look(this.lists[cell]!.length);
          for (const edge of this.lists[cell]!) edges.add(edge);
        }
      }
    }
    return { nodes, edges };
  }

  /** Counts the row, and gives the piece in which it stands. */
  #pieceFor(row: number): Int32Array {
    const place = row >>> this.#shift;
    const end = ((row & this.#mask) + 1) * this.width;
    const piece = this.#pieces[place];
    this.#count = row + 1;
    if (piece !== undefined && end <= piece.length) return piece;
    const most = (this.#mask + 1) * this.width;
    if (place * most + end > LIMITS.queryCells) {
      const limit = LIMITS.queryCells.toLocaleString('en-US');
      throw new TooMuch(`rows that hold more than ${limit} cells in one step (rows times variables and columns)`);
    }
    const made = new Int32Array(place > 0 ? most : Math.min(most, piece ? 2 * piece.length : FEW * this.width));
    if (piece) made.set(piece);
    this.#pieces[place] = made;
    return made;
  }
}

export function upTo(count: number): number[] {
  const rows = new Array<number>(count);
  for (let row = 0; row < count; row++) rows[row] = row;
  return rows;
}
