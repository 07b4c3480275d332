/** Which runtime the workstation gets on this machine: Electron where it is installed, else the stand-in. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..');

export interface Runtime {
  readonly name: 'Electron' | 'stand-in';
  readonly binary: string;
  readonly args: string[];
  /** What a person is told about the choice. */
  readonly words: string;
}

/** Reads where Electron's own package says that its binary is; never starts its download. */
function electronBinary(): string | null {
  const named = process.env['ELECTRON_EXEC_PATH'];
  if (named) return named;
  const folder = join(ROOT, 'node_modules', 'electron');
  const pointer = join(folder, 'path.txt');
  if (!existsSync(pointer)) return null;
  const binary = join(folder, 'dist', readFileSync(pointer, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

export function chooseRuntime(): Runtime {
  const electron = electronBinary();
  const args = [`--app=${ROOT}`];
  if (electron) {
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return { name: 'Electron', binary: electron, args: [...args, ...asRoot], words: `The window runs on Electron (${electron}).` };
  }
  return {
    name: 'stand-in',
    binary: join(ROOT, 'runtime', 'stand-in', 'bin.mjs'),
    args,
    words: "The window runs on the stand-in (Node and the system's Chromium), because Electron's binary is not installed.",
  };
}
