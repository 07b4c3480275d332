/** Whether databases have the tables that this very program was written for: by the names of the migrations that made them. */
import { withClient } from './connect.ts';
import type { Login } from './connect.ts';
import { CONTROL_MIGRATIONS, MIGRATION_SCHEMA, REGION_MIGRATIONS } from './migrate.ts';
import { CONTROL_DATABASE, regionDatabase } from './names.ts';

/** Databases whose tables are of another version than the program, in words for a person. */
export class OtherTables extends Error {
  /** A hub that is being started on a server of its own may be about to make them. */
  readonly lacking: boolean;
  constructor(words: string, lacking: boolean) {
    super(words);
    this.lacking = lacking;
  }
}

/** For a program that prepares nothing itself. `admin`: who prepared them. Null where all is as this program made it. */
export async function otherTables(admin: Login, regions: readonly string[]): Promise<OtherTables | null> {
  const databases = [
    { database: CONTROL_DATABASE, migrations: CONTROL_MIGRATIONS },
    ...regions.map((region) => ({ database: regionDatabase(region), migrations: REGION_MIGRATIONS })),
  ];
  for (const { database, migrations } of databases) {
    const made = await madeIn({ ...admin, database });
    const known = Object.keys(migrations);
    const foreign = made.filter((name) => !known.includes(name));
    if (foreign.length > 0)
      return new OtherTables(
        `The tables are of another version than this program: ${database} has ${foreign.join(', ')}, which it does not know. Run it in the version of the hub.`,
        false,
      );
    const missing = known.filter((name) => !made.includes(name));
    if (missing.length > 0)
      return new OtherTables(
        `The tables are older than this program: ${database} lacks ${missing.join(', ')}. Start the hub in this version first, which makes them, or run this in the version of the hub.`,
        true,
      );
  }
  return null;
}

/** No such database, schema or table. */
const NOTHING_THERE = new Set(['3D000', '3F000', '42P01']);

async function madeIn(login: Login): Promise<readonly string[]> {
  try {
    return await withClient(login, async (client) => {
      const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${MIGRATION_SCHEMA}.kysely_migration ORDER BY name`);
      return rows.map(({ name }) => name);
    });
  } catch (error) {
    if (NOTHING_THERE.has((error as { code?: string }).code ?? '')) return [];
    throw error;
  }
}
