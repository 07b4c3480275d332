/** The first rows only. `byDefault`: the question named no limit. */
import type { Expr } from '../value/expression.ts';

export interface Limit {
  readonly op: 'limit';
  readonly rows: Expr;
  readonly byDefault: boolean;
  /** Written numbers above it are refused. */
  readonly most: number;
}

export const limit = (rows: Expr, byDefault: boolean, most: number): Limit => Object.freeze({ op: 'limit', rows, byDefault, most });
