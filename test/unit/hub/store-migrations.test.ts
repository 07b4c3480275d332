/** A migration runs while the hub before still serves: it adds, takes nothing away that that one uses, and holds up none of its writers. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'hub/store/migrations');

/**
 * What breaks or blocks the version before. To contract, first ship a version that no longer uses the thing, then a migration whose
 * file says `Contracts:` and since which version nothing uses it.
 */
const TAKES_AWAY =
  /\b(DROP\s+(TABLE|COLUMN|INDEX|FUNCTION|TRIGGER|POLICY|CONSTRAINT)|RENAME\s+(TO|COLUMN)|ALTER\s+COLUMN\s+\w+\s+(TYPE|SET\s+NOT\s+NULL)|ADD\s+COLUMN\s+(IF\s+NOT\s+EXISTS\s+)?\w+\s+(?![^,`]*DEFAULT)[^,`]*NOT\s+NULL|TRUNCATE|REVOKE\s+(SELECT|INSERT|UPDATE)|SET\s+LOGGED)\b/i;

/**
 * What keeps who writes to a table waiting for as long as it takes to read all of it. `CONCURRENTLY` is no way out: all that is new is
 * one transaction (`migrate.ts`), which the server refuses with it.
 */
const READS_ALL = [
  /\bCREATE\s+(?:UNIQUE\s+)?INDEX\b[^;`']*?\bON\s+(?:ONLY\s+)?(\w+)/gi,
  /\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?(\w+)\s[^;`']*?\bADD\s+(?:CONSTRAINT\s+\w+\s+)?(?:UNIQUE|PRIMARY\s+KEY|EXCLUDE|(?:FOREIGN\s+KEY|CHECK)(?![^;`']*NOT\s+VALID))/gi,
  /\b(?:REINDEX(?:\s+TABLE)?|CLUSTER|VACUUM\s+FULL)\s+(\w+)/gi,
];

/** A table of the file's own is nobody's yet. Where one has to wait after all, a decision says why, how long, and what is done meanwhile. */
function blocks(text: string): string | null {
  const decided = /^ \* Blocks: docs\/decisions\/(\S+\.md)$/m.exec(text)?.[1];
  if (decided && existsSync(join(ROOT, 'docs/decisions', decided))) return null;
  const own = new Set([...text.matchAll(/\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)/gi)].map(([, table]) => table));
  return READS_ALL.flatMap((pattern) => [...text.matchAll(pattern)]).find(([, table]) => !own.has(table))?.[0] ?? null;
}

/** The first of each database is made before anybody uses it. */
const later = readdirSync(FOLDER).filter((file) => !file.includes('-001-'));
const takesAway = (text: string): string | null => (/^ \* Contracts: /m.test(text) ? null : (TAKES_AWAY.exec(text)?.[0] ?? null));
const fault = (text: string): string | null => takesAway(text) ?? blocks(text);

test('the check finds what takes away, and lets pass what adds', () => {
  for (const bad of [
    'ALTER TABLE node DROP COLUMN count',
    'ALTER TABLE node RENAME COLUMN count TO times',
    'ALTER TABLE node ALTER COLUMN count TYPE int',
    'ALTER TABLE node ADD COLUMN colour text NOT NULL',
    'DROP TABLE blind',
    'REVOKE INSERT ON record FROM tenant_member',
    'CREATE INDEX y ON x (a)',
    'CREATE UNIQUE INDEX IF NOT EXISTS y ON ONLY x USING btree (a)',
    'CREATE INDEX CONCURRENTLY y ON x (a)',
    'ALTER TABLE x ADD CONSTRAINT y UNIQUE (a)',
    'ALTER TABLE x ADD PRIMARY KEY (a)',
    'ALTER TABLE x ADD CONSTRAINT y FOREIGN KEY (a) REFERENCES z',
    'ALTER TABLE x ADD CHECK (a > 0)',
    'CREATE TABLE z (a int); CREATE INDEX y ON x (a)',
    '/**\n * Blocks: docs/decisions/0000-that-is-not-there.md\n */\nCREATE INDEX y ON x (a)',
    'REINDEX TABLE x',
  ])
    expect(fault(bad), bad).not.toBeNull();
  for (const good of [
    'ALTER TABLE node ADD COLUMN colour text',
    'ALTER TABLE node ADD COLUMN colour text NOT NULL DEFAULT 1',
    'CREATE TABLE x (a int NOT NULL)',
    'CREATE TABLE x (a int CHECK (a > 0), UNIQUE (a))',
    'CREATE TABLE x (a int); CREATE INDEX y ON x (a)',
    'ALTER TABLE x ADD CONSTRAINT y CHECK (a > 0) NOT VALID',
    '/**\n * Blocks: docs/decisions/0023-one-hub-after-the-other.md\n */\nCREATE INDEX y ON x (a)',
  ])
    expect(fault(good), good).toBeNull();
  expect(fault('/**\n * Contracts: since 0.2 nothing reads it.\n */\nDROP TABLE blind')).toBeNull();
});

test.each(later)('%s only adds, and keeps nobody waiting', (file) => {
  expect(fault(readFileSync(join(FOLDER, file), 'utf8'))).toBeNull();
});
