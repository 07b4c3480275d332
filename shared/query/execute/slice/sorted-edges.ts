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
  readonly lists: Map<string, SortedEdges>;
  edges: number;
}
const kept = new WeakMap<Adjacency, Kept>();

export function edgesById(
  adjacency: Adjacency,
  order: Pick<Source, 'compareEdges'>,
  direction: Expand['direction'],
  node: number,
): SortedEdges {
  const store = kept.get(adjacency) ?? { lists: new Map<string, SortedEdges>(), edges: 0 };
  kept.set(adjacency, store);
  const name = `${direction} ${node}`;
  const known = store.lists.get(name);
  if (known) return known;
  const made = sorted(adjacency, order, direction, node);
  if (made.edges.length < WORTH_KEEPING) return made;
  if (store.edges + made.edges.length > MOST_KEPT) {
    store.lists.clear();
    store.edges = 0;
  }
  store.lists.set(name, made);
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
  const places = edges.map((_, index) => index).sort((a, b) => compareEdges(edges[a]!, edges[b]!));
  return {
    edges: Uint32Array.from(places, (at) => edges[at]!),
    kinds: Uint8Array.from(places, (at) => kinds[at]!),
    fars: Uint32Array.from(places, (at) => fars[at]!),
  };
}
