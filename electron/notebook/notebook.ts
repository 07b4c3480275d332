/** One customer's notebook on this desk: what the analyst made, as the slice is what the customer's machines did. */
import { AppFailure } from '../../shared/errors.ts';
import { isDiskFault } from '../store/failure.ts';
import { Book } from './book.ts';
import { KeptCases } from './cases.ts';
import { Drafts } from './drafts.ts';
import { openNotebookFile, setAsideAt } from './file.ts';
import { keepWords } from './narrow.ts';
import { History, Saved } from './queries.ts';
import { KeptView } from './view.ts';

export interface NotebookOptions {
  /** It need not exist yet; its folder must. */
  readonly file: string;
  /** 32 bytes; zeroed. */
  readonly key: Buffer;
  /** The tenant's small number at the hub. */
  readonly ordinal: number;
}

export class Notebook {
  readonly view: KeptView;
  readonly history: History;
  readonly saved: Saved;
  readonly cases: KeptCases;
  readonly drafts: Drafts;
  /** When (Unix ms) the latest notebook was set aside that could not be opened; it lies beside this one. Null: none. */
  readonly setAside: number | null;
  readonly #book: Book;
  #closed = false;

  /** Throws when the disk does. */
  constructor({ file, key, ordinal }: NotebookOptions) {
    try {
      this.#book = new Book(openNotebookFile(file, key, ordinal), ordinal);
    } finally {
      key.fill(0);
    }
    this.setAside = setAsideAt(file);
    this.view = new KeptView(this.#book);
    this.history = new History(this.#book);
    this.saved = new Saved(this.#book);
    this.cases = new KeptCases(this.#book);
    this.drafts = new Drafts(this.#book);
  }

  /** The grant allows a part of the graph: no records stay in it. Throws when the disk does. */
  keepWords(): void {
    keepWords(this.#book, this.cases, this.drafts);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#book.db.close();
  }
}

/** What writing threw, as a person reads it: never a path, and no content. */
export const notebookFailure = (error: unknown): unknown =>
  isDiskFault(error)
    ? new AppFailure('internal', { text: 'The disk is full or fails; nothing was saved.', next: 'Free disk space, then save again.' })
    : error;
