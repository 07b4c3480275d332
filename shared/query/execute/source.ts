/** What the two back ends have in common to a question in text: numbered records that can be matched, ordered and read. */
import type { Book, Shelf } from './book.ts';
import type { Matches } from './matches.ts';
import type { Walked } from './program.ts';
import type { Hops } from './shortest.ts';
import type { Work } from './work.ts';

export interface Source extends Shelf, Hops {
  /**
   * For each of these rows, every match of a pattern that goes on from it, in any order; where `first` is given, the first
   * so many by the ids of what is bound, slot by slot, are enough. A row's last cell goes on to its matches.
   */
  match(rows: Matches, operators: readonly Walked[], first: number | null, book: Book, work: Work): Promise<Matches>;
  /** Order by id, without reading. */
  compareNodes(a: number, b: number): number;
}
