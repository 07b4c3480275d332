/** A grant may allow a part of the customer's graph only: JSON of a slice (`shared/protocol/slice.ts`), or null for all of it. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

const statements = [`ALTER TABLE access_grant ADD COLUMN slice text`, `GRANT UPDATE (slice) ON access_grant TO hub_control`];

export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
