/**
 * The records that this window has read, in full. They stay when the view steps back, and only grow: each learning gives
 * a new value over the same tables, so that ten thousand of them are not copied for one more.
 */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../../shared/graph/records.ts';

export interface Known {
  readonly nodes: ReadonlyMap<RecordId, NodeRecord>;
  readonly edges: ReadonlyMap<RecordId, EdgeRecord>;
  /** Neighbours in the slice, where they have been counted. */
  readonly totals: ReadonlyMap<RecordId, number>;
  /** Ids of known edges that touch a node. */
  readonly around: ReadonlyMap<RecordId, ReadonlySet<RecordId>>;
  /** Ids in the order in which they were learned, again when they were learned anew: what is new to somebody is its tail. */
  readonly log: readonly RecordId[];
}

interface Tables extends Known {
  readonly nodes: Map<RecordId, NodeRecord>;
  readonly edges: Map<RecordId, EdgeRecord>;
  readonly totals: Map<RecordId, number>;
  readonly around: Map<RecordId, Set<RecordId>>;
  readonly log: RecordId[];
}

export const NOTHING_KNOWN: Known = Object.freeze({ nodes: new Map(), edges: new Map(), totals: new Map(), around: new Map(), log: [] });

const tablesOf = (known: Known): Tables =>
  known === NOTHING_KNOWN
    ? { nodes: new Map(), edges: new Map(), totals: new Map(), around: new Map(), log: [] }
    : { ...(known as Tables) };

export function learn(known: Known, nodes: readonly NodeRecord[], edges: readonly EdgeRecord[]): Known {
  if (nodes.length + edges.length === 0) return known;
  const tables = tablesOf(known);
  for (const node of nodes) {
    tables.nodes.set(node.id, node);
    tables.log.push(node.id);
  }
  for (const edge of edges) {
    tables.edges.set(edge.id, edge);
    tables.log.push(edge.id);
    for (const end of [edge.src, edge.dst]) {
      const there = tables.around.get(end);
      if (there) there.add(edge.id);
      else tables.around.set(end, new Set([edge.id]));
    }
  }
  return tables;
}

export function learnTotal(known: Known, id: RecordId, total: number): Known {
  const tables = tablesOf(known);
  tables.totals.set(id, total);
  tables.log.push(id);
  return tables;
}
