/** Facts of one batch into the store: read what is there, open, merge, seal under the next version, write. */
import type { RecordId } from '../../shared/graph/ids.ts';
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import { isIndexed } from '../store/blind-index.ts';
import { ROWS } from '../store/graph-write.ts';
import type { EdgeRow, GraphWriter, NodeRow } from '../store/graph-write.ts';
import { openEdge, openNode, packPayload } from '../store/payload.ts';
import type { EdgeFact, Facts, NodeFact } from './facts.ts';
import { mergeLabels, mergeSightings, mergeTimes } from './merge.ts';

/** Records sealed between two turns of the event loop, a few milliseconds of work; as many as one statement takes. */
const TURN = ROWS;

/**
 * Nodes get lower change numbers than edges, so that a feed read in order meets the ends before what joins them. The
 * database runs one statement while the next records are sealed.
 */
export async function writeFacts(writer: GraphWriter, keys: TenantKeys, facts: Facts): Promise<void> {
  raiseEnds(facts);
  let seq = writer.seq;
  const storedNodes = byId(await writer.nodes([...facts.nodes.keys()]));
  const storedEdges = byId(await writer.edges([...facts.edges.keys()]));
  let sent = Promise.resolve();
  const send = async (statement: () => Promise<void>): Promise<void> => {
    sent = sent.then(statement);
    // Awaited below; until then its failure must not count as unhandled.
    sent.catch(() => undefined);
    await turn();
  };
  for (const part of parts([...facts.nodes.values()])) {
    const sealed = part.map((fact) => sealNode(keys, fact, storedNodes.get(fact.id), ++seq));
    await send(() => writer.putNodes(sealed.map(({ row }) => row)));
    await send(() => writer.putBlind(sealed.flatMap(({ blind }) => blind)));
  }
  for (const part of parts([...facts.edges.values()])) {
    const sealed = part.map((fact) => sealEdge(keys, fact, storedEdges.get(fact.id), ++seq));
    await send(() => writer.putEdges(sealed));
  }
  await sent;
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

/** `blind` has the token of a label that is new, where its kind has an index. */
function sealNode(
  keys: TenantKeys,
  fact: NodeFact,
  stored: SealedNode | undefined,
  seq: number,
): { row: NodeRow; blind: { token: Buffer; node: RecordId }[] } {
  const known = stored ? openNode(keys, stored) : null;
  const merged = known ? { ...fact, ...mergeSightings(known, fact), label: mergeLabels(known, fact) } : fact;
  const { id, kind, firstSeen, lastSeen, count, label, props } = merged;
  const version = (stored?.version ?? 0) + 1;
  const sealed = keys.seal(id, version, packPayload({ label, props }));
  const blind = known?.label !== label && isIndexed(kind) ? [{ token: keys.blind(kind, label), node: id }] : [];
  return { row: { id, kind, firstSeen, lastSeen, count, version, seq, sealed }, blind };
}

function sealEdge(keys: TenantKeys, fact: EdgeFact, stored: SealedEdge | undefined, seq: number): EdgeRow {
  const known = stored ? openEdge(keys, stored) : null;
  const merged = known ? { ...fact, ...mergeSightings(known, fact), times: mergeTimes(known.times, fact.times) } : fact;
  const { id, kind, src, dst, firstSeen, lastSeen, count, props, times } = merged;
  const version = (stored?.version ?? 0) + 1;
  return { id, kind, src, dst, firstSeen, lastSeen, count, version, seq, sealed: keys.seal(id, version, packPayload({ props, times })) };
}

const byId = <T extends { readonly id: RecordId }>(rows: readonly T[]): Map<RecordId, T> => new Map(rows.map((row) => [row.id, row]));

function* parts<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += TURN) yield all.slice(from, from + TURN);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
