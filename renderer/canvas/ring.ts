/** Where new nodes go: on rings around their parent, in free spots, so that nothing that stands has to move. */
import type { Point } from './state.ts';

/** World units. */
const FIRST_RADIUS = 96;
const RING_STEP = 44;
const SPACING = 44;
/** Nobody stands nearer than this to anybody else. */
export const CLEARANCE = 34;

/** `count` spots around `centre`, nearest ring first, each at least CLEARANCE from all of `taken` and from each other. */
export function freePlaces(centre: Point, count: number, taken: readonly Point[]): readonly Point[] {
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

class Grid {
  readonly #cells = new Map<string, Point[]>();
  constructor(points: readonly Point[]) {
    for (const point of points) this.add(point);
  }

  add(point: Point): void {
    const key = this.#key(point.x, point.y);
    const cell = this.#cells.get(key);
    if (cell) cell.push(point);
    else this.#cells.set(key, [point]);
  }

  isFree({ x, y }: Point): boolean {
    for (const dx of [-CLEARANCE, 0, CLEARANCE]) {
      for (const dy of [-CLEARANCE, 0, CLEARANCE]) {
        for (const other of this.#cells.get(this.#key(x + dx, y + dy)) ?? []) {
          if (Math.hypot(other.x - x, other.y - y) < CLEARANCE) return false;
        }
      }
    }
    return true;
  }

  readonly #key = (x: number, y: number): string => `${Math.floor(x / CLEARANCE)},${Math.floor(y / CLEARANCE)}`;
}
