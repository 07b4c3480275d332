/** So many at once, and of each customer one: the others in the order in which they came. */
export class Turns {
  #free: number;
  readonly #busy = new Set<string>();
  #waiting: { readonly who: string; readonly begin: () => void }[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Resolves with what gives the turn back, to be called once. */
  async take(who: string): Promise<() => void> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ who, begin });
      this.#next();
    });
    return () => {
      this.#busy.delete(who);
      this.#free++;
      this.#next();
    };
  }

  #next(): void {
    const first = this.#free > 0 ? this.#waiting.find(({ who }) => !this.#busy.has(who)) : undefined;
    if (!first) return;
    this.#waiting = this.#waiting.filter((one) => one !== first);
    this.#busy.add(first.who);
    this.#free--;
    first.begin();
  }
}
