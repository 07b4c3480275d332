import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../electron/store/driver.ts';
import { KEY, folder } from '../../../support/slice.ts';

const CANARY = 'canary-5f3c1d-plain-text';

function filled(file: string, rows = 1): void {
  const db = openDatabase(file, KEY, { mode: 'write' });
  db.schema('CREATE TABLE t (a TEXT NOT NULL)');
  const add = db.command('INSERT INTO t VALUES (?)');
  for (let row = 0; row < rows; row++) add(`${CANARY} ${row}`);
  db.close();
}

/** Every file of the folder, and whether the canary stands in it. */
const leaks = (path: string): string[] => readdirSync(path).filter((name) => readFileSync(join(path, name)).includes(CANARY));

describe('each door out of the encrypted file is shut', () => {
  const doors = (out: string): readonly string[] => [
    `ATTACH '${out}' AS plain KEY ''`,
    ` ATTACH '${out}' AS plain`,
    `/**/ATTACH '${out}' AS plain KEY ''`,
    `attach database '${out}' as plain key ''`,
    `SELECT 1; ATTACH '${out}' AS plain KEY ''`,
    `WITH x AS (SELECT 1) ATTACH '${out}' AS plain`,
    `VACUUM INTO '${out}'`,
    'VACUUM',
    `PRAGMA rekey = ''`,
    `PRAGMA key = 'x'`,
    `PRAGMA temp_store = FILE`,
    `PRAGMA temp_store_directory = '/tmp'`,
    'PRAGMA query_only = OFF',
    'PRAGMA writable_schema = ON',
    `DETACH main`,
    `SELECT load_extension('${out}')`,
    `SELECT sqlite3mc_config('cipher', 'none')`,
    `SELECT * FROM pragma_key_list`,
    `CREATE TEMP TABLE u AS SELECT a FROM t`,
    `CREATE VIRTUAL TABLE u USING dbstat`,
    `CREATE TRIGGER u AFTER INSERT ON t BEGIN SELECT 1; END`,
    `EXPLAIN SELECT 1`,
    `BEGIN`,
    `REINDEX`,
  ];

  test('no kind of statement takes ATTACH, rekey, VACUUM INTO, extensions or temporary tables', () => {
    const path = folder();
    const file = join(path, 'a.slice');
    const out = join(path, 'out.db');
    filled(file);
    const db = openDatabase(file, KEY, { mode: 'write' });
    for (const text of doors(out)) {
      expect(() => db.query(text).all(), text).toThrow();
      expect(() => db.command(text)(), text).toThrow();
      expect(() => db.bulk(text)([]), text).toThrow();
      expect(() => db.schema(text), text).toThrow();
    }
    expect(existsSync(out)).toBe(false);
    expect(db.query('SELECT a FROM t').all()).toEqual([[`${CANARY} 0`]]);
    db.close();
    expect(leaks(path)).toEqual([]);
  });

  test('a file name can not turn into a second file or a plain one', () => {
    const path = folder();
    for (const name of ['file:x.slice?mode=memory', 'file:x.slice?cipher=none']) {
      const db = openDatabase(join(path, name), KEY, { mode: 'write' });
      db.schema('CREATE TABLE t (a TEXT)');
      db.command('INSERT INTO t VALUES (?)')(CANARY);
      db.close();
      expect(readdirSync(path)).toContain(name);
    }
    expect(leaks(path)).toEqual([]);
  });

  test('the handle has no serialize, backup, key, rekey, pragma, exec, function, table or loadExtension', () => {
    const db = openDatabase(join(folder(), 'a.slice'), KEY, { mode: 'write' });
    for (const name of [
      'serialize',
      'backup',
      'key',
      'rekey',
      'pragma',
      'exec',
      'function',
      'table',
      'loadExtension',
      'unsafeMode',
      'prepare',
    ])
      expect(db).not.toHaveProperty(name);
    db.close();
  });

  test('a reader can not write, also where the text begins like a question', () => {
    const file = join(folder(), 'a.slice');
    filled(file);
    const db = openDatabase(file, KEY, { mode: 'read' });
    expect(() => db.query('WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x').all()).toThrow();
    expect(() => db.query(`WITH x AS (SELECT 1) DELETE FROM t RETURNING a`).all()).toThrow(/readonly/);
    expect(db.query('SELECT count(*) FROM t').get()).toEqual([1]);
    db.close();
  });
});

describe('the file', () => {
  test('opens with its key only, and without it looks like noise', () => {
    const file = join(folder(), 'a.slice');
    filled(file);
    expect(() => openDatabase(file, Buffer.alloc(32, 8), { mode: 'read' })).toThrow(/not a database/);
    expect(() => openDatabase(file, null, { mode: 'read' })).toThrow(/not a database/);
    expect(readFileSync(file).subarray(0, 16).toString('latin1')).not.toContain('SQLite');
    expect(() => openDatabase(file, Buffer.alloc(31), { mode: 'read' })).toThrow(/32 bytes/);
  });

  test('is readable by its owner alone', () => {
    const file = join(folder(), 'a.slice');
    filled(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('shows every flipped bit', () => {
    const file = join(folder(), 'a.slice');
    const db = openDatabase(file, KEY, { mode: 'build' });
    db.begin();
    db.schema('CREATE TABLE t (a TEXT NOT NULL)');
    for (let row = 0; row < 400; row++) db.command('INSERT INTO t VALUES (?)')(`${CANARY} ${row}`);
    db.commit();
    db.close();
    const whole = readFileSync(file);
    for (let round = 0; round < 60; round++) {
      const at = Math.floor((whole.length * (round + 0.5)) / 60);
      const bad = Buffer.from(whole);
      bad[at]! ^= 1 << (round % 8);
      writeFileSync(file, bad);
      expect(() => {
        const damaged = openDatabase(file, KEY, { mode: 'read' });
        try {
          damaged.query('SELECT a FROM t').all();
        } finally {
          damaged.close();
        }
      }, `byte ${at}`).toThrow();
    }
  });

  test('leaves no plain text in file, log, journal or temporary files, sorts and all', () => {
    const path = folder();
    const before = new Set(['/tmp', '/var/tmp'].filter(existsSync).flatMap((at) => readdirSync(at).map((name) => join(at, name))));
    const file = join(path, 'a.slice');
    filled(file, 20_000);
    const db = openDatabase(file, KEY, { mode: 'write' });
    db.begin();
    db.command('UPDATE t SET a = a || ?')(CANARY);
    db.query('SELECT a FROM t ORDER BY substr(a, 12), a DESC').all();
    expect(leaks(path)).toEqual([]);
    db.commit();
    expect(leaks(path)).toEqual([]);
    for (const at of ['/tmp', '/var/tmp'].filter(existsSync)) {
      for (const name of readdirSync(at).map((entry) => join(at, entry))) {
        if (before.has(name) || !existsSync(name) || !statSync(name).isFile()) continue;
        expect(readFileSync(name).includes(CANARY), name).toBe(false);
      }
    }
    const open = existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd') : [];
    for (const fd of open) {
      const link = join('/proc/self/fd', fd);
      if (existsSync(link) && statSync(link).isFile()) expect(readFileSync(link).includes(CANARY), link).toBe(false);
    }
    db.close();
  });
});
