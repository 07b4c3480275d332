/** A migration runs while the hub before still serves: it adds, and takes nothing away that that one uses. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../../hub/store/migrations');

/**
 * What breaks or blocks the version before. To contract, first ship a version that no longer uses the thing, then a migration whose
 * file says `Contracts:` and since which version nothing uses it.
 */
const TAKES_AWAY =
  /\b(DROP\s+(TABLE|COLUMN|INDEX|FUNCTION|TRIGGER|POLICY|CONSTRAINT)|RENAME\s+(TO|COLUMN)|ALTER\s+COLUMN\s+\w+\s+(TYPE|SET\s+NOT\s+NULL)|ADD\s+COLUMN\s+(IF\s+NOT\s+EXISTS\s+)?\w+\s+(?![^,`]*DEFAULT)[^,`]*NOT\s+NULL|TRUNCATE|REVOKE\s+(SELECT|INSERT|UPDATE)|SET\s+LOGGED)\b/i;

/** The first of each database is made before anybody uses it. */
const later = readdirSync(FOLDER).filter((file) => !file.includes('-001-'));
const fault = (text: string): string | null => (/^ \* Contracts: /m.test(text) ? null : (TAKES_AWAY.exec(text)?.[0] ?? null));

test('the check finds what takes away, and lets pass what adds', () => {
  for (const bad of [
    'ALTER TABLE node DROP COLUMN count',
    'ALTER TABLE node RENAME COLUMN count TO times',
    'ALTER TABLE node ALTER COLUMN count TYPE int',
    'ALTER TABLE node ADD COLUMN colour text NOT NULL',
    'DROP TABLE blind',
    'REVOKE INSERT ON record FROM tenant_member',
  ])
    expect(fault(bad), bad).not.toBeNull();
  for (const good of [
    'ALTER TABLE node ADD COLUMN colour text',
    'ALTER TABLE node ADD COLUMN colour text NOT NULL DEFAULT 1',
    'CREATE TABLE x (a int NOT NULL)',
    'CREATE INDEX y ON x (a)',
  ])
    expect(fault(good), good).toBeNull();
  expect(fault('/**\n * Contracts: since 0.2 nothing reads it.\n */\nDROP TABLE blind')).toBeNull();
});

test.each(later)('%s only adds', (file) => {
  expect(fault(readFileSync(join(FOLDER, file), 'utf8'))).toBeNull();
});
