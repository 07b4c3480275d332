/**
 * A hub that was killed leaves its PostgreSQL running. The next hub, which holds the folder's lock and so is the only one,
 * ends it before it starts its own; a pid file whose number now belongs to another program is thrown away.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when no server of `dataDir` runs any more. Throws when one can't be ended within a minute. */
export async function endLeftover(dataDir: string): Promise<boolean> {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return false;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1 || !alive(pid)) return false;
  if (!isServerOf(pid, dataDir)) {
    rmSync(file, { force: true });
    return false;
  }
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 20],
    ['SIGKILL', 20],
  ] as const) {
    send(pid, signal);
    for (let waited = 0; waited < seconds * 20; waited++) {
      if (!alive(pid)) return true;
      await sleep(50);
    }
  }
  throw new Error(`A PostgreSQL that an earlier hub left behind (process ${pid}) can't be ended.`);
}

/** True also where the system doesn't tell (no /proc): the server itself then refuses to start beside another. */
function isServerOf(pid: number, dataDir: string): boolean {
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataDir);
  } catch {
    return false;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
