/**
 * Who may delete rows of a table may also lock the whole of it, whosever rows are in there. So no tenant's role may delete:
 * segments that are dropped are emptied instead.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';

export async function up(db: Kysely<never>): Promise<void> {
  await sql`REVOKE DELETE ON segment FROM tenant_member`.execute(db);
}
