/** Every migration, in order, and how a file comes to the newest form. */
import type { BuildDatabase } from '../database.ts';
import { first } from './001-first.ts';

const MIGRATIONS = [first] as const;
const NEWEST = MIGRATIONS.at(-1)!.version;

/** Makes the tables of a new file; `makeIndexes` follows when its rows are in. */
export function makeTables(db: BuildDatabase, ordinal: number): void {
  if (!Number.isSafeInteger(ordinal) || ordinal < 1) throw new TypeError('a tenant has a whole number from 1 up');
  for (const { tables } of MIGRATIONS) for (const text of tables(ordinal)) db.schema(text);
}

export function makeIndexes(db: BuildDatabase): void {
  for (const { indexes } of MIGRATIONS) for (const text of indexes) db.schema(text);
  db.setVersion(NEWEST);
}

/** Whether the file is of the newest form: just the tables and indexes that are made here, no trigger or view, each CHECK as it is here. */
export function isNewest(db: Pick<BuildDatabase, 'query' | 'version'>, ordinal: number): boolean {
  const made = MIGRATIONS.flatMap(({ tables, indexes }) => [...tables(ordinal), ...indexes]);
  // What SQLite makes by itself for a key has no text.
  const found = db.query('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all().flat();
  return db.version() === NEWEST && found.length === made.length && made.every((text) => found.includes(text));
}

/** Brings an older file up to date, one transaction a migration. Throws for a file of a version that is not known here. */
export function migrate(db: BuildDatabase, ordinal: number): void {
  const from = db.version();
  if (from < 1 || from > NEWEST) throw new Error(`a slice of version ${from} can't be read`);
  for (const { version, tables, indexes } of MIGRATIONS.filter((migration) => migration.version > from)) {
    db.begin();
    for (const text of [...tables(ordinal), ...indexes]) db.schema(text);
    db.setVersion(version);
    db.commit();
  }
}
