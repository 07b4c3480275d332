/** A graph as trees, breadth first: the chosen root's first, then the others' from their best-joined node. */
import type { PlainGraph } from './plain.ts';

/** One tree of the forest: nodes breadth first, how deep it is, and how many leaves it has. */
export interface Tree {
  readonly order: readonly number[];
  readonly depth: number;
  readonly leaves: number;
}

export interface Forest {
  readonly trees: readonly Tree[];
  /** By node. */
  readonly depth: Uint32Array;
  /** The middle of the node's leaves, counted from the tree's first. */
  readonly at: Float64Array;
  readonly children: (node: number) => readonly number[];
}

const NOBODY: readonly number[] = [];

/** Without recursion: a chain of processes may be as deep as the graph is large. */
export function forestOf({ count, ends, root }: PlainGraph): Forest {
  const { starts, fars } = adjacency(count, ends);
  const degree = (node: number): number => starts[node + 1]! - starts[node]!;
  const depth = new Uint32Array(count);
  const at = new Float64Array(count);
  const parent = new Int32Array(count).fill(-1);
  const leaves = new Uint32Array(count);
  const next = new Float64Array(count);
  const seen = new Uint8Array(count);
  const roots = Array.from({ length: count }, (_, node) => node).sort((a, b) => degree(b) - degree(a) || a - b);
  if (root >= 0) roots.unshift(root);
  const family: number[][] = [];
  const trees: Tree[] = [];
  for (const first of roots) {
    if (seen[first]) continue;
    seen[first] = 1;
    const order = [first];
    for (const node of order) {
      for (let edge = starts[node]!; edge < starts[node + 1]!; edge++) {
        const other = fars[edge]!;
        if (seen[other]) continue;
        seen[other] = 1;
        parent[other] = node;
        (family[node] ??= []).push(other);
        depth[other] = depth[node]! + 1;
        order.push(other);
      }
    }
    for (const node of order.toReversed()) {
      leaves[node] = Math.max(1, leaves[node]!);
      if (parent[node]! >= 0) leaves[parent[node]!]! += leaves[node]!;
    }
    // From the root down: a node's leaves begin where those of the children before it end. `next` is where the next child's do.
    for (const node of order) {
      const above = parent[node]!;
      const begin = above < 0 ? 0 : next[above]!;
      if (above >= 0) next[above]! += leaves[node]!;
      next[node] = begin;
      at[node] = begin + (leaves[node]! - 1) / 2;
    }
    trees.push({ order, depth: depth[order.at(-1)!]!, leaves: leaves[first]! });
  }
  return {
    trees,
    depth,
    at,
    children: (node) => family[node] ?? NOBODY,
  };
}

function adjacency(count: number, ends: Uint32Array): { readonly starts: Uint32Array; readonly fars: Uint32Array } {
  const starts = new Uint32Array(count + 1);
  for (const node of ends) starts[node + 1]!++;
  for (let node = 0; node < count; node++) starts[node + 1]! += starts[node]!;
  const next = starts.slice();
  const fars = new Uint32Array(ends.length);
  for (let at = 0; at < ends.length; at += 2) {
    const [a, b] = [ends[at]!, ends[at + 1]!];
    fars[next[a]!++] = b;
    fars[next[b]!++] = a;
  }
  return { starts, fars };
}
