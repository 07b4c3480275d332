/** Rows of the hub's `node` and `edge`, as its driver gives them, as the planner names them: columns by their names in the model. */
import type { RecordId } from '../graph/ids.ts';
import type { SealedEdge, SealedNode } from './backend.ts';

/** A bigint comes as a number, or as text where the driver was told nothing; all of them are exact in a double. */
type Whole = number | string;

export interface StoredNode {
  readonly id: string;
  readonly kind: string;
  readonly first_seen: Whole;
  readonly last_seen: Whole;
  readonly count: Whole;
  readonly version: Whole;
  readonly sealed: Uint8Array;
}
export interface StoredEdge extends StoredNode {
  readonly src: string;
  readonly dst: string;
}

/** A record id is 32 hex characters; PostgreSQL's uuid has the same 16 bytes, written with hyphens. */
export const recordIdOf = (uuid: string): RecordId => uuid.replaceAll('-', '') as RecordId;

export const sealedNode = (row: StoredNode): SealedNode => ({
  id: recordIdOf(row.id),
  kind: row.kind,
  firstSeen: Number(row.first_seen),
  lastSeen: Number(row.last_seen),
  count: Number(row.count),
  version: Number(row.version),
  sealed: row.sealed,
});

export const sealedEdge = (row: StoredEdge): SealedEdge => ({ ...sealedNode(row), src: recordIdOf(row.src), dst: recordIdOf(row.dst) });
