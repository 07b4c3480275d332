/**
 * One workstation a data folder, as Electron's single-instance lock: the first writes who it is, a later one leaves its
 * arguments for it and goes. A lock whose process has ended (by kill -9, too) or whose number was given to another is free.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process and the moment it started, in the kernel's ticks; just the number where there is no /proc. */
function identity(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

/** True where this process holds the lock now; `second` then hears the arguments of each later one. */
export function takeLock(userData: string, second: (argv: string[]) => void): boolean {
  const folder = join(userData, 'instance');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const owner = join(folder, 'owner');
  const mine = identity(process.pid) ?? String(process.pid);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(owner, mine, { flag: 'wx', mode: 0o600 });
      listen(folder, second);
      process.once('exit', () => rmSync(owner, { force: true }));
      return true;
    } catch {
      const holder = readFileSync(owner, 'utf8');
      if (holder === mine) return true;
      if (holder && identity(Number.parseInt(holder, 10)) === holder) break;
      rmSync(owner, { force: true });
    }
  }
  writeFileSync(join(folder, `argv-${process.pid}`), JSON.stringify(process.argv), { mode: 0o600 });
  return false;
}

function listen(folder: string, second: (argv: string[]) => void): void {
  for (const old of readdirSync(folder)) if (old.startsWith('argv-')) rmSync(join(folder, old), { force: true });
  const watcher = watch(folder, (_kind, name) => {
    if (!name?.startsWith('argv-')) return;
    try {
      const argv = JSON.parse(readFileSync(join(folder, name), 'utf8')) as string[];
      rmSync(join(folder, name), { force: true });
      second(argv);
    } catch {
      // Half written, or read already: the next change of the file is heard again.
    }
  });
  watcher.unref();
}
