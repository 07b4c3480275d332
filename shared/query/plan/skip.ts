/** Leaves out the first rows. */
import type { Expr } from '../value/expression.ts';

export interface Skip {
  readonly op: 'skip';
  readonly rows: Expr;
}

export const skip = (rows: Expr): Skip => Object.freeze({ op: 'skip', rows });
