/** What is sealed in a row: everything of a record that does not stand in a column. JSON text in UTF-8. */
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord, Props } from '../../shared/graph/records.ts';
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import type { TenantKeys } from '../keys/tenant-keys.ts';

export interface NodePayload {
  readonly label: string;
  readonly props: Props;
}
export interface EdgePayload {
  readonly props: Props;
  readonly times: readonly number[];
}

export const packPayload = (payload: NodePayload | EdgePayload): Buffer => Buffer.from(JSON.stringify(payload), 'utf8');
const unpackNode = (bytes: Buffer): NodePayload => JSON.parse(bytes.toString('utf8')) as NodePayload;
const unpackEdge = (bytes: Buffer): EdgePayload => JSON.parse(bytes.toString('utf8')) as EdgePayload;

/** Throws when the row was moved, changed or sealed for another version. */
export function openNode(keys: TenantKeys, row: SealedNode): NodeRecord {
  const { label, props } = unpackNode(keys.open(row.id, row.version, row.sealed));
  return { id: row.id, kind: row.kind as NodeKind, label, firstSeen: row.firstSeen, lastSeen: row.lastSeen, count: row.count, props };
}

export function openEdge(keys: TenantKeys, row: SealedEdge): EdgeRecord {
  const { props, times } = unpackEdge(keys.open(row.id, row.version, row.sealed));
  const { id, src, dst, firstSeen, lastSeen, count } = row;
  return { id, kind: row.kind as EdgeKind, src, dst, firstSeen, lastSeen, count, props, times };
}
