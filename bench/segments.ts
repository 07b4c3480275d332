/** Records into segments, as the hub's feed makes them: by column, packed, compressed (zstd level 3) and sealed. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { constants, zstdCompressSync } from 'node:zlib';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../shared/graph/kinds.ts';
import type { TenantId } from '../shared/graph/ids.ts';
import type { EdgeRecord, NodeRecord } from '../shared/graph/records.ts';
import { LIMITS } from '../shared/limits.ts';
import type { SegmentMessage } from '../shared/protocol/feed.ts';
import { packColumns } from '../shared/protocol/segment.ts';
import type { SegmentColumns } from '../shared/protocol/segment.ts';
import { wrapTo } from '../shared/protocol/wrap.ts';
import type { Graph } from './graph.ts';

export const columnsOf = (nodes: readonly NodeRecord[], edges: readonly EdgeRecord[]): SegmentColumns => ({
  v: 1,
  nodes: {
    ...shared(nodes),
    kind: Uint8Array.from(nodes, ({ kind }) => NODE_KINDS.indexOf(kind)),
    label: nodes.map(({ label }) => label),
  },
  edges: {
    ...shared(edges),
    kind: Uint8Array.from(edges, ({ kind }) => EDGE_KIND_NAMES.indexOf(kind)),
    src: ids(edges.map(({ src }) => src)),
    dst: ids(edges.map(({ dst }) => dst)),
    times: edges.map(({ times }) => JSON.stringify(times)),
  },
});

const shared = (records: readonly (NodeRecord | EdgeRecord)[]) => ({
  id: ids(records.map(({ id }) => id)),
  firstSeen: records.map(({ firstSeen }) => firstSeen),
  lastSeen: records.map(({ lastSeen }) => lastSeen),
  count: records.map(({ count }) => count),
  props: records.map(({ props }) => JSON.stringify(props)),
});

const ids = (texts: readonly string[]): Uint8Array => Buffer.from(texts.join(''), 'hex');

/** Seals columns as the hub does; the key is not yet wrapped to anybody. */
function sealColumns(columns: SegmentColumns, tenant: TenantId): { key: Buffer; nonce: Buffer; box: Buffer } {
  const packed = zstdCompressSync(packColumns(columns), { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(tenant));
  return { key, nonce, box: Buffer.concat([cipher.update(packed), cipher.final(), cipher.getAuthTag()]) };
}

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
    const { key, nonce, box } = sealColumns(columnsOf(nodes, edges), tenant);
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
