/**
 * The hub's one file that knows the SQLite driver: a new database under a key that nobody keeps, written once. It lies on the
 * disk sealed like a desk's own, and its pages are opened by `shared/slice-file/pages.ts`.
 */
import { closeSync, openSync } from 'node:fs';
import Driver from 'better-sqlite3';
import type { BuildDatabase, Cell } from '../../shared/slice-file/database.ts';

/** The encrypted driver's own call, which the types of the plain one lack. */
type Keyed = Driver.Database & { key(key: Buffer): number };

/** `file` must not be there yet. `key`: 32 bytes. */
export function newDatabase(file: string, key: Buffer): BuildDatabase {
  closeSync(openSync(file, 'wx', 0o600));
  const db = new Driver(file, { fileMustExist: true }) as Keyed;
  db.pragma(`cipher = 'sqlcipher'`);
  db.pragma('legacy = 4');
  const raw = Buffer.concat([Buffer.from('raw:'), key]);
  db.key(raw);
  raw.fill(0);
  // Sorting rows for an index would write them to a temporary file in plain text.
  db.pragma('temp_store = MEMORY');
  db.pragma('page_size = 4096');
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -131072');
  return {
    query: (text) => {
      const statement = db.prepare<Cell[], unknown[]>(text).raw(true);
      return { all: (...values) => statement.all(...values), get: (...values) => statement.get(...values) };
    },
    command: (text) => {
      const statement = db.prepare<Cell[]>(text);
      return (...values) => statement.run(...values).changes;
    },
    bulk: (text) => {
      const statement = db.prepare<[Cell[]]>(text);
      return (values) => statement.run(values as Cell[]).changes;
    },
    schema: (text) => void db.prepare(text).run(),
    version: () => db.pragma('user_version', { simple: true }) as number,
    setVersion: (version) => void db.pragma(`user_version = ${Math.trunc(version)}`),
    sound: () => db.pragma('quick_check(1)', { simple: true }) === 'ok',
    begin: () => void db.exec('BEGIN IMMEDIATE'),
    commit: () => void db.exec('COMMIT'),
    close: () => void db.close(),
  };
}
