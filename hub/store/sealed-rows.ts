/** Rows of `node` and `edge` as the planner names them: ids without hyphens, columns by their names in the model. */
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import { recordIdOf } from './record-ids.ts';
import type { EdgeTable, NodeTable } from './tables.ts';

export const sealedNode = (row: Omit<NodeTable, 'tenant_id' | 'seq'>): SealedNode => ({
  id: recordIdOf(row.id),
  kind: row.kind,
  firstSeen: row.first_seen,
  lastSeen: row.last_seen,
  count: row.count,
  version: row.version,
  sealed: row.sealed,
});

export const sealedEdge = (row: Omit<EdgeTable, 'tenant_id' | 'seq'>): SealedEdge => ({
  ...sealedNode(row),
  src: recordIdOf(row.src),
  dst: recordIdOf(row.dst),
});
