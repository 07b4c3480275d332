/**
 * Electron's `shell.openExternal`: the person's own browser. Which one: `NETGRAPH_BROWSER_COMMAND` (one executable, called
 * with the address alone; tests drive it), `$BROWSER`, a Chromium of its own where root is at work (the usual one refuses
 * root), else the system's.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformApi } from '../../electron/platform-api.ts';
import { findChromium } from './flags.ts';

export const shell: PlatformApi['shell'] = {
  async openExternal(url) {
    const named = process.env['NETGRAPH_BROWSER_COMMAND'] || process.env['BROWSER'];
    if (named) return start(named, [url]);
    const chromium = process.getuid?.() === 0 ? findChromium() : null;
    if (!chromium) return start('xdg-open', [url]);
    const profile = mkdtempSync(join(tmpdir(), 'netgraph-browser-'));
    process.once('exit', () => rmSync(profile, { recursive: true, force: true }));
    return start(chromium, ['--no-sandbox', '--test-type', '--no-first-run', `--user-data-dir=${profile}`, '--new-window', url]);
  },
};

/** Resolves when the browser has been started; it is not waited for. */
function start(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
