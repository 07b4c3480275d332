/** What search, counting, expanding, reading and the timeline mean, said plainly over a graph in memory. */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';
import { LIMITS } from '../../shared/limits.ts';
import { byId } from './slice.ts';
import type { Graph } from './slice.ts';

const bytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const fold = (text: string): string => text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));

/** Edges to other nodes, as seen from one. */
function around(graph: Graph, id: string): { edge: EdgeRecord; direction: 'out' | 'in'; far: NodeRecord }[] {
  return graph.edges.flatMap((edge) => {
    if (edge.src === edge.dst || (edge.src !== id && edge.dst !== id)) return [];
    const direction = edge.src === id ? 'out' : 'in';
    return [{ edge, direction, far: graph.nodes.find((node) => node.id === (direction === 'out' ? edge.dst : edge.src))! }];
  });
}

export function naiveCounts(graph: Graph, id: string) {
  const found = around(graph, id);
  const counts = EDGE_KIND_NAMES.flatMap((edge) =>
    (['out', 'in'] as const).flatMap((direction) =>
      NODE_KINDS.map((kind) => {
        const ids = found
          .filter((one) => one.edge.kind === edge && one.direction === direction && one.far.kind === kind)
          .map((one) => one.far.id);
        return { edge, direction, kind, count: new Set(ids).size };
      }),
    ),
  ).filter(({ count }) => count > 0);
  const total = new Set(found.map(({ far }) => far)).size;
  return { counts, total, supernode: total > LIMITS.supernode };
}

export function naiveNeighbours(
  graph: Graph,
  id: string,
  kinds: readonly NodeKind[] | null,
  edgeKinds: readonly EdgeKind[] | null,
  cap: number,
) {
  const found = around(graph, id).filter(
    ({ edge, far }) => (kinds === null || kinds.includes(far.kind)) && (edgeKinds === null || edgeKinds.includes(edge.kind)),
  );
  const all = [...new Set(found.map(({ far }) => far))];
  all.sort((a, b) => Number(b.kind === 'alert') - Number(a.kind === 'alert') || b.lastSeen - a.lastSeen || bytes(a.id, b.id));
  const nodes = all.slice(0, cap);
  return { nodes, edges: byId(found.filter(({ far }) => nodes.includes(far)).map(({ edge }) => edge)), rest: all.length - nodes.length };
}

/** Every walk of growing length is tried, by the ids of its edges; the first that arrives is it. */
export function naivePath(graph: Graph, from: string, to: string, most: number) {
  let walks: { at: string; nodes: NodeRecord[]; edges: EdgeRecord[] }[] = [
    { at: from, nodes: [graph.nodes.find(({ id }) => id === from)!], edges: [] },
  ];
  for (let hops = 0; hops <= most; hops++) {
    const found = walks
      .filter(({ at }) => at === to)
      .sort((a, b) => bytes(a.edges.map(({ id }) => id).join(), b.edges.map(({ id }) => id).join()));
    if (found[0]) return { nodes: found[0].nodes, edges: found[0].edges, hops };
    walks = walks.flatMap(({ at, nodes, edges }) =>
      around(graph, at).flatMap(({ edge, far }) =>
        nodes.includes(far) ? [] : [{ at: far.id, nodes: [...nodes, far], edges: [...edges, edge] }],
      ),
    );
  }
  return { nodes: [], edges: [], hops: null };
}

export function naiveRecords(graph: Graph, ids: readonly string[]): Graph {
  return {
    nodes: byId(graph.nodes.filter(({ id }) => ids.includes(id))),
    edges: byId(graph.edges.filter(({ src, dst }) => ids.includes(src) && ids.includes(dst))),
  };
}

export function naiveJoined(graph: Graph, ids: readonly string[], to: readonly string[]) {
  const all = [...ids, ...to];
  const { nodes } = naiveRecords(graph, ids);
  const touches = ({ src, dst }: Graph['edges'][number]): boolean => ids.includes(src) || ids.includes(dst);
  return { nodes, edges: naiveRecords(graph, all).edges.filter(touches), more: false };
}

export function naiveSearch(graph: Graph, text: string) {
  const groups = NODE_KINDS.flatMap((kind) => {
    const hits = graph.nodes
      .filter((node) => node.kind === kind && fold(node.label).startsWith(fold(text)))
      .map(({ id, label, lastSeen, count }) => ({ id, kind, label, lastSeen, count, exact: fold(label) === fold(text) }))
      .sort((a, b) => Number(b.exact) - Number(a.exact) || bytes(a.label, b.label) || bytes(a.id, b.id));
    return hits.length === 0 ? [] : [{ kind, hits: hits.slice(0, LIMITS.hitsPerKind), more: hits.length > LIMITS.hitsPerKind }];
  });
  return { groups };
}

export function naiveTimeline(graph: Graph, ids: readonly string[], from: number | null, to: number | null) {
  const end = (id: string) => {
    const { kind, label } = graph.nodes.find((node) => node.id === id)!;
    return { id, kind, label };
  };
  const all = graph.edges
    .filter(({ src, dst }) => ids.includes(src) || ids.includes(dst))
    .flatMap((edge) => edge.times.map((time) => ({ time, edge: edge.id, kind: edge.kind, src: end(edge.src), dst: end(edge.dst) })))
    .filter(({ time }) => (from === null || time >= from) && (to === null || time <= to))
    .sort((a, b) => a.time - b.time || bytes(a.edge, b.edge));
  return { entries: all.slice(0, LIMITS.timeline), total: all.length };
}
