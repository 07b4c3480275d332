/** Pages sealed by us are the driver's own pages, byte for byte of the format, and what was changed on the way does not open. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../../electron/store/driver.ts';
import { CHUNK_PAGES, chunksOf, isChunk, openChunk, pagesIn, sealChunk } from '../../../../shared/slice-file/chunks.ts';
import type { SnapshotName } from '../../../../shared/slice-file/chunks.ts';
import { CONTENT, PAGE, PageSealer, SALT, isFirstPage } from '../../../../shared/slice-file/pages.ts';
import { OTHER, TENANT, folder } from '../../../support/slice.ts';

const KEY = Buffer.alloc(32, 3);
const ROWS = 4_000;

/** A file that the library wrote, and what its pages hold. */
function written(): { file: string; contents: Buffer; pages: number } {
  const file = join(folder(), 'library.db');
  const db = openDatabase(file, KEY, { mode: 'build' });
  db.begin();
  db.schema('CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT) STRICT');
  const put = db.command('INSERT INTO t VALUES (?, ?)');
  for (let n = 0; n < ROWS; n++) put(n, `row ${n} of a customer`);
  db.commit();
  db.close();
  const bytes = readFileSync(file);
  const contents = new PageSealer(KEY, bytes.subarray(0, SALT)).open(bytes, 1);
  return { file, contents, pages: bytes.length / PAGE };
}

describe('pages', () => {
  test('that the library wrote open, and are a plain SQLite file with its reserved bytes left out', () => {
    const { contents, pages } = written();
    expect(isFirstPage(contents.subarray(0, CONTENT), pages)).toBe(true);
    expect(isFirstPage(contents.subarray(0, CONTENT), pages + 1)).toBe(false);
    expect(isFirstPage(contents.subarray(CONTENT, 2 * CONTENT), pages)).toBe(false);
    expect(contents.includes('row 3999 of a customer')).toBe(true);
  });

  test('that we sealed under another key and salt are read, checked and written on by the library', () => {
    const { contents } = written();
    const file = join(folder(), 'ours.db');
    const key = randomBytes(32);
    const salt = randomBytes(SALT);
    writeFileSync(file, new PageSealer(key, salt).seal(contents, 1));
    expect(readFileSync(file).subarray(0, SALT).equals(salt)).toBe(true);
    expect(readFileSync(file).includes('of a customer')).toBe(false);
    const db = openDatabase(file, key, { mode: 'write' });
    expect(db.sound()).toBe(true);
    expect(db.query('SELECT count(*), max(text) FROM t').get()).toEqual([ROWS, 'row 999 of a customer']);
    db.command('INSERT INTO t VALUES (?, ?)')(ROWS, 'one more');
    db.checkpoint();
    db.close();
    const again = openDatabase(file, key, { mode: 'read' });
    expect(again.query('SELECT count(*) FROM t').get()).toEqual([ROWS + 1]);
    again.close();
    expect(() => openDatabase(file, randomBytes(32), { mode: 'read' })).toThrow();
  });

  test('are told apart from any other: a flipped bit anywhere, another place, another salt, another key', () => {
    const { contents } = written();
    const salt = randomBytes(SALT);
    const sealer = new PageSealer(KEY, salt);
    const pages = sealer.seal(contents.subarray(0, 3 * CONTENT), 1);
    const second = pages.subarray(PAGE, 2 * PAGE);
    expect(sealer.isGenuine(second, 2)).toBe(true);
    for (let at = 0; at < PAGE; at += 61) {
      const bent = Buffer.from(second);
      bent[at]! ^= 1 << (at % 8);
      expect(sealer.isGenuine(bent, 2)).toBe(false);
    }
    expect(sealer.isGenuine(second, 3)).toBe(false);
    expect(() => sealer.open(pages.subarray(PAGE), 1)).toThrow('does not open');
    expect(new PageSealer(KEY, randomBytes(SALT)).isGenuine(second, 2)).toBe(false);
    expect(new PageSealer(randomBytes(32), salt).isGenuine(second, 2)).toBe(false);
  });

  test('never have the same initial vector', () => {
    const sealer = new PageSealer(KEY, randomBytes(SALT));
    const pages = sealer.seal(Buffer.alloc(200 * CONTENT), 2);
    const ivs = new Set(
      Array.from({ length: 200 }, (_, index) => pages.toString('hex', index * PAGE + CONTENT, index * PAGE + CONTENT + 16)),
    );
    expect(ivs.size).toBe(200);
  });
});

describe('chunks', () => {
  const name: SnapshotName = { tenant: TENANT, id: 'ab'.repeat(16), pages: 3 * CHUNK_PAGES - 5 };
  const key = createSecretKey(randomBytes(32));
  const contents = Array.from({ length: chunksOf(name.pages) }, (_, chunk) => randomBytes(pagesIn(chunk, name.pages) * CONTENT));
  let boxes: Buffer[];
  beforeAll(() => {
    boxes = contents.map((bytes, chunk) => sealChunk(key, name, chunk, bytes));
  });

  test('open to what was sealed, the last one shorter', async () => {
    expect(boxes).toHaveLength(3);
    for (const [chunk, box] of boxes.entries()) expect((await openChunk(key, name, chunk, box)).equals(contents[chunk]!)).toBe(true);
  });

  test.each<[string, (box: Buffer) => Promise<Buffer>]>([
    ['cut short', (box) => openChunk(key, name, 1, box.subarray(0, -1))],
    ['empty', () => openChunk(key, name, 1, Buffer.alloc(0))],
    ['longer than any', () => openChunk(key, name, 1, Buffer.alloc(CHUNK_PAGES * PAGE + 2_000))],
    ['with a flipped bit', (box) => openChunk(key, name, 1, Buffer.from(box.map((byte, at) => (at === 99 ? byte ^ 4 : byte))))],
    ["in another's place", () => openChunk(key, name, 1, boxes[0]!)],
    ['beyond the end', (box) => openChunk(key, name, 3, box)],
    ['of another tenant', (box) => openChunk(key, { ...name, tenant: OTHER }, 1, box)],
    ['of another snapshot', (box) => openChunk(key, { ...name, id: 'cd'.repeat(16) }, 1, box)],
    ['of a snapshot that has another number of chunks', (box) => openChunk(key, { ...name, pages: 2 * CHUNK_PAGES }, 1, box)],
    ['under another key', (box) => openChunk(createSecretKey(randomBytes(32)), name, 1, box)],
    ['of too few pages', () => openChunk(key, name, 1, sealChunk(key, name, 1, contents[2]!))],
    ['of too many pages', () => openChunk(key, name, 2, sealChunk(key, name, 2, contents[1]!))],
  ])('%s: does not open', async (_what, open) => {
    await expect(open(boxes[1]!)).rejects.toThrow();
  });

  test('are known for what they are before they are sent', () => {
    expect(isChunk(key, name, 1, boxes[1]!)).toBe(true);
    expect(isChunk(key, name, 1, boxes[2]!)).toBe(false);
  });
});
