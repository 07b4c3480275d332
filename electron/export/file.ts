/** The file itself: whole or not there, for its owner alone, and never over another. */
import { closeSync, constants, fsyncSync, linkSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Returns its path. Throws what the disk throws; then there is no file. */
export function writeExport(folder: string, name: string, bytes: Uint8Array): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [path, partial] = [join(folder, name), join(folder, `.${name}.partial`)];
  try {
    const handle = openSync(partial, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0), 0o600);
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    linkSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
  return path;
}
