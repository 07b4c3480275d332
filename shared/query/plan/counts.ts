/** How many other nodes are around one node, by kind of edge, direction and kind of node. */
import type { RecordId } from '../../graph/ids.ts';

export interface CountNeighbours {
  readonly op: 'counts';
  readonly id: RecordId;
}

export const counts = (id: RecordId): CountNeighbours => Object.freeze({ op: 'counts', id });
