/** So many at once, of each who asks one, and of each house a few: the others in the order in which they came. */
interface Asking {
  readonly who: string;
  readonly house: string;
}

export class Turns {
  #free: number;
  readonly #ofHouse: number;
  #busy: readonly Asking[] = [];
  #waiting: readonly (Asking & { readonly begin: () => void })[] = [];

  constructor(atOnce: number, ofHouse = atOnce) {
    this.#free = atOnce;
    this.#ofHouse = ofHouse;
  }

  /** Resolves with what gives the turn back, to be called once. */
  async take(who: string, house = who): Promise<() => void> {
    const asking = { who, house };
    await new Promise<void>((resolve) => {
      const begin = (): void => {
        this.#busy = [...this.#busy, asking];
        resolve();
      };
      this.#waiting = [...this.#waiting, { ...asking, begin }];
      this.#next();
    });
    return () => {
      this.#busy = this.#busy.filter((one) => one !== asking);
      this.#free++;
      this.#next();
    };
  }

  #next(): void {
    const first = this.#free > 0 ? this.#waiting.find((one) => this.#may(one)) : undefined;
    if (!first) return;
    this.#waiting = this.#waiting.filter((one) => one !== first);
    this.#free--;
    first.begin();
  }

  #may({ who, house }: Asking): boolean {
    return !this.#busy.some((one) => one.who === who) && this.#busy.filter((one) => one.house === house).length < this.#ofHouse;
  }
}
