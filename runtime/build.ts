/** Builds the workstation's bundles where its sources are newer than they are. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './platform.ts';

const SOURCES = ['electron', 'renderer', 'shared', 'electron.vite.config.ts', 'package-lock.json'];
const STAMP = join(ROOT, 'out', 'app', '.built');

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs);
}

export function buildIsStale(): boolean {
  if (!existsSync(STAMP)) return true;
  const built = statSync(STAMP).mtimeMs;
  return SOURCES.some((source) => newest(join(ROOT, source)) > built);
}

/** Returns what the build said where it failed, else null. */
export function build(): string | null {
  const started = new Date();
  const tool = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const env = { ...process.env, NODE_ENV: 'production' };
  const done = spawnSync(process.execPath, [tool, 'build'], { cwd: ROOT, env, encoding: 'utf8' });
  if (done.status !== 0) return `${done.stdout}${done.stderr}`;
  // As of its start: a source that changed meanwhile makes it stale.
  writeFileSync(STAMP, started.toISOString());
  return null;
}

if (import.meta.main) {
  const failed = build();
  if (failed !== null) {
    process.stderr.write(failed);
    process.exitCode = 1;
  }
}
