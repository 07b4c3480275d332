/**
 * A slice from segments: a new file beside the present one, filled segment by segment, made whole at the end and renamed
 * over it by `files.ts`. Killed at any moment, the new file is only rubbish.
 */
import { rmSync } from 'node:fs';
import type { TenantId } from '../../../shared/graph/ids.ts';
import type { SliceSpec } from '../../../shared/graph/slice.ts';
import type { SegmentColumns } from '../../../shared/protocol/segment.ts';
import { SliceBuilder } from '../../../shared/slice-file/builder.ts';
import { openDatabase } from '../driver.ts';
import type { WriteDatabase } from '../driver.ts';
import { companions } from '../files.ts';
import { Shape } from '../read/shape.ts';

export interface SnapshotOptions {
  /** The new file's path. */
  readonly file: string;
  readonly key: Buffer;
  readonly ordinal: number;
  readonly tenant: TenantId;
  readonly slice: SliceSpec;
  readonly cursor: string;
}

export class Snapshot {
  readonly options: SnapshotOptions;
  cursor: string;
  /** The moment that the slice is complete as of (Unix ms); null until the last segment. */
  at: number | null = null;
  readonly #db: WriteDatabase;
  readonly #builder: SliceBuilder;

  constructor(options: SnapshotOptions) {
    this.options = options;
    this.cursor = options.cursor;
    for (const file of companions(options.file)) rmSync(file, { force: true });
    this.#db = openDatabase(options.file, options.key, { mode: 'build' });
    try {
      this.#builder = new SliceBuilder(this.#db, options.ordinal);
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** Rows that came, repeated ones too. */
  get records(): number {
    return this.#builder.records;
  }

  /** Adds the rows of one segment. Throws when a record contradicts what came before; the snapshot is then of no use. */
  apply(columns: SegmentColumns | null, cursor: string, at: number | null): void {
    if (columns) this.#builder.apply(columns);
    this.cursor = cursor;
    this.at = at;
  }

  /** Makes the file whole and closes it. The shape is the one that the file has. */
  finish(): Shape {
    const { cursor, at } = this;
    if (at === null) throw new Error('a snapshot without its last segment can not be finished');
    const { tenant, slice } = this.options;
    const arrays = this.#builder.finish({ tenant, slice, cursor, at });
    this.#db.close();
    return new Shape(arrays);
  }

  drop(): void {
    this.#db.close();
    for (const file of companions(this.options.file)) rmSync(file, { force: true });
  }
}
