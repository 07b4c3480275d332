/** The order of the answer: the keys, then the ids of all bound records, so that it is total. */
import type { Expr } from '../value/expression.ts';

export interface SortKey {
  readonly value: Expr;
  readonly descending: boolean;
}
export interface Sort {
  readonly op: 'sort';
  readonly keys: readonly SortKey[];
}

export const sort = (keys: readonly SortKey[]): Sort => Object.freeze({ op: 'sort', keys });
