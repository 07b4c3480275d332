/**
 * The forms of a notebook's file, in order. Every row names its tenant, and the CHECK lets no other in. `case_version` is the
 * desk's copy of cases: `seq` is its place at the hub, null until it has been sent and below 0 where the hub lost it; `body` is
 * null until somebody opened it. `case_parent` says which stands on which, so that nobody opens all heads to know.
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

const second: Tables = (tenant) => [
  `CREATE TABLE case_parent (id TEXT NOT NULL, parent TEXT NOT NULL, ${tenant}, PRIMARY KEY (id, parent)) STRICT`,
  'CREATE INDEX case_parent_parent ON case_parent (parent)',
  'CREATE INDEX case_version_seq ON case_version (seq)',
  `INSERT INTO case_parent (id, parent, tenant)
    SELECT v.id, p.value, v.tenant FROM case_version AS v, json_each(v.head, '$.head.parents') AS p`,
  `CREATE TABLE case_hub (one INTEGER PRIMARY KEY CHECK (one = 1), history TEXT, ${tenant}) STRICT`,
  `CREATE TABLE draft (id TEXT PRIMARY KEY, data TEXT NOT NULL, ${tenant}) STRICT`,
];

const VERSIONS: readonly Tables[] = [first, second];

/** `ordinal` is the tenant's small number at the hub. Throws for a file of a version that is not known here. */
export function migrate(db: WriteDatabase, ordinal: number): void {
  if (!Number.isSafeInteger(ordinal) || ordinal < 1) throw new TypeError('a tenant has a whole number from 1 up');
  const from = db.version();
  if (from > VERSIONS.length) throw new Error(`a notebook of version ${from} can't be read`);
  for (const [at, tables] of VERSIONS.entries()) {
    if (at < from) continue;
    db.begin();
    for (const text of tables(`tenant INTEGER NOT NULL CHECK (tenant = ${ordinal})`))
      if (text.startsWith('INSERT')) db.command(text)();
      else db.schema(text);
    db.setVersion(at + 1);
    db.commit();
  }
}
