/**
 * Tree and radial layouts: breadth first from a root, the rest of the graph by components below it. What would be too wide to
 * be looked at is broken: children into rows, a ring into rings, components into shelves.
 */
import { forestOf } from './forest.ts';
import type { Forest, Tree } from './forest.ts';
import type { Places, PlainGraph } from './plain.ts';
import { shelve } from './shelves.ts';

/** World units between levels, between leaves, and between rows of one level. */
const LEVEL = 130;
const BREADTH = 52;
const ROW = 65;
/** Leaves that stand in one row, or on one ring. */
const ONE_ROW = 64;
const ONE_RING = 150;

/** Where the nodes of one tree stand, from its upper left corner, and how much room it takes. */
interface Box {
  readonly width: number;
  readonly height: number;
}

export const tree = (graph: PlainGraph): Places => stand(graph, hang);
export const radial = (graph: PlainGraph): Places => stand(graph, encircle);

/** `shape`: puts the nodes of one tree into the places, and says how much room it takes. */
function stand(graph: PlainGraph, shape: (forest: Forest, tree: Tree, places: Places) => Box): Places {
  const forest = forestOf(graph);
  const places = { x: new Float64Array(graph.count), y: new Float64Array(graph.count) };
  const boxes = forest.trees.map((one) => shape(forest, one, places));
  const [first = { width: 0, height: 0 }] = boxes;
  const least = ONE_ROW * BREADTH;
  // Of the others the tall ones begin, so that shelves are full.
  const others = boxes
    .map((_, at) => at)
    .slice(1)
    .sort((a, b) => boxes[b]!.height - boxes[a]!.height);
  const rest = shelve(
    others.map((index) => boxes[index]!),
    { least: Math.max(least, first.width), gap: ROW },
  );
  // Beside the first where there is room, else below it.
  const corner =
    first.width + rest.width <= least ? { x: first.width, y: 0 } : { x: (first.width - rest.width) / 2, y: first.height + LEVEL };
  others.forEach((index, turn) => {
    const { x, y } = rest.at[turn]!;
    for (const node of forest.trees[index]!.order) {
      places.x[node]! += corner.x + x;
      places.y[node]! -= corner.y + y;
    }
  });
  return centred(places);
}

/** Each node over its children, who stand side by side, or in rows where they would be too wide. */
function hang({ children }: Forest, { order }: Tree, { x, y }: Places): Box {
  const boxes = new Map<number, Box>();
  // Where a child's box begins within its parent's.
  for (const node of order.toReversed()) {
    const own = children(node);
    if (own.length === 0) {
      boxes.set(node, { width: BREADTH, height: 0 });
      continue;
    }
    const { at, width, height } = shelve(
      own.map((child) => boxes.get(child)!),
      { least: ONE_ROW * BREADTH, gap: ROW },
    );
    own.forEach((child, index) => ([x[child], y[child]] = [at[index]!.x, -LEVEL - at[index]!.y]));
    boxes.set(node, { width, height: LEVEL + height });
  }
  const [root] = order;
  [x[root!], y[root!]] = [0, 0];
  // From the root down, corners become places: a node stands over the middle of its box.
  for (const node of order) {
    for (const child of children(node)) {
      x[child]! += x[node]!;
      y[child]! += y[node]!;
    }
  }
  for (const node of order) x[node]! += boxes.get(node)!.width / 2;
  return boxes.get(root!)!;
}

/** Each level on a ring of its own, or on several where it is crowded; all leaves have the same angle. */
function encircle({ depth, at }: Forest, { order, leaves, depth: deepest }: Tree, { x, y }: Places): Box {
  const wide = leaves > ONE_RING;
  const round = (leaves * BREADTH) / (2 * Math.PI);
  const level = wide ? LEVEL : Math.max(LEVEL, round / Math.max(1, deepest));
  const first = wide ? Math.sqrt(leaves / Math.PI) * (BREADTH / 2) : level;
  let radius = 0;
  for (let from = 0, ring = 0; from < order.length; ring++) {
    let to = from;
    while (to < order.length && depth[order[to]!] === ring) to++;
    if (ring > 0) radius += ring === 1 ? first : level;
    const rings = new Rings(radius, leaves);
    for (const node of order.slice(from, to)) {
      const own = ring === 0 ? 0 : rings.put(at[node]!);
      const angle = (2 * Math.PI * at[node]!) / leaves;
      [x[node], y[node]] = [own * Math.cos(angle), own * Math.sin(angle)];
    }
    radius += (rings.count - 1) * BREADTH;
    from = to;
  }
  const side = 2 * radius + BREADTH;
  for (const node of order) {
    x[node]! += side / 2;
    y[node]! -= side / 2;
  }
  return { width: side, height: side };
}

/** The innermost ring of a level on which there is room at a leaf's angle. Leaves come in order. */
class Rings {
  readonly #radius: number;
  readonly #leaves: number;
  readonly #taken: { readonly first: number; last: number }[] = [];

  constructor(radius: number, leaves: number) {
    this.#radius = radius;
    this.#leaves = leaves;
  }

  get count(): number {
    return Math.max(1, this.#taken.length);
  }

  put(leaf: number): number {
    const apart = (ring: number, leaves: number): boolean =>
      leaves * ((2 * Math.PI) / this.#leaves) * (this.#radius + ring * BREADTH) >= BREADTH * 0.99;
    const free = this.#taken.findIndex(({ first, last }, ring) => apart(ring, leaf - last) && apart(ring, this.#leaves - (leaf - first)));
    if (free < 0) this.#taken.push({ first: leaf, last: leaf });
    else this.#taken[free]!.last = leaf;
    return this.#radius + (free < 0 ? this.#taken.length - 1 : free) * BREADTH;
  }
}

function centred({ x, y }: Places): Places {
  const middle = (values: Float64Array): number =>
    values.length === 0 ? 0 : (values.reduce((a, b) => Math.min(a, b), Infinity) + values.reduce((a, b) => Math.max(a, b), -Infinity)) / 2;
  const [mx, my] = [middle(x), middle(y)];
  return { x: x.map((value) => value - mx), y: y.map((value) => value - my) };
}
