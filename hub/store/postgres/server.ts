/**
 * The hub's own PostgreSQL: made once, started, watched, started again when it dies, stopped. It listens on one Unix
 * socket in a private folder and on no port, and asks everybody for a SCRAM password.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { withClient } from '../connect.ts';
import type { Login } from '../connect.ts';
import { WRONG_PASSWORD } from '../sql-state.ts';
import { findBinaries } from './binaries.ts';
import type { Binaries } from './binaries.ts';
import { ADMIN_ROLE, initialise, placeFor, socketFolder, startOptions } from './cluster.ts';
import { endLeftover } from './leftover.ts';
import type { SystemUser } from './reach.ts';
import { databaseUser } from './system-user.ts';

export const PORT = 5432;
const LOG_BYTES = 10 * 1024 * 1024;

export interface EmbeddedServer {
  /** Where the administrator logs in; the password stays with the hub. */
  readonly admin: Login;
  restarts(): number;
  running(): boolean;
  /** Process id of the server, or null while it is down. */
  pid(): number | null;
  stop(): Promise<void>;
}

/** `home` holds everything of the server. Resolves when it answers; recovery after a crash is part of that. */
export async function startEmbedded(options: { home: string; password: string; log: Logger }): Promise<EmbeddedServer> {
  const { password, log } = options;
  const user = databaseUser();
  const home = placeFor(options.home, user);
  const dataDir = join(home, 'data');
  const binaries = findBinaries(join(home, 'lib'), user);
  const socketDir = socketFolder(home, user);
  if (await endLeftover(dataDir)) log.warn('ended a database server that an earlier hub left behind');
  if (!existsSync(dataDir)) await initialise({ home, dataDir, password, binaries, user });
  const made = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (made !== binaries.major)
    throw new Error(`The data folder was made by PostgreSQL ${made}; this hub brings ${binaries.major}. Move the data with pg_dump first.`);

  const admin: Login = { host: socketDir, port: PORT, database: 'postgres', user: ADMIN_ROLE, password };
  const logFile = join(home, 'postgres.log');
  let restarts = 0;
  let stopping = false;
  let child: ChildProcess | null = null;
  let mending: Promise<void> = Promise.resolve();

  const start = async (): Promise<void> => {
    const began = run({ binaries, user, dataDir, socketDir, logFile });
    await ready(began, admin, logFile);
    child = began;
    began.once('exit', (code, signal) => {
      child = null;
      if (!stopping) mending = again(code, signal);
    });
  };
  const again = async (code: number | null, signal: string | null): Promise<void> => {
    for (let attempt = 1; !stopping; attempt++) {
      restarts += 1;
      log.error({ code, signal, attempt }, 'the database server ended unexpectedly; starting it again');
      try {
        await endLeftover(dataDir);
        return await start();
      } catch (error) {
        log.error({ reason: error instanceof Error ? error.message : 'unknown' }, 'the database server did not start');
        await sleep(Math.min(30_000, 500 * 2 ** attempt));
      }
    }
  };
  await start();
  return {
    admin,
    restarts: () => restarts,
    running: () => child !== null,
    pid: () => child?.pid ?? null,
    stop: async () => {
      stopping = true;
      await mending;
      if (child) await end(child);
    },
  };
}

function run(options: { binaries: Binaries; user: SystemUser | null; dataDir: string; socketDir: string; logFile: string }): ChildProcess {
  const { binaries, user, dataDir, socketDir, logFile } = options;
  const settings = {
    listen_addresses: '',
    port: String(PORT),
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    max_connections: '200',
    shared_buffers: '128MB',
    max_wal_size: '1GB',
    // Right after a large ingest the planner of PostgreSQL knows nothing of the tables: look more often than each minute.
    autovacuum_naptime: '10s',
    // Values of rows stay out of the log: neither statements nor the key values of a failed constraint are written.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
  };
  if (existsSync(logFile) && statSync(logFile).size > LOG_BYTES) truncateSync(logFile);
  const log = openSync(logFile, 'a', 0o600);
  try {
    const args = ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    // A process group of its own: Ctrl+C in the hub's terminal is the hub's to handle, database last.
    return spawn(binaries.postgres, args, {
      ...startOptions(binaries, user),
      stdio: ['ignore', log, log],
      detached: process.platform !== 'win32',
    });
  } finally {
    closeSync(log);
  }
}

async function ready(child: ChildProcess, admin: Login, logFile: string): Promise<void> {
  let ended: string | null = null;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', () => (ended ??= lastLine(logFile)));
  for (const until = Date.now() + 120_000; Date.now() < until; await sleep(25)) {
    if (ended !== null) throw new Error(`The database server ended at its start: ${ended}`);
    try {
      return await withClient(admin, async (client) => void (await client.query('SELECT 1')));
    } catch (error) {
      // 57P03: it is still starting or recovering. Another password is nothing that waiting mends.
      if ((error as { code?: string }).code === WRONG_PASSWORD)
        throw new Error('The database does not know the password that is kept in the data folder.', { cause: error });
    }
  }
  child.kill('SIGQUIT');
  throw new Error('The database server did not answer within two minutes.');
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) =>
    child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve()),
  );
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGQUIT'), 20_000);
  await gone;
  clearTimeout(timer);
}

function lastLine(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? 'no reason given';
}
