/** A notebook keeps what the analyst made, sealed, bounded, apart from every other customer's, through kills and damage. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { destroyNotebook } from '../../../../electron/notebook/file.ts';
import { Notebook } from '../../../../electron/notebook/notebook.ts';
import { openDatabase } from '../../../../electron/store/driver.ts';
import { viewSchema } from '../../../../shared/contract/view.ts';
import { LIMITS } from '../../../../shared/limits.ts';

const CANARY = 'canary5d0b';
const view = viewSchema.parse({ nodes: [], selected: [], query: CANARY });
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netgraph-notebook-'));
  file = join(folder, 'a.notebook');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function open(more: Partial<{ file: string; fill: number; ordinal: number }> = {}): Notebook {
  const notebook = new Notebook({ file: more.file ?? file, key: Buffer.alloc(32, more.fill ?? 1), ordinal: more.ordinal ?? 7 });
  onTestFinished(() => notebook.close());
  return notebook;
}

describe('the file', () => {
  test('is readable by the owner alone, tells nothing, and its key is zeroed once it is open', () => {
    const key = Buffer.alloc(32, 1);
    const notebook = new Notebook({ file, key, ordinal: 7 });
    notebook.view.save(view);
    notebook.history.add(`MATCH (${CANARY}) RETURN 1`, 1);
    expect(key.equals(Buffer.alloc(32))).toBe(true);
    for (const end of ['', '-wal']) {
      expect(statSync(file + end).mode & 0o077).toBe(0);
      expect(readFileSync(file + end).includes(CANARY)).toBe(false);
    }
    notebook.close();
    expect(readFileSync(file).includes('SQLite')).toBe(false);
    expect(open().view.load()).toEqual(view);
  });

  test('holds rows of its own tenant and lets no other in', () => {
    open().close();
    const db = openDatabase(file, Buffer.alloc(32, 1), { mode: 'write' });
    onTestFinished(() => db.close());
    const tables = db.query(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all().flat();
    expect(tables).toEqual(['case_feed', 'case_hub', 'case_parent', 'case_version', 'draft', 'history', 'saved', 'view']);
    expect(() => db.command('INSERT INTO history (text, at, tenant) VALUES (?, ?, ?)')('x', 1, 8)).toThrow(/CHECK/);
    expect(db.command('INSERT INTO history (text, at, tenant) VALUES (?, ?, ?)')('x', 1, 7)).toBe(1);
  });

  test('of another key or damaged is set aside, said so, and begun anew; destroyed, nothing of either is left', () => {
    const first = open();
    first.history.add('MATCH (n) RETURN n', 1);
    first.close();
    const other = open({ fill: 2 });
    expect(other.setAside).toBeGreaterThan(Date.now() - 60_000);
    expect(other.history.list()).toEqual([]);
    const aside = (): string[] => readdirSync(folder).filter((name) => /^a\.notebook\.aside-\d+$/.test(name));
    expect(aside()).toHaveLength(1);
    const kept = readFileSync(join(folder, aside()[0]!));
    other.history.add('MATCH (m) RETURN m', 1);
    other.close();
    truncateSync(file, 5_000);
    writeFileSync(file, Buffer.alloc(5_000, 9));
    const third = open({ fill: 2 });
    expect(third.history.list()).toEqual([]);
    expect(third.setAside).toBeGreaterThan(other.setAside!);
    third.close();
    // A second damage leaves the first one's file as it was.
    expect(aside()).toHaveLength(2);
    expect(readFileSync(join(folder, aside().sort()[0]!)).equals(kept)).toBe(true);
    destroyNotebook(file);
    expect(readdirSync(folder)).toEqual([]);
    destroyNotebook(file);
  });

  test('of a later version is refused and left alone', () => {
    open().close();
    const db = openDatabase(file, Buffer.alloc(32, 1), { mode: 'write' });
    db.setVersion(99);
    db.close();
    expect(() => open()).toThrow(/99/);
    expect(readdirSync(folder).filter((name) => name.includes('aside'))).toEqual([]);
  });
});

describe('the view', () => {
  test('is the last one saved; a form that is not known any more is none', () => {
    const notebook = open();
    expect(notebook.view.load()).toBeNull();
    notebook.view.save(view);
    notebook.view.save({ ...view, query: 'later' });
    expect(notebook.view.load()?.query).toBe('later');
    notebook.close();
    const db = openDatabase(file, Buffer.alloc(32, 1), { mode: 'write' });
    db.command('UPDATE view SET data = ?')('{"nodes":"none"}');
    db.close();
    expect(open().view.load()).toBeNull();
  });
});

describe('past questions', () => {
  test('come newest first, never the same twice in a row, and the last two hundred', () => {
    const { history } = open();
    history.add('MATCH (a) RETURN a', 1);
    history.add('  MATCH (a) RETURN a\n', 2);
    history.add('   ', 3);
    expect(history.list()).toEqual([{ text: 'MATCH (a) RETURN a', at: 2 }]);
    history.add('MATCH (b) RETURN b', 4);
    history.add('MATCH (a) RETURN a', 5);
    expect(history.list().map(({ at }) => at)).toEqual([5, 4, 2]);
    for (let at = 0; at < 300; at++) history.add(`RETURN ${at}`, at);
    const all = history.list();
    expect(all).toHaveLength(LIMITS.pastQueries);
    expect([all[0]?.text, all.at(-1)?.text]).toEqual(['RETURN 299', 'RETURN 100']);
    history.clear();
    expect(history.list()).toEqual([]);
  });
});

describe('saved questions', () => {
  test('are put, renamed, told apart by name, and removed', () => {
    const { saved } = open();
    const beacons = saved.put({ id: null, name: 'Beacons', text: 'MATCH (n) RETURN n' }, 1);
    const alerts = saved.put({ id: null, name: 'alerts', text: 'MATCH (a:alert) RETURN a' }, 2);
    expect(saved.list().map(({ name }) => name)).toEqual(['alerts', 'Beacons']);
    expect(() => saved.put({ id: null, name: 'Beacons', text: 'x' }, 3)).toThrow(/name/);
    expect(() => saved.put({ id: alerts.id, name: 'Beacons', text: 'x' }, 3)).toThrow(/name/);
    expect(saved.put({ id: beacons.id, name: 'Beacons', text: 'RETURN 2' }, 4)).toEqual({
      id: beacons.id,
      name: 'Beacons',
      text: 'RETURN 2',
      at: 4,
    });
    saved.remove(alerts.id);
    expect(saved.list()).toHaveLength(1);
    expect(() => saved.remove(alerts.id)).toThrow(/Not found/);
    expect(() => saved.put({ id: alerts.id, name: 'alerts', text: 'x' }, 5)).toThrow(/Not found/);
  });

  test('have an end', () => {
    const { saved } = open();
    for (let at = 0; at < LIMITS.savedQueries; at++) saved.put({ id: null, name: `q${at}`, text: 'RETURN 1' }, at);
    expect(() => saved.put({ id: null, name: 'one more', text: 'RETURN 1' }, 1)).toThrow(/200/);
  });
});
