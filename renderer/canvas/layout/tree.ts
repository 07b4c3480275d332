/** Tree and radial layouts: breadth first from a root; the rest of the graph, by components, beside it. */
import type { Places, PlainGraph } from './plain.ts';

/** World units between levels and between leaves. */
const LEVEL = 130;
const BREADTH = 52;

/** One tree of the forest: nodes breadth first, and for each its depth, how many leaves it has, and where they begin. */
interface Tree {
  readonly order: readonly number[];
  readonly depth: number;
  readonly leaves: number;
}

interface Forest {
  readonly trees: readonly Tree[];
  /** By node. */
  readonly depth: Uint32Array;
  /** The middle of the node's leaves, counted from the tree's first. */
  readonly at: Float64Array;
}

export function tree(graph: PlainGraph): Places {
  const { trees, depth, at } = forest(graph);
  const places = { x: new Float64Array(graph.count), y: new Float64Array(graph.count) };
  let left = 0;
  for (const { order, leaves } of trees) {
    for (const node of order) {
      places.x[node] = (left + at[node]!) * BREADTH;
      places.y[node] = -depth[node]! * LEVEL;
    }
    left += leaves + 1;
  }
  return centred(places);
}

export function radial(graph: PlainGraph): Places {
  const { trees, depth, at } = forest(graph);
  const places = { x: new Float64Array(graph.count), y: new Float64Array(graph.count) };
  let left = 0;
  for (const { order, leaves, depth: deepest } of trees) {
    // A ring is as wide as its leaves need, and never narrower than a level.
    const level = Math.max(LEVEL, (leaves * BREADTH) / (2 * Math.PI) / Math.max(1, deepest));
    const radius = level * deepest;
    for (const node of order) {
      const angle = (2 * Math.PI * at[node]!) / leaves;
      places.x[node] = left + radius + depth[node]! * level * Math.cos(angle);
      places.y[node] = depth[node]! * level * Math.sin(angle);
    }
    left += 2 * radius + LEVEL;
  }
  return centred(places);
}

/** Without recursion: a chain of processes may be as deep as the graph is large. */
function forest({ count, ends, root }: PlainGraph): Forest {
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
  return { trees, depth, at };
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

function centred({ x, y }: Places): Places {
  const middle = (values: Float64Array): number =>
    values.length === 0 ? 0 : (values.reduce((a, b) => Math.min(a, b), Infinity) + values.reduce((a, b) => Math.max(a, b), -Infinity)) / 2;
  const [mx, my] = [middle(x), middle(y)];
  return { x: x.map((value) => value - mx), y: y.map((value) => value - my) };
}
