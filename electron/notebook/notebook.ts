/** One customer's notebook on this desk: what the analyst made, as the slice is what the customer's machines did. */
import { AppFailure } from '../../shared/errors.ts';
import { isDiskFault } from '../store/failure.ts';
import { Book } from './book.ts';
import { KeptCases } from './cases.ts';
import { isSetAside, openNotebookFile } from './file.ts';
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
  /** An earlier notebook could not be opened; it lies beside this one. */
  readonly setAside: boolean;
  readonly #book: Book;
  #closed = false;

  /** Throws when the disk does. */
  constructor({ file, key, ordinal }: NotebookOptions) {
    try {
      this.#book = new Book(openNotebookFile(file, key, ordinal), ordinal);
    } finally {
      key.fill(0);
    }
    this.setAside = isSetAside(file);
    this.view = new KeptView(this.#book);
    this.history = new History(this.#book);
    this.saved = new Saved(this.#book);
    this.cases = new KeptCases(this.#book);
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
