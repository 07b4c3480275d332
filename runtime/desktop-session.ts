/**
 * What a desktop gives and a server lacks, for tests: a session bus with an unlocked keychain of its own, and a display.
 * Each is used where it is installed; where not, tests run without it and say what they skip.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

export function onPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, name)));
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Shell text, so that the keychain is unlocked before the command replaces the shell; the command itself stays arguments. */
const UNLOCK = 'printf %s netgraph-test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"';

/** The command with a keychain beside it. Call `forget` when it has ended. */
export function withKeychain({ command, args, env }: Command): Command & { forget(): void } {
  if (!onPath('dbus-run-session') || !onPath('gnome-keyring-daemon')) return { command, args, env, forget: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-session-'));
  return {
    command: 'dbus-run-session',
    args: ['--', 'sh', '-c', UNLOCK, 'sh', command, ...args],
    env: { ...env, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Starts a display of its own with a window manager; null where that is not installed. Chooses a free number. */
export async function startDisplay(): Promise<{ readonly name: string; stop(): void } | null> {
  if (!onPath('Xvfb')) return null;
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended (${String(code)}).`)));
  });
  const name = `:${number}`;
  const children: ChildProcess[] = [server];
  if (onPath('openbox')) children.unshift(spawn('openbox', [], { stdio: 'ignore', env: { ...process.env, DISPLAY: name } }));
  const stop = (): void => {
    for (const child of children) child.kill();
  };
  process.once('exit', stop);
  return { name, stop };
}
