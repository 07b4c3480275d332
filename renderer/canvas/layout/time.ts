/** Time layout: left to right by first seen, one lane a kind; what comes at the same moment stacks. */
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { Scene } from '../scene.ts';
import type { Point } from '../state.ts';

/** World units: the least width, room of one node, between lanes. */
const WIDTH = 1_200;
const STEP = 56;
const LANE = 90;

export function byTime(scene: Scene): ReadonlyMap<string, Point> {
  const nodes = [...scene.nodes.values()].map((node) => ({ id: node.id, kind: node.kind, time: firstSeen(node.records) }));
  const from = nodes.reduce((least, node) => Math.min(least, node.time), Infinity);
  const span = Math.max(1, nodes.reduce((most, node) => Math.max(most, node.time), -Infinity) - from);
  const width = Math.max(WIDTH, Math.sqrt(nodes.length) * STEP * 3);
  const points = new Map<string, Point>();
  let top = 0;
  for (const kind of NODE_KINDS) {
    const lane = nodes.filter((node) => node.kind === kind).sort((a, b) => a.time - b.time);
    // For each row of the lane, where it ends.
    const rows: number[] = [];
    for (const { id, time } of lane) {
      const x = ((time - from) / span) * width;
      const free = rows.findIndex((end) => end + STEP <= x);
      const row = free < 0 ? rows.length : free;
      rows[row] = x;
      points.set(id, { x: x - width / 2, y: top - row * STEP });
    }
    if (rows.length > 0) top -= (rows.length - 1) * STEP + LANE;
  }
  return new Map([...points].map(([id, { x, y }]) => [id, { x, y: y - top / 2 }]));
}

const firstSeen = (records: readonly { readonly firstSeen: number }[]): number =>
  records.reduce((least, record) => Math.min(least, record.firstSeen), Infinity);
