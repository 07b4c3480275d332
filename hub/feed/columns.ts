/** What segments hold of every record, by column: ids as 16 raw bytes, kinds as indexes into the kind lists, times, count. */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../shared/graph/kinds.ts';

interface Head {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly kind: string;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly count: number;
}

const NODE_NUMBER = new Map<string, number>(NODE_KINDS.map((kind, index) => [kind, index]));
const EDGE_NUMBER = new Map<string, number>(EDGE_KIND_NAMES.map((kind, index) => [kind, index]));

export const nodeHeads = (nodes: readonly Head[]) => heads(nodes, NODE_NUMBER);

export const edgeHeads = (edges: readonly (Head & { readonly src: string; readonly dst: string })[]) => ({
  ...heads(edges, EDGE_NUMBER),
  src: ids(edges.map(({ src }) => src)),
  dst: ids(edges.map(({ dst }) => dst)),
});

const heads = (records: readonly Head[], numbers: ReadonlyMap<string, number>) => ({
  id: ids(records.map(({ id }) => id)),
  kind: Uint8Array.from(records, ({ kind }) => numbers.get(kind)!),
  firstSeen: records.map(({ firstSeen }) => firstSeen),
  lastSeen: records.map(({ lastSeen }) => lastSeen),
  count: records.map(({ count }) => count),
});

const ids = (texts: readonly string[]): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(texts.join(''), 'hex'));
