/**
 * The one file that knows the SQLite driver. What comes out of here can't run SQL of the wrong sort: a reader has SELECT
 * only, a writer no ATTACH, PRAGMA or VACUUM, and neither offers rekey, serialize, backup or extensions. (The driver has
 * no authorizer; it refuses text with two statements, so the first word decides.)
 */
import { closeSync, constants, openSync } from 'node:fs';
import Driver from 'better-sqlite3';
import type { BuildDatabase, Cell, Query } from '../../shared/slice-file/database.ts';

export type { Cell, Query };

/** The encrypted driver's own call, which the types of the plain one lack. */
type Keyed = Driver.Database & { key(key: Buffer): number };

export type ReadDatabase = Pick<BuildDatabase, 'query' | 'version' | 'sound' | 'close'>;
export interface WriteDatabase extends BuildDatabase {
  /** Moves the write-ahead log into the file and empties it. Throws when that can't be done now. */
  checkpoint(): void;
  rollback(): void;
}

export interface OpenOptions {
  /**
   * `build` is for a new file that nobody reads before it is whole: no journal, no syncs, a big cache. `durable` is a
   * writer whose commit has reached the disk when it returns, with what is deleted overwritten (the audit outbox). `once` is a
   * reader that passes over each page once, and keeps hardly any in memory.
   */
  readonly mode: 'read' | 'once' | 'write' | 'build' | 'durable';
}

const QUERY = /^(?:SELECT|WITH)\b/;
const COMMAND = /^(?:INSERT|UPDATE|DELETE)\b/;
const SCHEMA = /^(?:CREATE (?:UNIQUE )?INDEX|CREATE TABLE|CREATE VIRTUAL TABLE \w+ USING fts5|DROP INDEX)\b/;
/** Functions that reach outside of the file, or into the cipher. */
const DOORS = /\b(?:load_extension|sqlite3mc_\w+|fts3_tokenizer)\b|\bpragma_/i;

function allowed(text: string, form: RegExp): string {
  if (!form.test(text) || DOORS.test(text)) throw new TypeError('that statement is not allowed here');
  return text;
}

/**
 * Opens `file` (`write` and `build` make it, readable by the owner alone) with a raw 32-byte key, or plain with null, which
 * benchmarks use as their yardstick. Throws when the file is not there, or is not a database of this key.
 */
export function openDatabase(file: string, key: Buffer | null, options: OpenOptions & { readonly mode: 'read' | 'once' }): ReadDatabase;
export function openDatabase(file: string, key: Buffer | null, options: OpenOptions): WriteDatabase;
export function openDatabase(file: string, key: Buffer | null, { mode }: OpenOptions): WriteDatabase {
  if (key !== null && key.length !== 32) throw new TypeError('a slice key has 32 bytes');
  if (!isReader(mode)) closeSync(openSync(file, constants.O_CREAT | constants.O_RDWR, 0o600));
  const db = new Driver(file, { fileMustExist: true, timeout: 5_000 }) as Keyed;
  try {
    if (key !== null) unlock(db, key);
    prepareHandle(db, mode);
  } catch (error) {
    db.close();
    throw error;
  }
  return {
    query: (text) => {
      const statement = db.prepare<Cell[], unknown[]>(allowed(text, QUERY)).raw(true);
      return { all: (...values) => statement.all(...values), get: (...values) => statement.get(...values) };
    },
    command: (text) => {
      const statement = db.prepare<Cell[]>(allowed(text, COMMAND));
      return (...values) => statement.run(...values).changes;
    },
    bulk: (text) => {
      const statement = db.prepare<[Cell[]]>(allowed(text, COMMAND));
      return (values) => statement.run(values as Cell[]).changes;
    },
    schema: (text) => void db.prepare(allowed(text, SCHEMA)).run(),
    version: () => db.pragma('user_version', { simple: true }) as number,
    setVersion: (version) => void db.pragma(`user_version = ${Math.trunc(version)}`),
    sound: () => db.pragma('quick_check(1)', { simple: true }) === 'ok',
    checkpoint: () => {
      const [row] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
      if (row?.busy !== 0) throw new Error('the log could not be moved into the file');
    },
    begin: () => void db.exec('BEGIN IMMEDIATE'),
    commit: () => void db.exec('COMMIT'),
    rollback: () => void (db.inTransaction && db.exec('ROLLBACK')),
    close: () => void db.close(),
  };
}

const isReader = (mode: OpenOptions['mode']): boolean => mode === 'read' || mode === 'once';

/** SQLCipher version 4 (AES-256-CBC with HMAC), as `shared/slice-file/pages.ts` writes it. */
function unlock(db: Keyed, key: Buffer): void {
  db.pragma(`cipher = 'sqlcipher'`);
  db.pragma('legacy = 4');
  const raw = Buffer.concat([Buffer.from('raw:'), key]);
  db.key(raw);
  raw.fill(0);
}

function prepareHandle(db: Driver.Database, mode: OpenOptions['mode']): void {
  db.pragma('temp_store = MEMORY');
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('mmap_size = 0');
  db.prepare('SELECT count(*) FROM sqlite_schema').get();
  if (mode === 'build') {
    db.pragma('page_size = 4096');
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = OFF');
    db.pragma('synchronous = OFF');
    db.pragma('cache_size = -262144');
    return;
  }
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${mode === 'durable' ? 'FULL' : 'NORMAL'}`);
  db.pragma(`secure_delete = ${mode === 'durable' ? 'ON' : 'OFF'}`);
  db.pragma(`cache_size = -${mode === 'once' ? 1_024 : 65_536}`);
  if (isReader(mode)) db.pragma('query_only = ON');
}
