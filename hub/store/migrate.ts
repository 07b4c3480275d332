/** Brings a database to the newest migration. Two lists, one file a migration; one transaction for all that is new. */
import { Migrator } from 'kysely/migration';
import type { Migration } from 'kysely/migration';
import type { Kysely } from 'kysely';
import { up as controlFirst } from './migrations/control-001-first.ts';
import { up as controlGrantSlice } from './migrations/control-002-grant-slice.ts';
import { up as regionFirst } from './migrations/region-001-first.ts';
import { up as regionNoTableLocks } from './migrations/region-002-no-table-locks.ts';
import { up as regionCases } from './migrations/region-003-cases.ts';
import { up as regionCaseBytes } from './migrations/region-004-case-bytes.ts';

/** Where each database says which it has had. */
export const MIGRATION_SCHEMA = 'migration';

export const CONTROL_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-first': { up: controlFirst },
  '002-grant-slice': { up: controlGrantSlice },
};
export const REGION_MIGRATIONS: Readonly<Record<string, Migration>> = {
  '001-first': { up: regionFirst },
  '002-no-table-locks': { up: regionNoTableLocks },
  '003-cases': { up: regionCases },
  '004-case-bytes': { up: regionCaseBytes },
};

/** Throws when one fails; then none of this run has happened. */
export async function migrate(db: Kysely<never>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: MIGRATION_SCHEMA,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
}
