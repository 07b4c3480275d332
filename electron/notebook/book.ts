/** What the parts of a notebook stand on: its database, the tenant's number in every row, and changes that happen whole. */
import type { WriteDatabase } from './database.ts';

export class Book {
  readonly db: WriteDatabase;
  readonly ordinal: number;

  constructor(db: WriteDatabase, ordinal: number) {
    this.db = db;
    this.ordinal = ordinal;
  }

  /** All of it or nothing. */
  change<T>(work: () => T): T {
    this.db.begin();
    try {
      const value = work();
      this.db.commit();
      return value;
    } catch (error) {
      this.db.rollback();
      throw error;
    }
  }
}
