/** What the two back ends have in common to a question in text: numbered records that can be matched, ordered and read. */
import type { Operator } from '../plan/operator.ts';
import type { Slot } from '../plan/plan.ts';
import type { Book, Shelf } from './book.ts';
import type { Matches } from './matches.ts';
import type { Hops } from './shortest.ts';
import type { Work } from './work.ts';

export interface Source extends Shelf, Hops {
  /**
   * Every match of the plan's pattern for which its filters hold, in any order; where `first` is given, the first so many
   * by the ids of what is bound, slot by slot, are enough.
   */
  match(slots: readonly Slot[], operators: readonly Operator[], first: number | null, book: Book, work: Work): Promise<Matches>;
  /** Order by id, without reading. */
  compareNodes(a: number, b: number): number;
}
