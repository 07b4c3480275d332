/** Ids as numbers, in the order in which they came: what rows of a match hold at the hub. */
import type { Work } from '../work.ts';

/** Bytes, roughly, that an id takes here. */
const ID_BYTES = 96;

export class Numbered {
  readonly #work: Work;
  readonly #ids: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(work: Work) {
    this.#work = work;
  }

  number(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#work.hold(ID_BYTES);
    const number = this.#ids.push(id) - 1;
    this.#numbers.set(id, number);
    return number;
  }

  id(number: number): string {
    return this.#ids[number]!;
  }
}
