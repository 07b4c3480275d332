/** Records that come onto a canvas: nodes by their ids, with a page of the edges among them and to others that stand there. */
import type { RecordId } from '../../graph/ids.ts';

export interface JoinRecords {
  readonly op: 'join';
  readonly ids: readonly RecordId[];
  /** What stands there already. */
  readonly to: readonly RecordId[];
  /** Edges of the pages before; the nodes came with the first. */
  readonly skip: number;
}

export const join = (fields: Omit<JoinRecords, 'op'>): JoinRecords => Object.freeze({ op: 'join', ...fields });
