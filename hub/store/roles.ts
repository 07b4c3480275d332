/**
 * Roles and databases, made by the administrator. None of the serving roles owns, bypasses or inherits more than its
 * grants; each logs in with a SCRAM password of its own. Everything here can be done again without change.
 */
import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { kyselyOn, openPool, withClient } from './connect.ts';
import type { Login } from './connect.ts';
import { CONTROL_MIGRATIONS, REGION_MIGRATIONS, migrate } from './migrate.ts';
import { CONTROL_DATABASE, CONTROL_ROLE, MEMBER_ROLE, OWNER_ROLE, regionDatabase, tenantRole } from './names.ts';
import { scramVerifier } from './scram.ts';
import type { ServicePasswords } from './service-passwords.ts';
import { WRONG_PASSWORD } from './sql-state.ts';

const HARMLESS = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION';
/** Of one tenant's role: four of a hub, as much again for the one that takes its place, and for three ingests at once. */
const TENANT_CONNECTIONS = 20;
/** How long the end of each of its sessions is waited for. */
const ENDING_MS = 1_000;

/** An arbitrary number that only hubs use: two that would take one place prepare the server one after the other. */
const PREPARING = 0x6e677072;

/**
 * For a hub that would prepare a server that another one uses: that this data folder is that one's. Throws, in words for a person,
 * where the hub's role has another password; nothing is changed.
 */
export async function checkPasswords(admin: Login, passwords: ServicePasswords): Promise<void> {
  const known = await withClient(admin, (client) => client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [CONTROL_ROLE]));
  if (known.rowCount === 0) return;
  const login = { ...admin, database: CONTROL_DATABASE, user: CONTROL_ROLE, password: passwords.of(CONTROL_ROLE) };
  const refused = await withClient(login, async () => null).catch((error: { code?: string }) => error.code);
  if (refused === WRONG_PASSWORD)
    throw new Error(
      'The databases of this server belong to a hub with another data folder. Give its folder, or a copy of it: --data-folder DIR.',
    );
}

/** Roles, databases and newest tables. Throws what the server says when the administrator may not do it. */
export async function prepareServer(admin: Login, regions: readonly string[], passwords: ServicePasswords): Promise<{ version: string }> {
  const ownerPassword = randomBytes(24).toString('base64url');
  const databases = [
    { name: CONTROL_DATABASE, connects: CONTROL_ROLE, migrations: CONTROL_MIGRATIONS },
    ...regions.map((region) => ({ name: regionDatabase(region), connects: MEMBER_ROLE, migrations: REGION_MIGRATIONS })),
  ];
  return withClient(admin, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [PREPARING]);
    const { rows } = await client.query<{ server_version: string; super: boolean }>(
      `SELECT current_setting('server_version') AS server_version, rolsuper AS super FROM pg_roles WHERE rolname = current_user`,
    );
    const { server_version: version, super: isSuper } = rows[0]!;
    const major = Number.parseInt(version, 10);
    if (major < 15) throw new Error(`PostgreSQL ${version} is too old: 15 or newer is needed.`);
    await ensureRole(client, MEMBER_ROLE, 'NOLOGIN');
    await ensureLogin(client, CONTROL_ROLE, passwords.of(CONTROL_ROLE));
    await ensureRole(client, OWNER_ROLE, 'NOLOGIN');
    if (!isSuper) await client.query(`GRANT ${OWNER_ROLE} TO CURRENT_USER`);
    await client.query(`ALTER ROLE ${OWNER_ROLE} LOGIN PASSWORD '${scramVerifier(ownerPassword)}'`);
    try {
      for (const { name, connects, migrations } of databases) {
        await ensureDatabase(client, name);
        await client.query(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
        await client.query(`GRANT CONNECT ON DATABASE ${name} TO ${connects}, ${OWNER_ROLE}`);
        if (isSuper) await withClient({ ...admin, database: name }, closeDoors);
        await migrateAs({ ...admin, database: name, user: OWNER_ROLE, password: ownerPassword }, migrations);
      }
    } finally {
      await client.query(`ALTER ROLE ${OWNER_ROLE} NOLOGIN PASSWORD NULL`);
    }
    return { version: version.split(' ')[0]! };
  });
}

/** Of a server that is the hub's alone: what PostgreSQL opens to every role, and no role here needs. */
export async function closeSpareDatabases(admin: Login): Promise<void> {
  await withClient(admin, (client) => client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'));
}

/** The login role of one tenant: its grants come through `tenant_member`, which it can't become (from version 16 on). */
export async function prepareTenant(admin: Login, tenant: string, passwords: ServicePasswords): Promise<void> {
  const role = tenantRole(tenant);
  await withClient(admin, async (client) => {
    await ensureLogin(client, role, passwords.of(role));
    // One tenant's role can't take the server's connections away from the others.
    await client.query(`ALTER ROLE ${role} CONNECTION LIMIT ${TENANT_CONNECTIONS}`);
    const { rows } = await client.query<{ major: number }>(`SELECT current_setting('server_version_num')::int / 10000 AS major`);
    // On 15 a member can always SET ROLE; it gains nothing, since the policies go by the login role.
    await client.query(`GRANT ${MEMBER_ROLE} TO ${role}${rows[0]!.major >= 16 ? ' WITH INHERIT TRUE, SET FALSE' : ''}`);
  });
}

/**
 * Somebody who has the password of one tenant's role has taken every connection that it may have: it gets another password, and its
 * sessions end, the hub's among them. False, and nothing happened, where it has some left.
 */
export async function lockOut(admin: Login, tenant: string, passwords: ServicePasswords): Promise<boolean> {
  const role = tenantRole(tenant);
  return withClient(admin, async (client) => {
    const { rows } = await client.query<{ taken: number }>('SELECT count(*)::int AS taken FROM pg_stat_activity WHERE usename = $1', [
      role,
    ]);
    if (rows[0]!.taken < TENANT_CONNECTIONS) return false;
    await client.query(`ALTER ROLE ${role} PASSWORD '${scramVerifier(passwords.renew(role))}'`);
    await client.query('BEGIN');
    // An administrator who is no superuser may end the sessions of roles that it is a member of: for this once.
    await client.query(`GRANT ${role} TO CURRENT_USER`);
    await client.query('SELECT pg_terminate_backend(pid, $2) FROM pg_stat_activity WHERE usename = $1', [role, ENDING_MS]);
    await client.query('ROLLBACK');
    return true;
  });
}

async function ensureLogin(client: Client, role: string, password: string): Promise<void> {
  await ensureRole(client, role, 'LOGIN');
  // Stated each time, so that a role that an earlier data folder made gets this installation's password.
  await client.query(`ALTER ROLE ${role} LOGIN PASSWORD '${scramVerifier(password)}'`);
}

async function ensureRole(client: Client, role: string, login: 'LOGIN' | 'NOLOGIN'): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${role} ${login} ${HARMLESS}`);
}

/** Text is compared bytewise (`C`), as everywhere else in the product. */
async function ensureDatabase(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount === 0)
    await client.query(`CREATE DATABASE ${name} OWNER ${OWNER_ROLE} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
}

/**
 * What everybody may do in a new database and nobody here needs: code in DO blocks, large objects (which would be owned), ending other
 * sessions of one's own role (the hub's).
 */
async function closeDoors(client: Client): Promise<void> {
  await client.query('REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC');
  await client.query(`GRANT USAGE ON LANGUAGE plpgsql TO ${OWNER_ROLE}`);
  const { rows } = await client.query<{ name: string }>(
    `SELECT oid::regprocedure::text AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^(lo_|lowrite|loread|pg_terminate_backend|pg_cancel_backend)'`,
  );
  for (const { name } of rows) await client.query(`REVOKE EXECUTE ON FUNCTION ${name} FROM PUBLIC`);
}

async function migrateAs(login: Login, migrations: typeof CONTROL_MIGRATIONS): Promise<void> {
  const db = kyselyOn<never>(openPool(login, 2, () => undefined));
  try {
    await migrate(db, migrations);
  } finally {
    await db.destroy();
  }
}
