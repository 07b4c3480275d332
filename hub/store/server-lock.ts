/** One hub on one server's databases: two with different data folders would take each other's passwords and keys away. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Login } from './connect.ts';
import { HISTORY } from './history.ts';
import type { Hold } from './hold.ts';
import { LockTaken } from './lock.ts';
import type { HubLock } from './lock.ts';

/** An arbitrary number that only hubs use. */
const NUMBER = 0x6e657467;
const AGAIN_MS = 250;
/** A line that died unnoticed is found by asking: how often, and how long an answer may take. */
const PROBE_MS = 2_000;
const ANSWER_MS = 5_000;

export interface ServerLock extends HubLock {
  /** Null from the instant that it is known to be gone until it is taken again; each time that it is taken it is another one. */
  hold(): Hold | null;
  /** The course of events in which it was taken first. */
  readonly history: string;
}

interface Session {
  readonly client: pg.Client;
  readonly pid: number;
  readonly key: string;
  readonly hold: Hold;
}

/**
 * Held by one idle session for as long as the hub runs; the server lets it go when that session ends, however it ends. Where the
 * server went away, the lock is taken again as soon as it is back; where another hub was faster, or where it is another course of
 * events that came back (a standby that lost the last commits), `onLost` is told, once, and it is not held any more.
 */
export async function lockServer(admin: Login, log: Logger, onLost: () => void): Promise<ServerLock> {
  let released = false;
  let history: string | null = null;
  let session: Session | null = null;
  /** The last one, of which the server may not have noticed yet that it is gone. */
  let before: Session | null = null;

  const gone = (of: Session): void => {
    if (session !== of) return;
    session = null;
    before = of;
    if (!released) void mend();
  };
  const watch = async (of: Session): Promise<void> => {
    while (session === of) {
      await sleep(PROBE_MS, undefined, { ref: false });
      if (session !== of) return;
      const answered = of.client.query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (await Promise.race([answered, sleep(ANSWER_MS, false, { ref: false })])) continue;
      gone(of);
      // In the middle of a question its socket is simply closed.
      void of.client.end().catch(() => undefined);
    }
  };
  /** `other`: the databases are another hub's, or not the same any more. Throws where the server doesn't answer. */
  const take = async (): Promise<'mine' | 'other' | 'later'> => {
    const client = new pg.Client({ ...admin, connectionTimeoutMillis: 20_000, keepAlive: true, application_name: 'netgraph hub lock' });
    client.on('error', () => undefined);
    const end = (): Promise<void> => client.end().catch(() => undefined);
    try {
      await client.connect();
      const key = BigInt.asUintN(62, randomBytes(8).readBigUInt64BE()).toString();
      const { rows } = await client.query<{ mine: boolean; pid: number; history: string }>(
        `SELECT pg_try_advisory_lock($1) AS mine, pg_backend_pid() AS pid, (${HISTORY}) AS history`,
        [NUMBER],
      );
      const { mine, pid, history: found } = rows[0]!;
      if (released || (history !== null && found !== history)) {
        await end();
        return 'other';
      }
      if (!mine) {
        const own = before !== null && (await endOwn(client, before));
        await end();
        return own ? 'later' : 'other';
      }
      await client.query('SELECT pg_advisory_lock($1::bigint)', [key]);
      history = found;
      const taken: Session = { client, pid, key, hold: Object.freeze({ lock: { pid, key } }) };
      session = taken;
      client.once('end', () => gone(taken)).once('error', () => gone(taken));
      void watch(taken);
      return 'mine';
    } catch (error) {
      await end();
      throw error;
    }
  };
  const mend = async (): Promise<void> => {
    log.error('the session that holds the lock of this hub is gone: no record is written until it is held again');
    while (!released) {
      const taken = await take().catch(() => 'later' as const);
      if (released) return;
      if (taken === 'mine') return void log.info('the lock of this hub is held again');
      if (taken === 'other') {
        log.fatal('the databases of this server belong to another hub now, or to another course of events');
        return onLost();
      }
      await sleep(AGAIN_MS);
    }
  };

  if ((await take()) !== 'mine')
    throw new LockTaken('Another hub uses the databases of this server. Stop it first, or give this one another server.');
  return {
    hold: () => session?.hold ?? null,
    history: history!,
    async release() {
      released = true;
      // Over a dead line no answer comes; then the server lets it go by itself.
      if (session) await Promise.race([session.client.end(), sleep(ANSWER_MS, undefined, { ref: false })]);
    },
  };
}

/** Ends this hub's own session of before, where the server still has it: nobody else knows its key. */
async function endOwn(client: pg.Client, { pid, key }: Session): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = $1
      AND (classid::bigint << 32 | objid::bigint) = $2::bigint`,
    [pid, key],
  );
  return rowCount === 1;
}
