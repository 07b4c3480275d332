import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const SOURCES = globSync('renderer/**/*.{ts,tsx}', { cwd: ROOT }).map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);
const using = (what: RegExp): string[] => SOURCES.filter(([, text]) => what.test(text)).map(([file]) => file);

it('sees the renderer', () => {
  expect(SOURCES.length).toBeGreaterThan(30);
});

it('keeps nothing in the browser', () => {
  expect(using(/\b(localStorage|sessionStorage|indexedDB|cookieStore|caches)\b|document\.cookie/)).toEqual([]);
});

it('has one user of the bridge', () => {
  expect(using(/window\.netgraph|\bnetgraph\./)).toEqual([join('renderer', 'api.ts')]);
});

it('makes no markup of text, and links nothing', () => {
  expect(using(/dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|href=/)).toEqual([]);
});
