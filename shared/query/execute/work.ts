/** How much a question may touch before its answer is `too_broad`: never a partial answer that looks whole. */
import { AppFailure } from '../../errors.ts';
import { LIMITS } from '../../limits.ts';

/** Edges that may be looked at for one row that may be touched. */
const LOOKS = 100;

/** All methods throw AppFailure `too_broad`. */
export class Work {
  #rows: number = LIMITS.queryWork;
  #looks: number = LIMITS.queryWork * LOOKS;

  /** Rows that a step of the plan hands on. */
  spend(rows: number): void {
    if ((this.#rows -= rows) < 0) throw new AppFailure('too_broad');
  }

  /** Edges that were looked at, whether or not they fit. */
  look(edges: number): void {
    if ((this.#looks -= edges) < 0) throw new AppFailure('too_broad');
  }

  /** One more than the rows that are left: a statement that gives as many is too broad. */
  get enough(): number {
    return this.#rows + 1;
  }
}
