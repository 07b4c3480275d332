/** What was made of a key stays for the next time; beyond so many the oldest goes. */
export class Kept<Key, Made> {
  readonly #most: number;
  readonly #made = new Map<Key, Made>();

  constructor(most: number) {
    this.#most = most;
  }

  get(key: Key): Made | undefined {
    return this.#made.get(key);
  }

  /** Gives back what it keeps. */
  keep(key: Key, made: Made): Made {
    if (this.#made.size >= this.#most) this.#made.delete(this.#made.keys().next().value!);
    this.#made.set(key, made);
    return made;
  }
}
