/** One hub on one server's databases: two with different data folders would take each other's passwords and keys away. */
import pg from 'pg';
import type { Logger } from 'pino';
import type { Login } from './connect.ts';
import type { HubLock } from './lock.ts';

/** An arbitrary number that only hubs use. */
const NUMBER = 0x6e657467;

/** Held by one idle session for as long as the hub runs; the server lets it go when that session ends, however it ends. */
export async function lockServer(admin: Login, log: Logger): Promise<HubLock> {
  const client = new pg.Client({ ...admin, connectionTimeoutMillis: 20_000, keepAlive: true, application_name: 'netgraph hub lock' });
  let releasing = false;
  client.on('error', () => {
    if (!releasing) log.error('the database server ended the session that holds the lock of this hub; restart the hub');
  });
  await client.connect();
  const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [NUMBER]);
  const release = async (): Promise<void> => {
    releasing = true;
    await client.end();
  };
  if (rows[0]!.mine) return { release };
  await release();
  throw new Error('Another hub uses the databases of this server. Stop it first, or give this one another server.');
}
