/** The renderer uses the parser, and a page has no Node: nothing that the parser reaches may need one. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const IMPORT = /^(?:import|export)\s(?:[^'";]*?\sfrom\s)?'([^']+)';?$/gm;

/** Every file that `entry` reaches by imports that stay when types are taken away, and every package. */
function reached(entry: URL, files = new Map<string, string>(), packages = new Set<string>()) {
  const path = fileURLToPath(entry);
  if (files.has(path)) return { files, packages };
  const text = readFileSync(path, 'utf8');
  files.set(path, text);
  for (const [statement, from] of text.matchAll(IMPORT)) {
    if (/^(?:import|export) type\b/.test(statement)) continue;
    if (from!.startsWith('.')) reached(new URL(from!, entry), files, packages);
    else packages.add(from!);
  }
  return { files, packages };
}

test('the parser needs its grammar package and nothing of Node', () => {
  const { files, packages } = reached(new URL('../../../../shared/query/parse/index.ts', import.meta.url));
  expect([...packages]).toEqual(['chevrotain']);
  expect(files.size).toBeGreaterThan(8);
  for (const [path, text] of files) expect(/\b(?:Buffer|process|require|global|__dirname)\b\s*[.([]/.exec(text), path).toBeNull();
});
