/** The records that this window has read, in full. They stay when the view steps back. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';

export interface Known {
  readonly nodes: ReadonlyMap<RecordId, NodeRecord>;
  readonly edges: ReadonlyMap<RecordId, EdgeRecord>;
  /** Neighbours in the slice, where they have been counted. */
  readonly totals: ReadonlyMap<RecordId, number>;
}

export const NOTHING_KNOWN: Known = Object.freeze({ nodes: new Map(), edges: new Map(), totals: new Map() });

export function learn(known: Known, nodes: readonly NodeRecord[], edges: readonly EdgeRecord[]): Known {
  return {
    ...known,
    nodes: nodes.length === 0 ? known.nodes : new Map([...known.nodes, ...nodes.map((node) => [node.id, node] as const)]),
    edges: edges.length === 0 ? known.edges : new Map([...known.edges, ...edges.map((edge) => [edge.id, edge] as const)]),
  };
}

export const learnTotal = (known: Known, id: RecordId, total: number): Known => ({
  ...known,
  totals: new Map(known.totals).set(id, total),
});
