/** The columns of the answer. */
import type { ErrorPlace } from '../../errors.ts';
import type { Expr } from '../value/expression.ts';

export interface Column {
  readonly column: string;
  readonly aliased: boolean;
  readonly value: Expr;
  readonly place: ErrorPlace;
}
export interface Project {
  readonly op: 'project';
  readonly columns: readonly Column[];
}

export const project = (columns: readonly Column[]): Project => Object.freeze({ op: 'project', columns });
