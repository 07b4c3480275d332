/** Who stands where in what the graphics card reads: without gaps, so the last one takes the place of one that goes. */
export class Slots {
  readonly #ids: string[] = [];
  readonly #places = new Map<string, number>();

  get size(): number {
    return this.#ids.length;
  }

  /** The place of an id: behind the last where it had none. */
  put(id: string): number {
    const there = this.#places.get(id);
    if (there !== undefined) return there;
    this.#places.set(id, this.#ids.length);
    return this.#ids.push(id) - 1;
  }

  /** Takes one out. Gives who has its place now, if anybody. */
  remove(id: string): { readonly id: string; readonly place: number } | null {
    const place = this.#places.get(id);
    if (place === undefined) return null;
    this.#places.delete(id);
    const last = this.#ids.pop()!;
    if (last === id) return null;
    this.#ids[place] = last;
    this.#places.set(last, place);
    return { id: last, place };
  }

  /** Somebody else has put all of them, in this order. */
  reset(ids: Iterable<string>): void {
    this.#ids.length = 0;
    this.#places.clear();
    for (const id of ids) this.put(id);
  }
}
