/** A scene as a layout needs it: numbers in columns, which a worker gets without copying records or names. */
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { Scene } from '../scene.ts';
import type { Point } from '../state.ts';

export interface PlainGraph {
  /** Nodes are counted from 0. */
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly pinned: Uint8Array;
  /** Place of the kind in NODE_KINDS, and when the node was first seen, Unix ms. */
  readonly kind: Uint8Array;
  readonly time: Float64Array;
  /** Two nodes an edge, one after the other. */
  readonly ends: Uint32Array;
  /** Where a tree begins, or -1. */
  readonly root: number;
}

export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export function plainOf(scene: Scene, root: string | null): { readonly graph: PlainGraph; readonly ids: readonly string[] } {
  const ids = [...scene.nodes.keys()];
  const numbers = new Map(ids.map((id, at) => [id, at]));
  const count = ids.length;
  const [x, y, time] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const [pinned, kind] = [new Uint8Array(count), new Uint8Array(count)];
  let at = 0;
  for (const node of scene.nodes.values()) {
    [x[at], y[at]] = [node.x, node.y];
    pinned[at] = node.pinned ? 1 : 0;
    kind[at] = NODE_KINDS.indexOf(node.kind);
    time[at] = node.records.reduce((least, record) => Math.min(least, record.firstSeen), Infinity);
    at++;
  }
  const ends = new Uint32Array(scene.edges.size * 2);
  at = 0;
  for (const { source, target } of scene.edges.values()) {
    ends[at++] = numbers.get(source)!;
    ends[at++] = numbers.get(target)!;
  }
  return { graph: { count, x, y, pinned, kind, time, ends, root: root === null ? -1 : (numbers.get(root) ?? -1) }, ids };
}

export const pointsOf = (ids: readonly string[], { x, y }: Places): ReadonlyMap<string, Point> =>
  new Map(ids.map((id, at) => [id, { x: x[at]!, y: y[at]! }]));
