/**
 * The notebook's file: beside the customer's slice, encrypted under a key of its own out of the same two halves, and gone with
 * it. Unlike a slice it can't be had again from the hub: one that doesn't open is set aside, not overwritten.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { isDamage } from '../store/failure.ts';
import { companions } from '../store/files.ts';
import { openDatabase } from './database.ts';
import type { WriteDatabase } from './database.ts';
import { migrate } from './migrations.ts';

const asideFile = (file: string): string => `${file}.aside`;

/** Whether an earlier notebook lies beside this one that could not be opened. */
export const isSetAside = (file: string): boolean => existsSync(asideFile(file));

/** A commit has reached the disk when it returns. Throws what the disk throws; a damaged file is set aside and begun anew. */
export function openNotebookFile(file: string, key: Buffer, ordinal: number): WriteDatabase {
  try {
    return openMigrated(file, key, ordinal);
  } catch (error) {
    if (!isDamage(error)) throw error;
    for (const end of companions('')) if (existsSync(file + end)) renameSync(file + end, asideFile(file) + end);
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
  for (const name of [...companions(file), ...companions(asideFile(file))]) rmSync(name, { force: true });
}
