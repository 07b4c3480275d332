/** Where the hub's own PostgreSQL has its files and its socket, and how the cluster is made, once. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeDurably } from '../../keys/durable-file.ts';
import type { Binaries } from './binaries.ts';
import { canReach, sharedFolder } from './reach.ts';
import type { SystemUser } from './reach.ts';

export const ADMIN_ROLE = 'netgraph_admin';
/** A socket's path may have 107 bytes; the file in it is called `.s.PGSQL.5432`. */
const SOCKET_FOLDER_BYTES = 107 - 15;

/** How a program of the database is started: as its system user, with nothing of the hub's environment. */
export const startOptions = (binaries: Binaries, user: SystemUser | null) => ({
  ...(user ? { uid: user.uid, gid: user.gid } : {}),
  cwd: '/',
  env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...binaries.env },
});

/**
 * As root the server's files lie in the data folder if its user can reach that, else under /var/lib/netgraph; the data folder
 * then says where, and one that was thrown away is never mistaken for its successor.
 */
export function placeFor(wanted: string, user: SystemUser | null): string {
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  if (!user) return wanted;
  let home = wanted;
  if (!canReach(dirname(wanted), user)) {
    const note = join(wanted, 'where.txt');
    if (!existsSync(note)) writeDurably(note, Buffer.from(join(sharedFolder(), randomBytes(8).toString('hex'))));
    home = readFileSync(note, 'utf8');
    mkdirSync(home, { recursive: true, mode: 0o700 });
  }
  chownSync(home, user.uid, user.gid);
  return home;
}

export function socketFolder(home: string, user: SystemUser | null): string {
  const wanted = join(home, 'run');
  const folder =
    Buffer.byteLength(wanted) <= SOCKET_FOLDER_BYTES
      ? wanted
      : join(tmpdir(), `netgraph-${createHash('sha256').update(home).digest('hex').slice(0, 16)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const own = user?.uid ?? process.getuid?.();
  if (user) chownSync(folder, user.uid, user.gid);
  if (own !== undefined && statSync(folder).uid !== own) throw new Error(`The folder ${folder} belongs to somebody else.`);
  chmodSync(folder, 0o700);
  return folder;
}

/** Made beside its place and then renamed, so that a half-made cluster is never taken for one. */
export async function initialise(options: {
  home: string;
  dataDir: string;
  password: string;
  binaries: Binaries;
  user: SystemUser | null;
}): Promise<void> {
  const { home, dataDir, password, binaries, user } = options;
  const fresh = join(home, 'data.new');
  const passwordFile = join(home, 'first');
  rmSync(fresh, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    const args = [
      '--pgdata',
      fresh,
      '--username',
      ADMIN_ROLE,
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--no-instructions',
    ];
    await finished(
      spawn(binaries.initdb, args, { ...startOptions(binaries, user), stdio: ['ignore', 'ignore', 'pipe'] }),
      'The database could not be made',
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(join(fresh, 'pg_hba.conf'), 'local all all scram-sha-256\n');
  renameSync(fresh, dataDir);
}

function finished(child: ChildProcess, otherwise: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stderr?.on('data', (chunk: Buffer) => (text = (text + chunk.toString('utf8')).slice(-2_000)));
    child.once('error', (error) => reject(new Error(`${otherwise}: ${error.message}`)));
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${otherwise}: ${text.trim()}`))));
  });
}
