/** Hands on to the project's own Node, which npm installed from the lock file. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { NODE, ROOT } from './setup.mjs';
import { stop } from './words.mjs';

/**
 * Runs a script, given from the project's folder, with `first` before this process's own arguments, and ends as it ends. Ctrl-C reaches the child from the terminal itself, so here it is only
 * waited for; other signals are passed on.
 * @param {string} script
 * @param {...string} first
 */
export function handOn(script, ...first) {
  const bin = join(ROOT, 'node_modules', '.bin');
  const path = `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env['PATH'] ?? ''}`;
  const child = spawn(NODE, [join(ROOT, script), ...first, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  process.on('SIGINT', () => undefined);
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => stop(`The project's own Node could not be started: ${error.message}`));
  child.once('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}
