/** A stretch of time, and what of the scene lies inside it. */
import type { EdgeRecord } from '../../shared/graph/records.ts';
import { each } from './pieces.ts';
import type { Scene } from './scene.ts';

/** Unix ms, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export const rangeOf = (a: number, b: number): Range => ({ from: Math.min(a, b), to: Math.max(a, b) });

/** Occurrences beyond the kept ones lie somewhere between the last kept and the last seen. */
function edgeInside({ times, count, firstSeen, lastSeen }: EdgeRecord, { from, to }: Range): boolean {
  if (times.some((time) => time >= from && time <= to)) return true;
  const after = times.length === 0 ? firstSeen : (times.at(-1) ?? firstSeen);
  return count > times.length && after <= to && lastSeen >= from;
}

/** Ids of nodes and edges inside: an edge that happened then, a node with such an edge; one without edges by its own times. */
export function* inside(scene: Scene, range: Range): Generator<void, ReadonlySet<string>> {
  const ids = new Set<string>();
  yield* each(scene.edges.values(), (edge) => {
    if (edge.records.some((record) => edgeInside(record, range))) ids.add(edge.id).add(edge.source).add(edge.target);
  });
  yield* each(scene.nodes.values(), (node) => {
    if (scene.touching(node.id).size > 0) return;
    if (node.records.some((record) => record.firstSeen <= range.to && record.lastSeen >= range.from)) ids.add(node.id);
  });
  return ids;
}
