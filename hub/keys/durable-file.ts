/** Small secret files: there whole or not at all, and for their owner only. */
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Written beside its place, synced, then renamed; mode 0600. */
export function writeDurably(file: string, bytes: Uint8Array): void {
  const partial = `${file}.${process.pid}.new`;
  const handle = openSync(partial, 'w', 0o600);
  try {
    // All of it or an error: a single write may stop where the disk is full.
    writeFileSync(handle, bytes);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, file);
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
