/**
 * The notebook's file: beside the customer's slice, encrypted under a key of its own out of the same two halves, and gone with
 * it. Unlike a slice it can't be had again from the hub: one that doesn't open is set aside, not overwritten, by an earlier one
 * no more than by a new one.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDamage } from '../store/failure.ts';
import { companions } from '../store/files.ts';
import { openDatabase } from './database.ts';
import type { WriteDatabase } from './database.ts';
import { migrate } from './migrations.ts';

const ASIDE = '.aside-';
const asideFiles = (file: string): string[] =>
  existsSync(dirname(file)) ? readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file) + ASIDE)) : [];

/** When (Unix ms) the latest notebook was set aside that lies beside this one, or null. */
export function setAsideAt(file: string): number | null {
  const times = asideFiles(file).map((name) => Number.parseInt(name.slice((basename(file) + ASIDE).length), 10));
  return times.length === 0 ? null : Math.max(...times);
}

/** Removes what was set aside. */
export function destroyAside(file: string): void {
  for (const name of asideFiles(file)) rmSync(join(dirname(file), name), { force: true });
}

/** A commit has reached the disk when it returns. Throws what the disk throws; a damaged file is set aside and begun anew. */
export function openNotebookFile(file: string, key: Buffer, ordinal: number): WriteDatabase {
  try {
    return openMigrated(file, key, ordinal);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const at = Math.max(Date.now(), (setAsideAt(file) ?? 0) + 1);
    for (const end of companions('')) if (existsSync(file + end)) renameSync(file + end, file + ASIDE + at + end);
    return openMigrated(file, key, ordinal);
  }
}

function openMigrated(file: string, key: Buffer, ordinal: number): WriteDatabase {
  const db = openDatabase(file, key, { mode: 'durable' });
  try {
    migrate(db, ordinal);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Close it first; what was never there is no error. */
export function destroyNotebook(file: string): void {
  for (const name of companions(file)) rmSync(name, { force: true });
  destroyAside(file);
}
