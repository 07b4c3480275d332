/** Keeps the rows for which a predicate is true, over opened records: what a back end can't say, and what must agree with it. */
import { holds } from '../value/evaluate.ts';
import type { Expr } from '../value/expression.ts';
import type { Book } from './book.ts';
import type { Matches } from './matches.ts';

export async function keep(matches: Matches, predicate: Expr, book: Book): Promise<Matches> {
  await book.load(matches, [predicate]);
  return matches.filtered((row) => holds(predicate, (slot) => book.held(matches, row, slot)));
}
