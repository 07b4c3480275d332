/** The columns that go on: to the answer, or behind a WITH. Beside an aggregate, the other columns say what makes a group. */
import type { ErrorPlace } from '../../errors.ts';
import type { Expr } from '../value/expression.ts';

export interface Column {
  readonly column: string;
  readonly aliased: boolean;
  readonly value: Expr;
  /** The slot that holds it behind here. */
  readonly slot: number;
  readonly place: ErrorPlace;
}
export interface Project {
  readonly op: 'project';
  readonly end: 'with' | 'return';
  readonly distinct: boolean;
  readonly grouped: boolean;
  readonly columns: readonly Column[];
}

export const project = (fields: Omit<Project, 'op'>): Project => Object.freeze({ op: 'project', ...fields });
