/** Rows of the store into a segment: opened, turned into columns and sealed. */
import type { SegmentColumns } from '../../shared/protocol/segment.ts';
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';
import type { SliceRows } from '../store/feed-read.ts';
import { openEdge, openNode } from '../store/payload.ts';
import { edgeHeads, nodeHeads } from './columns.ts';
import { sealColumns } from './seal-columns.ts';
import type { SealedColumns } from './seal-columns.ts';

export interface BuiltSegment extends SealedColumns {
  readonly nodes: number;
  readonly edges: number;
}

/** Rows opened between two turns of the event loop. */
const TURN = 500;

/** Throws when a row does not open: a segment with a hole in it is never made. */
export async function buildSegment(keys: TenantKeys, rows: SliceRows): Promise<BuiltSegment> {
  const columns: SegmentColumns = { v: 1, nodes: await nodeColumns(keys, rows.nodes), edges: await edgeColumns(keys, rows.edges) };
  return { nodes: rows.nodes.length, edges: rows.edges.length, ...(await sealColumns(columns, keys.tenant)) };
}

async function nodeColumns(keys: TenantKeys, rows: readonly SealedNode[]): Promise<SegmentColumns['nodes']> {
  const columns = { ...nodeHeads(rows), label: [] as string[], props: [] as string[] };
  for (const [index, row] of rows.entries()) {
    if (index % TURN === TURN - 1) await turn();
    const { label, props } = openNode(keys, row);
    columns.label.push(label);
    columns.props.push(JSON.stringify(props));
  }
  return columns;
}

async function edgeColumns(keys: TenantKeys, rows: readonly SealedEdge[]): Promise<SegmentColumns['edges']> {
  const columns = { ...edgeHeads(rows), props: [] as string[], times: [] as string[] };
  for (const [index, row] of rows.entries()) {
    if (index % TURN === TURN - 1) await turn();
    const { props, times } = openEdge(keys, row);
    columns.props.push(JSON.stringify(props));
    columns.times.push(JSON.stringify(times));
  }
  return columns;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
