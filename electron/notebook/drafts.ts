/** What was written of cases and not saved: it waits here while its customer is left or its window closed. */
import { caseDraftSchema } from '../../shared/contract/cases.ts';
import type { CaseDraft } from '../../shared/contract/cases.ts';
import { AppFailure } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Book } from './book.ts';

export class Drafts {
  readonly #book: Book;

  constructor(book: Book) {
    this.#book = book;
  }

  /** Ids, each of a case or of one that is none yet. */
  ids(): string[] {
    return this.#book.db.query('SELECT id FROM draft ORDER BY id').all().flat() as string[];
  }

  /** Null where there is none, or one of a form that is not known here. */
  get(id: string): CaseDraft | null {
    const text = this.#book.db.query('SELECT data FROM draft WHERE id = ?').get(id)?.[0] as string | undefined;
    return text === undefined ? null : (caseDraftSchema.safeParse(JSON.parse(text)).data ?? null);
  }

  /** Throws `AppFailure('limit')` when there are enough. */
  put(id: string, draft: CaseDraft): void {
    const others = this.#book.db.query('SELECT count(*) FROM draft WHERE id <> ?').get(id)?.[0] as number;
    if (others >= LIMITS.drafts)
      throw new AppFailure('limit', { text: `${LIMITS.drafts} drafts of cases are kept.`, next: 'Save or discard one first.' });
    this.keep(id, draft);
  }

  /** However many there are. */
  keep(id: string, draft: CaseDraft): void {
    const { db, ordinal } = this.#book;
    const put = 'INSERT INTO draft (id, data, tenant) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data';
    db.command(put)(id, JSON.stringify(draft), ordinal);
  }

  forget(id: string): void {
    this.#book.db.command('DELETE FROM draft WHERE id = ?')(id);
  }
}
