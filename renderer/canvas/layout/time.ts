/** Time layout: left to right by first seen, one lane a kind; what comes at the same moment stacks. */
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { Places, PlainGraph } from './plain.ts';

/** World units: the least width, room of one node, between lanes. */
const WIDTH = 1_200;
const STEP = 56;
const LANE = 90;

export function byTime({ count, kind, time }: PlainGraph): Places {
  const places = { x: new Float64Array(count), y: new Float64Array(count) };
  const nodes = Array.from({ length: count }, (_, at) => at);
  const from = time.reduce((least, each) => Math.min(least, each), Infinity);
  const span = Math.max(1, time.reduce((most, each) => Math.max(most, each), -Infinity) - from);
  const width = Math.max(WIDTH, Math.sqrt(count) * STEP * 3);
  let top = 0;
  for (const [lane] of NODE_KINDS.entries()) {
    const inLane = nodes.filter((node) => kind[node] === lane).sort((a, b) => time[a]! - time[b]!);
    const rows = new Rows();
    for (const node of inLane) {
      const x = ((time[node]! - from) / span) * width;
      places.x[node] = x - width / 2;
      places.y[node] = top - rows.put(x) * STEP;
    }
    if (rows.count > 0) top -= (rows.count - 1) * STEP + LANE;
  }
  for (const node of nodes) places.y[node]! -= top / 2;
  return places;
}

/**
 * The lowest row of a lane that is free at a moment. Moments come in order, so a row that was taken is free again when the
 * moment has gone on by one step: rows wait in a queue, and those that are free in order of their height.
 */
class Rows {
  count = 0;
  readonly #taken: { readonly until: number; readonly row: number }[] = [];
  #next = 0;
  readonly #free: number[] = [];

  put(x: number): number {
    for (; this.#next < this.#taken.length && this.#taken[this.#next]!.until <= x; this.#next++)
      this.#release(this.#taken[this.#next]!.row);
    const row = this.#free.shift() ?? this.count++;
    this.#taken.push({ until: x + STEP, row });
    return row;
  }

  #release(row: number): void {
    const at = this.#free.findIndex((other) => other > row);
    this.#free.splice(at < 0 ? this.#free.length : at, 0, row);
  }
}
