/**
 * The slice's shape in memory: what each node is, and which edges leave and enter it, as compressed sparse rows. Edges
 * never change their ends or kind, so increments only append; the rows are then built anew (a counting sort).
 */
import type { Adjacency } from '../../../shared/query/index.ts';
import { compareWords } from '../../../shared/slice-file/ids.ts';
import { NONE } from '../../../shared/slice-file/shape-arrays.ts';
import type { ShapeArrays } from '../../../shared/slice-file/shape-arrays.ts';

interface Side {
  readonly starts: Uint32Array;
  readonly edges: Uint32Array;
  /** What lies at the other end, by edge: the arrays' own. */
  readonly far: Uint32Array;
}

export class Shape implements Adjacency {
  readonly arrays: ShapeArrays;
  readonly nodes: number;
  readonly edges: number;
  #out: Side;
  #in: Side;

  constructor(arrays: ShapeArrays) {
    this.arrays = arrays;
    this.nodes = present(arrays.nodeKinds);
    this.edges = present(arrays.edgeKinds);
    this.#out = rowsOf(arrays, arrays.src, arrays.dst);
    this.#in = rowsOf(arrays, arrays.dst, arrays.src);
  }

  nodeKind(node: number): number {
    return this.arrays.nodeKinds[node] ?? NONE;
  }

  eachOut(node: number, visit: (edge: number, kind: number, far: number) => boolean): void {
    this.#each(this.#out, node, visit);
  }

  eachIn(node: number, visit: (edge: number, kind: number, far: number) => boolean): void {
    this.#each(this.#in, node, visit);
  }

  compareNodes(a: number, b: number): number {
    return compareWords(this.arrays.nodeIds, a, this.arrays.nodeIds, b);
  }

  compareEdges(a: number, b: number): number {
    return compareWords(this.arrays.edgeIds, a, this.arrays.edgeIds, b);
  }

  #each({ starts, edges, far }: Side, node: number, visit: (edge: number, kind: number, far: number) => boolean): void {
    const kinds = this.arrays.edgeKinds;
    const end = starts[node + 1] ?? 0;
    for (let at = starts[node] ?? 0; at < end; at++) {
      const edge = edges[at]!;
      if (!visit(edge, kinds[edge]!, far[edge]!)) return;
    }
  }
}

function present(kinds: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < kinds.length; i++) if (kinds[i] !== NONE) count++;
  return count;
}

function rowsOf({ nodeKinds, edgeKinds }: ShapeArrays, near: Uint32Array, far: Uint32Array): Side {
  const starts = new Uint32Array(nodeKinds.length + 1);
  for (let e = 0; e < near.length; e++) if (edgeKinds[e] !== NONE) starts[near[e]! + 1]!++;
  for (let n = 0; n < nodeKinds.length; n++) starts[n + 1]! += starts[n]!;
  const next = starts.slice();
  const total = starts[nodeKinds.length]!;
  const edges = new Uint32Array(total);
  for (let e = 0; e < near.length; e++) {
    if (edgeKinds[e] !== NONE) edges[next[near[e]!]!++] = e;
  }
  return { starts, edges, far };
}
