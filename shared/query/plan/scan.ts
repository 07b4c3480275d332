/** Starts at every node of these kinds (null: of any). */
import type { ErrorPlace } from '../../errors.ts';
import type { NodeKind } from '../../graph/kinds.ts';

export interface Scan {
  readonly op: 'scan';
  readonly slot: number;
  readonly name: string;
  readonly kinds: readonly NodeKind[] | null;
  readonly place: ErrorPlace;
}

export const scan = (slot: number, name: string, kinds: readonly NodeKind[] | null, place: ErrorPlace): Scan =>
  Object.freeze({ op: 'scan', slot, name, kinds, place });
