/** Where new nodes go: on rings around their parent, in free spots, so that nothing that stands has to move. */
import type { Point } from './state.ts';

/** World units. */
const FIRST_RADIUS = 112;
const RING_STEP = 64;
const SPACING = 60;
/** Nobody stands nearer than this to anybody else. */
export const CLEARANCE = 40;

/** `count` spots around `centre`, nearest ring first, each at least CLEARANCE from all of `taken` and from each other. */
export function freePlaces(centre: Point, count: number, standing: Iterable<Point>): readonly Point[] {
  const taken = [...standing];
  const grid = new Grid(taken);
  const spots: Point[] = [];
  if (count === 1 && grid.isFree(centre)) return [{ x: centre.x, y: centre.y }];
  const start = awayFrom(centre, taken);
  for (let radius = FIRST_RADIUS; spots.length < count; radius += RING_STEP) {
    const slots = Math.floor((2 * Math.PI * radius) / SPACING);
    for (let slot = 0; slot < slots && spots.length < count; slot++) {
      // From the free side outwards, by turns left and right.
      const turn = (slot % 2 === 0 ? slot / 2 : -(slot + 1) / 2) * ((2 * Math.PI) / slots);
      const spot = { x: centre.x + radius * Math.cos(start + turn), y: centre.y + radius * Math.sin(start + turn) };
      if (!grid.isFree(spot)) continue;
      grid.add(spot);
      spots.push(spot);
    }
  }
  return spots;
}

/** The direction from the middle of what stands nearby towards `centre`, radians; upwards when nothing does. */
function awayFrom(centre: Point, taken: readonly Point[]): number {
  const near = taken.filter((point) => Math.hypot(point.x - centre.x, point.y - centre.y) < 400);
  const dx = near.reduce((sum, point) => sum + centre.x - point.x, 0);
  const dy = near.reduce((sum, point) => sum + centre.y - point.y, 0);
  return Math.hypot(dx, dy) < 1 ? Math.PI / 2 : Math.atan2(dy, dx);
}

/** Points by squares as wide as the clearance: what is too near lies in the same square or in one beside it. */
class Grid {
  readonly #squares = new Map<number, Point[]>();
  constructor(points: readonly Point[]) {
    for (const point of points) this.add(point);
  }

  add(point: Point): void {
    const key = squareAt(square(point.x), square(point.y));
    const there = this.#squares.get(key);
    if (there) there.push(point);
    else this.#squares.set(key, [point]);
  }

  isFree({ x, y }: Point): boolean {
    for (const column of [-1, 0, 1]) {
      for (const row of [-1, 0, 1]) {
        for (const other of this.#squares.get(squareAt(square(x) + column, square(y) + row)) ?? []) {
          if (Math.hypot(other.x - x, other.y - y) < CLEARANCE) return false;
        }
      }
    }
    return true;
  }
}

const square = (coordinate: number): number => Math.floor(coordinate / CLEARANCE);
/** One number for a square: exact as long as the world is narrower than two million squares. */
const squareAt = (column: number, row: number): number => column * 4_194_304 + row;
