/** Points by squares of the world: who stands in a rectangle, without asking everybody. */
import type { Point } from './state.ts';

/** World units. */
const SQUARE = 256;
/** More squares than this in a rectangle: everybody is asked instead. */
const MOST_SQUARES = 4_096;

export interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly low: number;
  readonly high: number;
}

const keyOf = (column: number, row: number): number => column * 4_194_304 + row;
const squareOf = (coordinate: number): number => Math.floor(coordinate / SQUARE);

export class Spatial {
  readonly #points = new Map<string, Point>();
  readonly #squares = new Map<number, Set<string>>();
  #changes = 0;

  /** How often anything was put or removed: who kept an answer knows by it whether that still holds. */
  get changes(): number {
    return this.#changes;
  }

  get size(): number {
    return this.#points.size;
  }

  get(id: string): Point | undefined {
    return this.#points.get(id);
  }

  put(id: string, { x, y }: Point): void {
    this.#changes++;
    const before = this.#points.get(id);
    const key = keyOf(squareOf(x), squareOf(y));
    this.#points.set(id, { x, y });
    if (before) {
      const old = keyOf(squareOf(before.x), squareOf(before.y));
      if (old === key) return;
      this.#leave(old, id);
    }
    const there = this.#squares.get(key);
    if (there) there.add(id);
    else this.#squares.set(key, new Set([id]));
  }

  remove(id: string): void {
    const before = this.#points.get(id);
    if (!before) return;
    this.#changes++;
    this.#points.delete(id);
    this.#leave(keyOf(squareOf(before.x), squareOf(before.y)), id);
  }

  /** Calls back with each that may stand within; those just outside too. */
  within({ left, right, low, high }: Rectangle, visit: (id: string, at: Point) => void): void {
    const [from, to] = [squareOf(left), squareOf(right)];
    const [bottom, top] = [squareOf(low), squareOf(high)];
    if ((to - from + 1) * (top - bottom + 1) > MOST_SQUARES) {
      for (const [id, at] of this.#points) if (at.x >= left && at.x <= right && at.y >= low && at.y <= high) visit(id, at);
      return;
    }
    for (let column = from; column <= to; column++) {
      for (let row = bottom; row <= top; row++) {
        for (const id of this.#squares.get(keyOf(column, row)) ?? []) visit(id, this.#points.get(id)!);
      }
    }
  }

  /** Those within a closed line drawn by hand. */
  inLine(line: readonly Point[]): readonly string[] {
    const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)];
    const box = { left: Math.min(...xs), right: Math.max(...xs), low: Math.min(...ys), high: Math.max(...ys) };
    const caught: string[] = [];
    this.within(box, (id, at) => {
      if (isWithin(at, line)) caught.push(id);
    });
    return caught;
  }

  #leave(key: number, id: string): void {
    const there = this.#squares.get(key);
    there?.delete(id);
    if (there?.size === 0) this.#squares.delete(key);
  }
}

/** Whether a point lies within a closed line: the even-odd rule. */
export function isWithin({ x, y }: Point, line: readonly Point[]): boolean {
  let odd = false;
  line.forEach((a, index) => {
    const b = line[(index + 1) % line.length]!;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
  });
  return odd;
}
