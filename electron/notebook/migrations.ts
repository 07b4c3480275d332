/**
 * The forms of a notebook's file, in order. Every row names its tenant, and the CHECK lets no other in. `case_version` is the
 * desk's copy of cases: `seq` is its place at the hub, null until it has been sent; `body` is null until somebody opened it.
 */
import type { WriteDatabase } from './database.ts';

type Tables = (tenant: string) => readonly string[];

const first: Tables = (tenant) => [
  `CREATE TABLE view (one INTEGER PRIMARY KEY CHECK (one = 1), data TEXT NOT NULL, ${tenant}) STRICT`,
  `CREATE TABLE history (n INTEGER PRIMARY KEY, text TEXT NOT NULL, at INTEGER NOT NULL, ${tenant}) STRICT`,
  `CREATE TABLE saved (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, text TEXT NOT NULL, at INTEGER NOT NULL, ${tenant}) STRICT`,
  `CREATE TABLE case_version (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, case_id TEXT NOT NULL, seq INTEGER, head TEXT NOT NULL,
    body TEXT, refused TEXT, ${tenant}) STRICT`,
  'CREATE INDEX case_version_case ON case_version (case_id)',
  `CREATE TABLE case_feed (one INTEGER PRIMARY KEY CHECK (one = 1), after INTEGER NOT NULL, ${tenant}) STRICT`,
];

const VERSIONS: readonly Tables[] = [first];

/** `ordinal` is the tenant's small number at the hub. Throws for a file of a version that is not known here. */
export function migrate(db: WriteDatabase, ordinal: number): void {
  if (!Number.isSafeInteger(ordinal) || ordinal < 1) throw new TypeError('a tenant has a whole number from 1 up');
  const from = db.version();
  if (from > VERSIONS.length) throw new Error(`a notebook of version ${from} can't be read`);
  for (const [at, tables] of VERSIONS.entries()) {
    if (at < from) continue;
    db.begin();
    for (const text of tables(`tenant INTEGER NOT NULL CHECK (tenant = ${ordinal})`)) db.schema(text);
    db.setVersion(at + 1);
    db.commit();
  }
}
