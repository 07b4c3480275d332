/** Facts of one batch into the store: read what is there, open, merge, seal under the next version, write. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { isIndexed } from '../store/blind-index.ts';
import type { EdgeRow, GraphWriter, NodeRow } from '../store/graph-write.ts';
import { openEdge, openNode, packPayload } from '../store/payload.ts';
import type { EdgeFact, Facts, NodeFact } from './facts.ts';
import { mergeLabels, mergeSightings, mergeTimes } from './merge.ts';

/** Records sealed between two turns of the event loop: a few milliseconds of work. */
const TURN = 500;

/** Nodes get lower change numbers than edges, so that a feed read in order meets the ends before what joins them. */
export async function writeFacts(writer: GraphWriter, keys: TenantKeys, facts: Facts): Promise<void> {
  raiseEnds(facts);
  let seq = writer.seq;
  const storedNodes = byId(await writer.nodes([...facts.nodes.keys()]));
  const nodes: NodeRow[] = [];
  const blind: { token: Buffer; node: RecordId }[] = [];
  for (const fact of facts.nodes.values()) {
    if (nodes.length % TURN === TURN - 1) await turn();
    const { row, relabelled } = sealNode(keys, fact, storedNodes.get(fact.id), ++seq);
    nodes.push(row);
    if (relabelled !== null && isIndexed(fact.kind)) blind.push({ token: keys.blind(fact.kind, relabelled), node: fact.id });
  }
  await writer.putNodes(nodes);
  await writer.putBlind(blind);

  const storedEdges = byId(await writer.edges([...facts.edges.keys()]));
  const edges: EdgeRow[] = [];
  for (const fact of facts.edges.values()) {
    if (edges.length % TURN === TURN - 1) await turn();
    edges.push(sealEdge(keys, fact, storedEdges.get(fact.id), ++seq));
  }
  await writer.putEdges(edges);
  await writer.setSeq(seq);
}

/** A node was seen whenever one of its edges was: so an edge of a slice in time never lacks an end in that slice. */
function raiseEnds({ nodes, edges }: Facts): void {
  for (const { src, dst, firstSeen, lastSeen } of edges.values()) {
    for (const id of [src, dst]) {
      const node = nodes.get(id);
      if (!node) throw new TypeError('an edge needs both of its ends in the same batch');
      if (node.firstSeen <= firstSeen && node.lastSeen >= lastSeen) continue;
      nodes.set(id, { ...node, firstSeen: Math.min(node.firstSeen, firstSeen), lastSeen: Math.max(node.lastSeen, lastSeen) });
    }
  }
}

/** `relabelled` is the label where it is new, else null. */
function sealNode(keys: TenantKeys, fact: NodeFact, stored: SealedNode | undefined, seq: number): { row: NodeRow; relabelled: string | null } {
  const known = stored ? openNode(keys, stored) : null;
  const merged = known ? { ...fact, ...mergeSightings(known, fact), label: mergeLabels(known, fact) } : fact;
  const { id, kind, firstSeen, lastSeen, count, label, props } = merged;
  const version = (stored?.version ?? 0) + 1;
  const sealed = keys.seal(id, version, packPayload({ label, props }));
  return { row: { id, kind, firstSeen, lastSeen, count, version, seq, sealed }, relabelled: known?.label === label ? null : label };
}

function sealEdge(keys: TenantKeys, fact: EdgeFact, stored: SealedEdge | undefined, seq: number): EdgeRow {
  const known = stored ? openEdge(keys, stored) : null;
  const merged = known ? { ...fact, ...mergeSightings(known, fact), times: mergeTimes(known.times, fact.times) } : fact;
  const { id, kind, src, dst, firstSeen, lastSeen, count, props, times } = merged;
  const version = (stored?.version ?? 0) + 1;
  return { id, kind, src, dst, firstSeen, lastSeen, count, version, seq, sealed: keys.seal(id, version, packPayload({ props, times })) };
}

const byId = <T extends { readonly id: RecordId }>(rows: readonly T[]): Map<RecordId, T> => new Map(rows.map((row) => [row.id, row]));

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
