/** The file itself: whole or not there, for its owner alone, and never over another. */
import { closeSync, constants, fsyncSync, linkSync, lstatSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const ONCE = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);
/** Parts of files; what is that old was left by a desk that was killed. */
const PARTIAL = /^\.netgraph-.{1,100}\.partial$/;
const STALE_MS = 60_000;
/** What a disk says that has no second name for a file: FAT, some shares. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL']);

/** Returns its path. Throws what the disk throws; then there is no file. */
export function writeExport(folder: string, name: string, bytes: Uint8Array, link: typeof linkSync = linkSync): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [path, partial] = [join(folder, name), join(folder, `.${name}.partial`)];
  try {
    writeWhole(partial, bytes);
    try {
      link(partial, path);
    } catch (error) {
      if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      writeOrNot(path, bytes);
    }
  } finally {
    rmSync(partial, { force: true });
  }
  return path;
}

/** Never over another; written to the disk when it returns. */
function writeWhole(path: string, bytes: Uint8Array): void {
  const handle = openSync(path, ONCE, 0o600);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(handle, bytes, done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Without a second name for it a kill may leave half a file under its own; a failure does not. */
function writeOrNot(path: string, bytes: Uint8Array): void {
  try {
    writeWhole(path, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(path, { force: true });
    throw error;
  }
}

/** What a killed desk left half-written holds names: it goes when a desk starts or exports. */
export function removePartials(folder: string, now: number): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names.filter((one) => PARTIAL.test(one))) {
    const path = join(folder, name);
    try {
      const found = lstatSync(path);
      if (found.isFile() && now - found.mtimeMs > STALE_MS) rmSync(path, { force: true });
    } catch {
      // Another desk of this person was faster, or the folder can't be written to.
    }
  }
}
