/** The canvas as it was left. */
import { viewSchema } from '../../shared/contract/view.ts';
import type { View } from '../../shared/contract/view.ts';
import type { Book } from './book.ts';

export class KeptView {
  readonly #book: Book;

  constructor(book: Book) {
    this.#book = book;
  }

  save(view: View): void {
    const { db, ordinal } = this.#book;
    const put = 'INSERT INTO view (one, data, tenant) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET data = excluded.data';
    db.command(put)(JSON.stringify(view), ordinal);
  }

  /** Null when there is none, or when it was saved in a form that is no longer known. */
  load(): View | null {
    const text = this.#book.db.query('SELECT data FROM view').get()?.[0] as string | undefined;
    const parsed = text === undefined ? null : viewSchema.safeParse(JSON.parse(text));
    return parsed?.success ? parsed.data : null;
  }
}
