/** Past questions and saved ones. */
import { randomUUID } from 'node:crypto';
import type { PastQuery, SavedQuery } from '../../shared/contract/notebook.ts';
import { AppFailure } from '../../shared/errors.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Book } from './book.ts';

export class History {
  readonly #book: Book;

  constructor(book: Book) {
    this.#book = book;
  }

  /** `at`: Unix ms. The text that was the last one already only moves in time. */
  add(text: string, at: number): void {
    const asked = text.trim();
    if (asked === '') return;
    const { db, ordinal } = this.#book;
    this.#book.change(() => {
      const last = db.query('SELECT n, text FROM history ORDER BY n DESC LIMIT 1').get();
      if (last?.[1] === asked) return void db.command('UPDATE history SET at = ? WHERE n = ?')(at, last[0] as number);
      db.command('INSERT INTO history (text, at, tenant) VALUES (?, ?, ?)')(asked, at, ordinal);
      db.command('DELETE FROM history WHERE n NOT IN (SELECT n FROM history ORDER BY n DESC LIMIT ?)')(LIMITS.pastQueries);
    });
  }

  /** Newest first. */
  list(): PastQuery[] {
    const rows = this.#book.db.query('SELECT text, at FROM history ORDER BY n DESC').all() as [string, number][];
    return rows.map(([text, at]) => ({ text, at }));
  }

  clear(): void {
    this.#book.db.command('DELETE FROM history')();
  }
}

export class Saved {
  readonly #book: Book;

  constructor(book: Book) {
    this.#book = book;
  }

  list(): SavedQuery[] {
    const rows = this.#book.db.query('SELECT id, name, text, at FROM saved').all() as [string, string, string, number][];
    return rows.map(([id, name, text, at]) => ({ id, name, text, at })).sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  /** Throws `AppFailure`: `not_found` for an id that is none, `bad_input` for a name that is taken, `limit` when there are enough. */
  put({ id, name, text }: Pick<SavedQuery, 'name' | 'text'> & { readonly id: string | null }, at: number): SavedQuery {
    const { db, ordinal } = this.#book;
    return this.#book.change(() => {
      const holder = db.query('SELECT id FROM saved WHERE name = ?').get(name)?.[0] as string | undefined;
      if (holder !== undefined && holder !== id)
        throw new AppFailure('bad_input', { text: 'There is a saved question of this name.', next: 'Choose another name.' });
      if (id === null) {
        const count = db.query('SELECT count(*) FROM saved').get()?.[0] as number;
        if (count >= LIMITS.savedQueries)
          throw new AppFailure('limit', { text: `${LIMITS.savedQueries} questions are saved.`, next: 'Remove one first.' });
        const made = randomUUID();
        db.command('INSERT INTO saved (id, name, text, at, tenant) VALUES (?, ?, ?, ?, ?)')(made, name, text, at, ordinal);
        return { id: made, name, text, at };
      }
      if (db.command('UPDATE saved SET name = ?, text = ?, at = ? WHERE id = ?')(name, text, at, id) === 0)
        throw new AppFailure('not_found');
      return { id, name, text, at };
    });
  }

  /** Throws `AppFailure('not_found')`. */
  remove(id: string): void {
    if (this.#book.db.command('DELETE FROM saved WHERE id = ?')(id) === 0) throw new AppFailure('not_found');
  }
}
