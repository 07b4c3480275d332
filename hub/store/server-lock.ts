/** One hub on one server's databases: two with different data folders would take each other's passwords and keys away. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Login } from './connect.ts';
import { LockTaken } from './lock.ts';
import type { HubLock } from './lock.ts';

/** An arbitrary number that only hubs use. */
const NUMBER = 0x6e657467;
const AGAIN_MS = 250;

/**
 * Held by one idle session for as long as the hub runs; the server lets it go when that session ends, however it ends. Where the
 * server went away, the lock is taken again as soon as it is back; where another hub was faster, `onLost` is told, once.
 */
export async function lockServer(admin: Login, log: Logger, onLost: () => void): Promise<HubLock> {
  let released = false;
  let holder: pg.Client | null = null;

  /** Null: the server doesn't answer. */
  const take = async (): Promise<boolean | null> => {
    const client = new pg.Client({ ...admin, connectionTimeoutMillis: 20_000, keepAlive: true, application_name: 'netgraph hub lock' });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1) AS mine', [NUMBER]);
      if (rows[0]!.mine && !released) {
        holder = client;
        client.once('end', () => void mend());
        return true;
      }
      await client.end();
      return false;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (holder === null && !mending) throw error;
      return null;
    }
  };
  let mending = false;
  const mend = async (): Promise<void> => {
    if (released) return;
    mending = true;
    log.error('the database server ended the session that holds the lock of this hub');
    for (let mine = await take(); !released; mine = await take()) {
      if (mine) return void log.info('the lock of this hub is held again');
      if (mine === false) {
        log.fatal('another hub has the databases of this server now');
        return onLost();
      }
      await sleep(AGAIN_MS);
    }
  };

  if (!(await take()))
    throw new LockTaken('Another hub uses the databases of this server. Stop it first, or give this one another server.');
  return {
    async release() {
      released = true;
      await holder?.end();
    },
  };
}
