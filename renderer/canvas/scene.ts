/** From the state and the records to what is drawn: visible nodes, merged kinds, and one line for each pair of ends. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import type { Known } from './known.ts';
import type { CanvasState, Point } from './state.ts';

export interface SceneNode extends Point {
  /** The record's id, or `group:<kind>`. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly records: readonly NodeRecord[];
  readonly group: boolean;
  readonly pinned: boolean;
  /** Neighbours that are not drawn: beyond the last expansion's cap, or folded. */
  readonly stub: number;
  readonly supernode: boolean;
}

export interface SceneEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly records: readonly EdgeRecord[];
}

export interface Scene {
  readonly nodes: ReadonlyMap<string, SceneNode>;
  readonly edges: ReadonlyMap<string, SceneEdge>;
}

export const groupId = (kind: NodeKind): string => `group:${kind}`;

export interface SceneOptions {
  /** Kinds that the legend has switched off. */
  readonly off: ReadonlySet<NodeKind>;
  /** More neighbours than this make a supernode. */
  readonly supernode: number;
}

export function sceneOf(state: CanvasState, known: Known, { off, supernode }: SceneOptions): Scene {
  const shown = new Map<RecordId, NodeRecord>();
  for (const [id, place] of state.places) {
    const record = known.nodes.get(id);
    if (record && !place.hidden && !off.has(record.kind)) shown.set(id, record);
  }
  const edges = [...known.edges.values()].filter((edge) => shown.has(edge.src) && shown.has(edge.dst));
  const foldedBy = fold(state, shown, edges);
  const nodes = new Map<string, SceneNode>();
  const ends = new Map<RecordId, string>();
  const groups = new Map<NodeKind, NodeRecord[]>();
  for (const [id, record] of shown) {
    if (foldedBy.leaves.has(id)) continue;
    const place = state.places.get(id)!;
    if (state.merged.has(record.kind) && !place.pinned) {
      groups.set(record.kind, [...(groups.get(record.kind) ?? []), record]);
      ends.set(id, groupId(record.kind));
      continue;
    }
    ends.set(id, id);
    const stub = (state.rest.get(id) ?? 0) + (foldedBy.counts.get(id) ?? 0);
    const node = { id, kind: record.kind, records: [record], group: false, pinned: place.pinned, stub };
    nodes.set(id, { ...node, x: place.x, y: place.y, supernode: (known.totals.get(id) ?? 0) > supernode });
  }
  for (const [kind, records] of groups) {
    const points = records.map((record) => state.places.get(record.id)!);
    const middle = (axis: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    const node = { id: groupId(kind), kind, records, group: true, pinned: false, stub: 0, supernode: false };
    nodes.set(node.id, { ...node, ...nearest(points, { x: middle('x'), y: middle('y') }) });
  }
  return { nodes, edges: bundle(edges, ends) };
}

/** Of these places the one nearest to `middle`: unlike the middle itself, which is where their neighbour stands, it is their own. */
const nearest = (places: readonly Point[], middle: Point): Point => {
  const far = ({ x, y }: Point): number => Math.hypot(x - middle.x, y - middle.y);
  const { x, y } = places.reduce((best, place) => (far(place) < far(best) ? place : best));
  return { x, y };
};

interface Folded {
  readonly leaves: ReadonlySet<RecordId>;
  readonly counts: ReadonlyMap<RecordId, number>;
}

/** Leaves that only a folded node reaches; a pinned one stays. */
function fold(state: CanvasState, shown: ReadonlyMap<RecordId, NodeRecord>, edges: readonly EdgeRecord[]): Folded {
  const leaves = new Set<RecordId>();
  const counts = new Map<RecordId, number>();
  if (state.folded.size === 0) return { leaves, counts };
  const reach = neighbourhood(edges);
  for (const id of state.folded) {
    if (!shown.has(id)) continue;
    const own = leavesOf(id, reach).filter((leaf) => !state.places.get(leaf)?.pinned && !state.folded.has(leaf));
    for (const leaf of own) leaves.add(leaf);
    counts.set(id, own.length);
  }
  return { leaves, counts };
}

function neighbourhood(edges: readonly EdgeRecord[]): ReadonlyMap<RecordId, ReadonlySet<RecordId>> {
  const reach = new Map<RecordId, Set<RecordId>>();
  const join = (a: RecordId, b: RecordId) => (reach.get(a) ?? reach.set(a, new Set()).get(a)!).add(b);
  for (const { src, dst } of edges) if (src !== dst) [join(src, dst), join(dst, src)];
  return reach;
}

const leavesOf = (id: RecordId, reach: ReadonlyMap<RecordId, ReadonlySet<RecordId>>): RecordId[] =>
  [...(reach.get(id) ?? [])].filter((other) => reach.get(other)?.size === 1);

function bundle(edges: readonly EdgeRecord[], ends: ReadonlyMap<RecordId, string>): ReadonlyMap<string, SceneEdge> {
  const bundles = new Map<string, { id: string; source: string; target: string; records: EdgeRecord[] }>();
  for (const edge of edges) {
    const source = ends.get(edge.src);
    const target = ends.get(edge.dst);
    if (source === undefined || target === undefined || source === target) continue;
    const id = `${source}>${target}`;
    const known = bundles.get(id);
    if (known) known.records.push(edge);
    else bundles.set(id, { id, source, target, records: [edge] });
  }
  return bundles;
}
