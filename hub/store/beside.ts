/**
 * The hub's databases for another program on the same machine while a hub runs on the data folder: nothing is started,
 * prepared or locked here, the hub has done that. With the same passwords, roles and walls.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withClient } from './connect.ts';
import type { Login } from './connect.ts';
import { REGIONS, openOn, parseConnection } from './engine.ts';
import type { HubStoreOptions } from './engine.ts';
import { BESIDE } from './hold.ts';
import { CONTROL_DATABASE, CONTROL_ROLE } from './names.ts';
import { ADMIN_ROLE, placeFor, socketFolder } from './postgres/cluster.ts';
import { PORT } from './postgres/server.ts';
import { databaseUser } from './postgres/system-user.ts';
import { otherTables } from './schema.ts';
import type { OtherTables } from './schema.ts';
import { servicePasswords } from './service-passwords.ts';
import { WRONG_PASSWORD } from './sql-state.ts';
import type { HubStore } from './store.ts';

/** How long a hub that is being started is waited for; and a server, which is there or is not. */
const PATIENCE_MS = 120_000;
const SERVER_PATIENCE_MS = 10_000;

/** Throws, in words for a person, when the hub's databases don't answer in time, or are of another version than this program. */
export async function openStoreBeside({ dataFolder, database, log, secrets }: HubStoreOptions): Promise<HubStore> {
  const passwords = servicePasswords(dataFolder, secrets);
  let other: OtherTables | null = null;
  for (const until = Date.now() + (database === undefined ? PATIENCE_MS : SERVER_PATIENCE_MS); ; await sleep(250)) {
    // A password that is not there yet is the hub's to make.
    if (existsSync(join(dataFolder, 'secrets', `${CONTROL_ROLE}.sealed`))) {
      const admin = database === undefined ? embeddedLogin(dataFolder, passwords.of(ADMIN_ROLE)) : parseConnection(database);
      const login = { ...admin, database: CONTROL_DATABASE, user: CONTROL_ROLE, password: passwords.of(CONTROL_ROLE) };
      const version = await answering(login);
      if (version !== null) {
        other = await otherTables(admin, REGIONS);
        if (!other)
          return openOn({ admin, server: null, version, passwords, secrets, log, release: async () => undefined, hold: () => BESIDE });
        if (!other.lacking || database !== undefined) throw other;
      }
    }
    if (Date.now() < until) continue;
    throw other ?? new Error('The hub that runs on this data folder does not answer with its databases. See hub.log in the data folder.');
  }
}

/** The administrator of the embedded server that runs on this folder. */
export function embeddedLogin(dataFolder: string, password: string): Login {
  const user = databaseUser();
  const host = socketFolder(placeFor(join(dataFolder, 'postgres'), user), user);
  return { host, port: PORT, database: 'postgres', user: ADMIN_ROLE, password };
}

/** The server's version, or null while it doesn't answer or has no tables yet. Throws, in words for a person, on a wrong password. */
async function answering(login: Login): Promise<string | null> {
  try {
    return await withClient(login, async (client) => {
      const { rows } = await client.query<{ version: string }>(
        `SELECT current_setting('server_version') AS version WHERE to_regclass('tenant') IS NOT NULL`,
      );
      return rows[0]?.version.split(' ')[0] ?? null;
    });
  } catch (error) {
    if ((error as { code?: string }).code === WRONG_PASSWORD)
      throw new Error('The databases of this server belong to a hub with another data folder: name its folder with --data-folder DIR.');
    return null;
  }
}
