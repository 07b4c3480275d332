/** Nodes by their ids, with the edges among them. What is not there is left out. */
import type { RecordId } from '../../graph/ids.ts';

export interface ReadRecords {
  readonly op: 'records';
  readonly ids: readonly RecordId[];
}

export const records = (ids: readonly RecordId[]): ReadRecords => Object.freeze({ op: 'records', ids });
