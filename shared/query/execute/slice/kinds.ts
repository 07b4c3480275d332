/** A set of kinds, asked once for each edge that is looked at: a table by number. */
import { edgeKindNumber, nodeKindNumber } from '../../columns.ts';
import type { EdgeKind, NodeKind } from '../../../graph/kinds.ts';

/** As many as a byte of the adjacency arrays tells apart. */
const NUMBERS = 256;

function table(numbers: readonly number[] | null): Uint8Array {
  const known = new Uint8Array(NUMBERS);
  if (numbers === null) return known.fill(1);
  for (const number of numbers) known[number] = 1;
  return known;
}

/** 1 at the number of each kind that is wanted, everywhere for null. */
export const nodeKindTable = (kinds: readonly NodeKind[] | null): Uint8Array => table(kinds && kinds.map(nodeKindNumber));
export const edgeKindTable = (kinds: readonly EdgeKind[] | null): Uint8Array => table(kinds && kinds.map(edgeKindNumber));
