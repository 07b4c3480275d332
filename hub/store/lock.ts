/**
 * One hub on one data folder. The lock is a listening socket whose name is made of the folder's identity: the kernel
 * gives it to one process and takes it back when that process ends, however it ends, so there is no stale lock to mend.
 * Linux has abstract sockets for it, Windows named pipes; elsewhere it is a socket file, taken over when nobody answers.
 */
import { createHash } from 'node:crypto';
import { realpathSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a taken lock throws. */
export class LockTaken extends Error {}

export interface HubLock {
  release(): Promise<void>;
}

/** Throws an error that says which folder is taken. */
export async function lockFolder(folder: string): Promise<HubLock> {
  const real = realpathSync(folder);
  const { dev, ino } = statSync(real);
  const name = createHash('sha256').update(`${dev}:${ino}:${real}`).digest('hex').slice(0, 40);
  const taken = new LockTaken(`Another hub runs on the data folder ${real}. Stop it first, or choose another folder.`);
  if (process.platform === 'linux') return hold(await listen(`\0netgraph-${name}`, taken));
  if (process.platform === 'win32') return hold(await listen(`\\\\.\\pipe\\netgraph-${name}`, taken));
  const path = join(tmpdir(), `netgraph-${name}.sock`);
  try {
    return hold(await listen(path, taken));
  } catch (error) {
    if (error !== taken || (await answers(path))) throw error;
    rmSync(path, { force: true });
    return hold(await listen(path, taken));
  }
}

function listen(path: string, taken: Error): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? taken : error));
    server.listen(path, () => resolve(server.unref()));
  });
}

const hold = (server: Server): HubLock => ({ release: () => new Promise((resolve) => server.close(() => resolve())) });

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket.destroy() !== null));
    socket.once('error', () => resolve(false));
  });
}
