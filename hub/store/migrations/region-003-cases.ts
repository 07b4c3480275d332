/**
 * Cases: one row a version, which nobody changes or removes. In clear are ids, the order of coming and when; what a version says
 * and who wrote it is sealed. `case_counter` makes the writers of one tenant follow each other.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { OWN_TENANT } from './region-001-first.ts';

export const CASE_TABLE_NAMES = ['case_counter', 'case_version'] as const;

const statements = [
  `CREATE TABLE case_counter (tenant_id uuid PRIMARY KEY, seq bigint NOT NULL)`,
  `CREATE TABLE case_version (
    tenant_id uuid NOT NULL, id uuid NOT NULL, case_id uuid NOT NULL, seq bigint NOT NULL, received_at bigint NOT NULL,
    head bytea NOT NULL, body bytea NOT NULL, PRIMARY KEY (tenant_id, id))`,
  `CREATE UNIQUE INDEX case_version_seq ON case_version (tenant_id, seq)`,
  `CREATE INDEX case_version_case ON case_version (tenant_id, case_id)`,
  `ALTER TABLE case_version ALTER COLUMN body SET STORAGE EXTERNAL`,
  ...CASE_TABLE_NAMES.flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY own_tenant ON ${table} USING (${OWN_TENANT}) WITH CHECK (${OWN_TENANT})`,
    `GRANT SELECT, INSERT ON ${table} TO tenant_member`,
  ]),
  `GRANT UPDATE (seq) ON case_counter TO tenant_member`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
