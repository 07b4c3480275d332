/** Tree and radial layouts: breadth first from a root; the rest of the graph, by components, beside it. */
import type { Scene } from '../scene.ts';
import type { Point } from '../state.ts';

/** World units between levels and between leaves. */
const LEVEL = 130;
const BREADTH = 52;

interface Branch {
  readonly id: string;
  readonly depth: number;
  readonly children: Branch[];
  leaves: number;
}

export function tree(scene: Scene, root: string | null): ReadonlyMap<string, Point> {
  const points = new Map<string, Point>();
  let left = 0;
  for (const branch of forest(scene, root)) {
    place(branch, left, (id, at, depth) => points.set(id, { x: at * BREADTH, y: -depth * LEVEL }));
    left += branch.leaves + 1;
  }
  return centred(points);
}

export function radial(scene: Scene, root: string | null): ReadonlyMap<string, Point> {
  const points = new Map<string, Point>();
  let left = 0;
  for (const branch of forest(scene, root)) {
    // A ring is as wide as its leaves need, and never narrower than a level.
    const level = Math.max(LEVEL, (branch.leaves * BREADTH) / (2 * Math.PI) / Math.max(1, depthOf(branch)));
    const radius = level * depthOf(branch);
    place(branch, 0, (id, at, depth) => {
      const angle = (2 * Math.PI * at) / branch.leaves;
      points.set(id, { x: left + radius + depth * level * Math.cos(angle), y: depth * level * Math.sin(angle) });
    });
    left += 2 * radius + LEVEL;
  }
  return centred(points);
}

/** Leaves get their places in order, a parent the middle of its children. */
function place(branch: Branch, from: number, put: (id: string, at: number, depth: number) => void): void {
  let at = from;
  for (const child of branch.children) {
    place(child, at, put);
    at += child.leaves;
  }
  put(branch.id, from + (branch.leaves - 1) / 2, branch.depth);
}

const depthOf = (branch: Branch): number => branch.children.reduce((most, child) => Math.max(most, depthOf(child)), branch.depth);

function forest(scene: Scene, root: string | null): readonly Branch[] {
  const reach = new Map<string, string[]>([...scene.nodes.keys()].map((id) => [id, []]));
  for (const { source, target } of scene.edges.values()) {
    reach.get(source)?.push(target);
    reach.get(target)?.push(source);
  }
  const byDegree = [...reach.keys()].sort((a, b) => (reach.get(b)?.length ?? 0) - (reach.get(a)?.length ?? 0));
  const seen = new Set<string>();
  return [...(root !== null && reach.has(root) ? [root] : []), ...byDegree].flatMap((id) => (seen.has(id) ? [] : [grow(id, reach, seen)]));
}

/** Breadth first, so that every node hangs as near to the root as it can. */
function grow(id: string, reach: ReadonlyMap<string, readonly string[]>, seen: Set<string>): Branch {
  const root: Branch = { id, depth: 0, children: [], leaves: 1 };
  const order = [root];
  seen.add(id);
  for (const branch of order) {
    for (const other of reach.get(branch.id) ?? []) {
      if (seen.has(other)) continue;
      seen.add(other);
      const child: Branch = { id: other, depth: branch.depth + 1, children: [], leaves: 1 };
      branch.children.push(child);
      order.push(child);
    }
  }
  for (const branch of order.reverse())
    branch.leaves = Math.max(
      1,
      branch.children.reduce((sum, child) => sum + child.leaves, 0),
    );
  return root;
}

function centred(points: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  const all = [...points.values()];
  const middle = (axis: 'x' | 'y'): number => {
    const values = all.map((point) => point[axis]);
    return (values.reduce((a, b) => Math.min(a, b), Infinity) + values.reduce((a, b) => Math.max(a, b), -Infinity)) / 2;
  };
  const [x, y] = [middle('x'), middle('y')];
  return new Map([...points].map(([id, point]) => [id, { x: point.x - x, y: point.y - y }]));
}
