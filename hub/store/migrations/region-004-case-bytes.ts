/** How many bytes the cases of a customer hold: there is an end to them. What came before this is not counted. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const statements = [
  `ALTER TABLE case_counter ADD COLUMN bytes bigint NOT NULL DEFAULT 0`,
  `GRANT UPDATE (bytes) ON case_counter TO tenant_member`,
];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
