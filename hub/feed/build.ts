/** Rows of the store into a segment: opened, turned into columns, packed, compressed, sealed under a key of its own. */
import { createCipheriv, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../shared/graph/kinds.ts';
import { packColumns } from '../../shared/protocol/segment.ts';
import type { SegmentColumns } from '../../shared/protocol/segment.ts';
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import type { SliceRows } from '../store/feed-read.ts';
import { openEdge, openNode } from '../store/payload.ts';

export interface BuiltSegment {
  readonly nodes: number;
  readonly edges: number;
  /** 32 bytes, of this segment only. */
  readonly key: Buffer;
  readonly nonce: Buffer;
  readonly box: Buffer;
}

/** Rows opened between two turns of the event loop. */
const TURN = 500;
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
const compress = promisify(zstdCompress);
const NODE_NUMBER = new Map<string, number>(NODE_KINDS.map((kind, index) => [kind, index]));
const EDGE_NUMBER = new Map<string, number>(EDGE_KIND_NAMES.map((kind, index) => [kind, index]));

/** Throws when a row does not open: a segment with a hole in it is never made. */
export async function buildSegment(keys: TenantKeys, rows: SliceRows): Promise<BuiltSegment> {
  const columns: SegmentColumns = { v: 1, nodes: await nodeColumns(keys, rows.nodes), edges: await edgeColumns(keys, rows.edges) };
  const body = await compress(packColumns(columns), LEVEL);
  const key = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(keys.tenant));
  const box = Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
  return { nodes: rows.nodes.length, edges: rows.edges.length, key, nonce, box };
}

async function nodeColumns(keys: TenantKeys, rows: readonly SealedNode[]): Promise<SegmentColumns['nodes']> {
  const columns = { ...shared(rows, NODE_NUMBER), label: [] as string[], props: [] as string[] };
  for (const [index, row] of rows.entries()) {
    if (index % TURN === TURN - 1) await turn();
    const { label, props } = openNode(keys, row);
    columns.label.push(label);
    columns.props.push(JSON.stringify(props));
  }
  return columns;
}

async function edgeColumns(keys: TenantKeys, rows: readonly SealedEdge[]): Promise<SegmentColumns['edges']> {
  const src = ids(rows.map((row) => row.src));
  const dst = ids(rows.map((row) => row.dst));
  const columns = { ...shared(rows, EDGE_NUMBER), src, dst, props: [] as string[], times: [] as string[] };
  for (const [index, row] of rows.entries()) {
    if (index % TURN === TURN - 1) await turn();
    const { props, times } = openEdge(keys, row);
    columns.props.push(JSON.stringify(props));
    columns.times.push(JSON.stringify(times));
  }
  return columns;
}

function shared(rows: readonly SealedNode[], numbers: ReadonlyMap<string, number>) {
  return {
    id: ids(rows.map(({ id }) => id)),
    kind: Uint8Array.from(rows, ({ kind }) => numbers.get(kind)!),
    firstSeen: rows.map(({ firstSeen }) => firstSeen),
    lastSeen: rows.map(({ lastSeen }) => lastSeen),
    count: rows.map(({ count }) => count),
  };
}

const ids = (texts: readonly string[]): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(texts.join(''), 'hex'));

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
