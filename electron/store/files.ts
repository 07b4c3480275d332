/** The names that one slice has on disk, and how a new one takes the old one's place. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where a snapshot is written before it is whole. */
export const newFile = (file: string): string => `${file}.new`;

/** Where the pages of a hub's snapshot are gathered. It stays when the program ends, and is gone on with. */
export const pagesFile = (file: string): string => `${file}.pages`;

/** A database file with all that SQLite may put beside it. */
export const companions = (file: string): readonly string[] => ['', '-wal', '-shm', '-journal'].map((end) => file + end);

/** Removes what a snapshot that was never finished left behind. */
export function removeNew(file: string): void {
  for (const name of companions(newFile(file))) rmSync(name, { force: true });
}

/** Removes what there is of a hub's snapshot that was never whole, whoever began it. */
export function removePages(file: string): void {
  for (const name of companions(pagesFile(file))) rmSync(name, { force: true });
}

/**
 * Forgets a slice: its file, what SQLite puts beside it, and what was begun of another. Close its store first; what was never
 * there is no error. Its key is forgotten elsewhere, and that is what makes it unreadable; this frees the disk.
 */
export function destroySlice(file: string): void {
  for (const name of [file, newFile(file), pagesFile(file)].flatMap(companions)) rmSync(name, { force: true });
}

/** Puts a new file, whole and closed, in the old one's place: on disk first, then by one rename. */
export function replaceSlice(file: string, by: string = newFile(file)): void {
  sync(by, 'r+');
  for (const name of companions(file).slice(1)) rmSync(name, { force: true });
  renameSync(by, file);
  if (process.platform !== 'win32') sync(dirname(file), 'r');
}

function sync(path: string, flags: string): void {
  const handle = openSync(path, flags);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
