/** Ids as numbers, in the order in which they came: what rows of a match hold at the hub. */
export class Numbered {
  readonly #ids: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#ids.push(id) - 1;
    this.#numbers.set(id, number);
    return number;
  }

  id(number: number): string {
    return this.#ids[number]!;
  }
}
