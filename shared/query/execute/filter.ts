/** Keeps the rows for which a predicate is true, over opened records: what a back end can't say, and what must agree with it. */
import type { Expr } from '../value/expression.ts';
import type { Book } from './book.ts';
import type { Matches } from './matches.ts';
import type { Work } from './work.ts';

export async function keep(matches: Matches, predicate: Expr, book: Book, work: Work): Promise<Matches> {
  const values = await book.values(matches, [predicate]);
  return matches.filtered((row) => values[row]![0] === true, work);
}
