/** The file of an export: whole, its owner's alone, never over another; also where files have no second name, and after a kill. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removePartials, writeExport } from '../../../../electron/export/file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netgraph-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const bytes = Buffer.from('a drawing');
const failing = (code: string) => () => {
  throw Object.assign(new Error(code), { code });
};

test.each([
  ['with links', undefined],
  ['without links', failing('EPERM')],
] as const)('is written whole, for its owner, and never over another: %s', (_, link) => {
  const path = writeExport(folder, 'netgraph-a.svg', bytes, link);
  expect(readFileSync(path, 'utf8')).toBe('a drawing');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(() => writeExport(folder, 'netgraph-a.svg', Buffer.from('another'), link)).toThrow(/EEXIST/);
  expect(readFileSync(path, 'utf8')).toBe('a drawing');
  expect(readdirSync(folder)).toEqual(['netgraph-a.svg']);
});

test('a disk that fails leaves nothing', () => {
  expect(() => writeExport(folder, 'netgraph-a.svg', bytes, failing('EIO'))).toThrow('EIO');
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed desk left half-written goes, and nothing else', () => {
  const now = Date.now();
  const old = new Date(now - 3_600_000);
  for (const name of ['.netgraph-a.svg.partial', '.other.partial', 'netgraph-b.svg', '.netgraph-young.svg.partial'])
    writeFileSync(join(folder, name), 'x');
  mkdirSync(join(folder, '.netgraph-folder.partial'));
  for (const name of ['.netgraph-a.svg.partial', '.other.partial', 'netgraph-b.svg', '.netgraph-folder.partial'])
    utimesSync(join(folder, name), old, old);
  removePartials(folder, now);
  expect(readdirSync(folder).sort()).toEqual([
    '.netgraph-folder.partial',
    '.netgraph-young.svg.partial',
    '.other.partial',
    'netgraph-b.svg',
  ]);
  expect(() => removePartials(join(folder, 'none'), now)).not.toThrow();
});
