/** Edges of a node by id. Sorting those of a node that very many touch costs milliseconds, so they are kept as long as the arrays are. */
import type { Adjacency } from '../../backend.ts';
import type { Expand } from '../../plan/expand.ts';
import type { Source } from '../source.ts';
import { each } from './expand.ts';

export interface SortedEdges {
  readonly edges: Uint32Array;
  readonly kinds: Uint8Array;
  readonly fars: Uint32Array;
}

/** A node with fewer edges is sorted anew each time. */
const WORTH_KEEPING = 32;
/** Edges that are kept for one slice, 9 bytes each; when there are more, it begins anew. */
const MOST_KEPT = 2_000_000;

interface Kept {
  /** By node. */
  readonly lists: Readonly<Record<Expand['direction'], Map<number, SortedEdges>>>;
  edges: number;
}
const kept = new WeakMap<Adjacency, Kept>();

export function edgesById(
  adjacency: Adjacency,
  order: Pick<Source, 'compareEdges'>,
  direction: Expand['direction'],
  node: number,
): SortedEdges {
  let store = kept.get(adjacency);
  if (!store || store.edges > MOST_KEPT)
    kept.set(adjacency, (store = { lists: { out: new Map(), in: new Map(), both: new Map() }, edges: 0 }));
  const lists = store.lists[direction];
  const known = lists.get(node);
  if (known) return known;
  const made = sorted(adjacency, order, direction, node);
  if (made.edges.length < WORTH_KEEPING) return made;
  lists.set(node, made);
  store.edges += made.edges.length;
  return made;
}

function sorted(
  adjacency: Adjacency,
  { compareEdges }: Pick<Source, 'compareEdges'>,
  direction: Expand['direction'],
  node: number,
): SortedEdges {
  const edges: number[] = [];
  const kinds: number[] = [];
  const fars: number[] = [];
  each(adjacency, direction, node, (edge, kind, far) => {
    kinds.push(kind);
    fars.push(far);
    return edges.push(edge) > 0;
  });
  const made = { edges: new Uint32Array(edges.length), kinds: new Uint8Array(edges.length), fars: new Uint32Array(edges.length) };
  const places = edges.map((_, index) => index).sort((a, b) => compareEdges(edges[a]!, edges[b]!));
  for (const [to, at] of places.entries()) {
    made.edges[to] = edges[at]!;
    made.kinds[to] = kinds[at]!;
    made.fars[to] = fars[at]!;
  }
  return made;
}
