import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EVENTS, STATES } from '../../../../electron/sync/machine.ts';

const folder = new URL('../../../../electron/sync/', import.meta.url);
const spec = readFileSync(new URL('SPEC.md', folder), 'utf8');
const rows = [...spec.matchAll(/^\| (.+?) \| `([^`]+)` \| `([^`]+)` \|$/gm)].map(
  ([, invariant, file, line]) => [invariant!, file!, line!.replaceAll('\\|', '|')] as const,
);

describe('SPEC.md', () => {
  test.each(rows)('%s', (_invariant, file, line) => {
    expect(readFileSync(new URL(file, folder), 'utf8')).toContain(line);
  });

  test('has all of its invariants in that form, and names every state and event', () => {
    expect(rows.length).toBe(spec.slice(spec.indexOf('## Invariants')).match(/^\| [A-Z]/gm)!.length);
    for (const name of [...STATES, ...EVENTS]) expect(spec).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
