/** The other nodes around one node: alerts first, then what was seen last, then by id; at most `cap`. */
import type { RecordId } from '../../graph/ids.ts';
import type { EdgeKind, NodeKind } from '../../graph/kinds.ts';

export interface Neighbours {
  readonly op: 'neighbours';
  readonly id: RecordId;
  readonly kinds: readonly NodeKind[] | null;
  readonly edgeKinds: readonly EdgeKind[] | null;
  readonly cap: number;
}

export const neighboursOf = (fields: Omit<Neighbours, 'op'>): Neighbours => Object.freeze({ op: 'neighbours', ...fields });
