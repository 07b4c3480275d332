/** A slice as it lies on this disk, opened: one handle that writes, one that only reads, and the shape in memory. */
import { existsSync } from 'node:fs';
import type { TenantId } from '../../../shared/graph/ids.ts';
import type { SliceSpec } from '../../../shared/graph/slice.ts';
import { migrate } from '../../../shared/slice-file/migrations/index.ts';
import { openDatabase } from '../driver.ts';
import type { ReadDatabase, WriteDatabase } from '../driver.ts';
import { growShape, loadShape } from './load-shape.ts';
import type { Shape } from './shape.ts';

export interface SliceFile {
  readonly writer: WriteDatabase;
  readonly reader: ReadDatabase;
  readonly shape: Shape;
}

export interface SliceFacts {
  readonly slice: SliceSpec;
  readonly cursor: string;
  readonly at: number;
  readonly pending: number;
}

/** Null where there is no file. Throws when it doesn't open, is another tenant's, or was never whole. */
export function openSliceFile(file: string, key: Buffer, ordinal: number, tenant: TenantId, ready: Shape | null = null): SliceFile | null {
  if (!existsSync(file)) return null;
  const writer = openDatabase(file, key, { mode: 'write' });
  let reader: ReadDatabase | null = null;
  try {
    migrate(writer, ordinal);
    const owner = writer.query('SELECT tenant, tenant_id, at FROM slice').all();
    if (owner.length !== 1 || owner[0]![0] !== ordinal || owner[0]![1] !== tenant || owner[0]![2] === null)
      throw new Error('not a whole slice of this tenant');
    reader = openDatabase(file, key, { mode: 'read' });
    return { writer, reader, shape: ready ?? shapeIn(file, key) };
  } catch (error) {
    reader?.close();
    writer.close();
    throw error;
  }
}

/** The arrays are long and read once: they would fill the reader's memory for pages, and are none that a question needs. */
function shapeIn(file: string, key: Buffer): Shape {
  const passing = openDatabase(file, key, { mode: 'once' });
  try {
    return loadShape(passing);
  } finally {
    passing.close();
  }
}

/** The file with the shape that its rows now have, after an increment. */
export function refreshed(open: SliceFile): SliceFile {
  return { ...open, shape: growShape(open.reader, open.shape.arrays) };
}

export function factsOf({ reader }: SliceFile): SliceFacts {
  const [spec, cursor, at] = reader.query('SELECT spec, cursor, at FROM slice').get() as [string, string, number];
  const pending = reader.query('SELECT count(*) FROM pending_edge').get()![0] as number;
  return { slice: JSON.parse(spec) as SliceSpec, cursor, at, pending };
}

export function closeSliceFile({ reader, writer }: SliceFile): void {
  reader.close();
  writer.close();
}
