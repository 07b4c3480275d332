/** Records that nobody sealed into segments, made with the pieces of the hub's own feed. */
import { edgeHeads, nodeHeads } from '../hub/feed/columns.ts';
import { sealColumns } from '../hub/feed/seal-columns.ts';
import type { TenantId } from '../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../shared/graph/records.ts';
import { LIMITS } from '../shared/limits.ts';
import type { SegmentMessage } from '../shared/protocol/feed.ts';
import type { SegmentColumns } from '../shared/protocol/segment.ts';
import { wrapTo } from '../shared/protocol/wrap.ts';
import type { Graph } from './graph.ts';

export const columnsOf = (nodes: readonly NodeRecord[], edges: readonly EdgeRecord[]): SegmentColumns => ({
  v: 1,
  nodes: { ...nodeHeads(nodes), label: nodes.map(({ label }) => label), props: propsOf(nodes) },
  edges: { ...edgeHeads(edges), props: propsOf(edges), times: edges.map(({ times }) => JSON.stringify(times)) },
});

const propsOf = (records: readonly (NodeRecord | EdgeRecord)[]): string[] => records.map(({ props }) => JSON.stringify(props));

/** The whole graph as the feed would send it: nodes and edges in the order given, `cursor` the number of the segment. */
export async function messagesOf(
  graph: Graph,
  tenant: TenantId,
  publicKey: string,
  rows: number = LIMITS.segmentRows,
): Promise<SegmentMessage[]> {
  const all = [...graph.nodes, ...graph.edges];
  const messages: SegmentMessage[] = [];
  for (let at = 0; at < all.length; at += rows) {
    const part = all.slice(at, at + rows);
    const nodes = part.filter((record): record is NodeRecord => !('src' in record));
    const edges = part.filter((record): record is EdgeRecord => 'src' in record);
    const { key, nonce, box } = await sealColumns(columnsOf(nodes, edges), tenant);
    const done = at + rows >= all.length;
    messages.push({
      cursor: `${messages.length + 1}`,
      done,
      nodes: nodes.length,
      edges: edges.length,
      key: await wrapTo(publicKey, 'netgraph segment', key),
      nonce,
      box,
    });
  }
  return messages;
}
