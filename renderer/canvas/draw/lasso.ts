/** Whether a point lies within a closed line drawn by hand: the even-odd rule. */
import type { Point } from '../state.ts';

export function within({ x, y }: Point, line: readonly Point[]): boolean {
  let odd = false;
  line.forEach((a, index) => {
    const b = line[(index + 1) % line.length]!;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
  });
  return odd;
}
