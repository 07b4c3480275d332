/** Keeps the rows for which the predicate is true (neither false nor unknown). */
import type { Expr } from '../value/expression.ts';

export interface Filter {
  readonly op: 'filter';
  readonly predicate: Expr;
}

export const filter = (predicate: Expr): Filter => Object.freeze({ op: 'filter', predicate });
