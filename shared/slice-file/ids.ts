/** Record ids as four 32-bit words each, side by side: 16 bytes a record, with a hash table where ids must be found. */
import { RECORD_ID_PATTERN } from '../graph/ids.ts';

/** Copies bytes (16 a record) into words; the bytes need no alignment. */
export const toWords = (bytes: Uint8Array): Uint32Array => new Uint32Array(new Uint8Array(bytes).buffer);

export const idBytes = (id: string): Uint8Array => {
  if (!RECORD_ID_PATTERN.test(id)) throw new TypeError('not a record id');
  return Buffer.from(id, 'hex');
};

const swap = (word: number): number => ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;

/** Order by the ids' bytes, which is the order of their text. */
export function compareWords(a: Uint32Array, at: number, b: Uint32Array, bt: number): number {
  for (let i = 0; i < 4; i++) {
    const x = a[at * 4 + i]!;
    const y = b[bt * 4 + i]!;
    if (x !== y) return swap(x) - swap(y);
  }
  return 0;
}

/** Indexes of rows in the order of their ids: upserts that walk an index forwards touch each page once. */
export function orderById(words: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: words.length / 4 }, (_, row) => row).sort((a, b) => compareWords(words, a, words, b));
}

/** Ids and the ordinals that they got, in the order in which they came. */
export class IdTable {
  #words = new Uint32Array(4 * 1024);
  #slots = new Int32Array(4 * 1024).fill(-1);
  count = 0;

  /** The words of all ids, four each. */
  get words(): Uint32Array {
    return this.#words.subarray(0, this.count * 4);
  }

  /** The ordinal of the id at `source[at * 4]`, or -1. */
  find(source: Uint32Array, at: number): number {
    return this.#slots[this.#slot(source, at)]!;
  }

  /** The ordinal of the id, a new one where it is not known. Compare with `count` from before to tell. */
  add(source: Uint32Array, at: number): number {
    let slot = this.#slot(source, at);
    const known = this.#slots[slot]!;
    if (known >= 0) return known;
    if ((this.count + 1) * 4 > this.#words.length) this.#grow();
    if ((this.count + 1) * 2 > this.#slots.length) {
      this.#rehash();
      slot = this.#slot(source, at);
    }
    this.#words.set(source.subarray(at * 4, at * 4 + 4), this.count * 4);
    this.#slots[slot] = this.count;
    return this.count++;
  }

  #slot(source: Uint32Array, at: number): number {
    const i = at * 4;
    const [a, b, c, d] = [source[i]!, source[i + 1]!, source[i + 2]!, source[i + 3]!];
    const mask = this.#slots.length - 1;
    let slot = (a ^ Math.imul(b, 0x9e3779b1) ^ Math.imul(c, 0x85ebca6b) ^ Math.imul(d, 0xc2b2ae35)) & mask;
    for (; ; slot = (slot + 1) & mask) {
      const other = this.#slots[slot]!;
      if (other < 0) return slot;
      const j = other * 4;
      const words = this.#words;
      if (words[j] === a && words[j + 1] === b && words[j + 2] === c && words[j + 3] === d) return slot;
    }
  }

  #grow(): void {
    const words = new Uint32Array(this.#words.length * 2);
    words.set(this.#words);
    this.#words = words;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
    for (let ordinal = 0; ordinal < this.count; ordinal++) this.#slots[this.#slot(this.#words, ordinal)] = ordinal;
  }
}
