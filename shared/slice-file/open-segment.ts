/**
 * From a sealed segment to columns: AES-256-GCM with the tenant as associated data, zstd within a size limit, msgpack by
 * schema, and what a schema can't say. Nothing of a segment is used before all of it has passed.
 */
import { createDecipheriv } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { LIMITS } from '../limits.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../graph/kinds.ts';
import type { TenantId } from '../graph/ids.ts';
import type { SegmentColumns } from '../protocol/segment.ts';
import { unpackColumns } from '../protocol/segment.ts';

/** Bytes of a segment's columns at most: full rows, each with a full label and two full values. */
const UNPACKED = LIMITS.segmentRows * (LIMITS.label + 2 * LIMITS.propValue);
/** Bytes that are unpacked in one piece: what a usual segment has. */
const PIECE = 1 << 20;
const TAG = 16;
const NUMBERS = /^\[(?:[1-9]\d*(?:,[1-9]\d*)*)?\]$/;

/** One segment as it came, its key already unwrapped. */
export interface Segment {
  /** Rows that it says it holds; another number inside is refused. */
  readonly nodes: number;
  readonly edges: number;
  /** The segment's AES-256-GCM key, or null when there are no rows. */
  readonly key: Buffer | null;
  readonly nonce: Uint8Array;
  readonly box: Uint8Array;
}

/** Null for a segment without rows. Throws on anything wrong, with a reason that holds no content. Zeroes the key. */
export function openSegment(segment: Segment, tenant: TenantId): SegmentColumns | null {
  const { key, nonce, box } = segment;
  if (key === null) {
    if (segment.nodes + segment.edges > 0) throw new Error('a segment with rows has no key');
    return null;
  }
  try {
    if (key.length !== 32 || nonce.length !== 12 || box.length <= TAG) throw new Error('a segment has the wrong form');
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(tenant));
    cipher.setAuthTag(box.subarray(box.length - TAG));
    const packed = Buffer.concat([cipher.update(box.subarray(0, box.length - TAG)), cipher.final()]);
    return checked(unpackColumns(zstdDecompressSync(packed, { maxOutputLength: UNPACKED, chunkSize: PIECE })), segment);
  } finally {
    key.fill(0);
  }
}

function checked(columns: SegmentColumns, said: Segment): SegmentColumns {
  const { nodes, edges } = columns;
  if (nodes.kind.length !== said.nodes || edges.kind.length !== said.edges) throw new Error('a segment holds other rows than it says');
  if (said.nodes + said.edges > LIMITS.segmentRows) throw new Error('a segment has too many rows');
  if (nodes.kind.some((kind) => kind >= NODE_KINDS.length)) throw new Error('a segment has a node of no kind');
  if (edges.kind.some((kind) => kind >= EDGE_KIND_NAMES.length)) throw new Error('a segment has an edge of no kind');
  if (nodes.label.some((label) => label.length > LIMITS.label)) throw new Error('a segment has too long a label');
  for (const props of [nodes.props, edges.props])
    if (!props.every((text) => isJson(text, '{', '}'))) throw new Error('a segment has broken properties');
  if (!edges.times.every((text) => isJson(text, '[', ']'))) throw new Error('a segment has broken times');
  return columns;
}

/** Whether text is JSON of this outer form. What stands in nearly every row, `{}` and lists of whole numbers, isn't parsed. */
function isJson(text: string, open: string, close: string): boolean {
  if (text === '{}' && open === '{') return true;
  if (text[0] !== open || text[text.length - 1] !== close) return false;
  if (open === '[' && NUMBERS.test(text)) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
