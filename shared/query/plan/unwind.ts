/** A row for each element of a list, in its order. A value that is no list is one element, null is none. */
import type { ErrorPlace } from '../../errors.ts';
import type { Expr } from '../value/expression.ts';

export interface Unwind {
  readonly op: 'unwind';
  readonly value: Expr;
  readonly slot: number;
  readonly name: string;
  readonly place: ErrorPlace;
}

export const unwind = (fields: Omit<Unwind, 'op'>): Unwind => Object.freeze({ op: 'unwind', ...fields });
