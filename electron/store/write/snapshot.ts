/**
 * A slice from the start: a new file beside the present one, filled segment by segment, made whole at the end and renamed
 * over it by `files.ts`. Killed at any moment, the new file is only rubbish. A record that comes twice: the later one counts.
 * Ordinals are given in the order of arrival, to nodes already when an edge first names them.
 */
import { rmSync } from 'node:fs';
import type { TenantId } from '../../../shared/graph/ids.ts';
import type { SliceSpec } from '../../../shared/graph/slice.ts';
import type { SegmentColumns } from '../../../shared/protocol/segment.ts';
import { foldLabel } from '../../../shared/query/index.ts';
import { openDatabase } from '../driver.ts';
import type { WriteDatabase } from '../driver.ts';
import { makeIndexes, makeTables } from '../migrations/index.ts';
import { IdTable, toWords } from '../read/ids.ts';
import { saveShape } from '../read/load-shape.ts';
import { NONE, Shape } from '../read/shape.ts';
import type { ShapeArrays } from '../read/shape.ts';
import { companions } from '../files.ts';
import { room } from './grow.ts';
import { RowWriter } from './rows.ts';

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
  /** Rows that came, repeated ones too. */
  records = 0;
  /** The moment that the slice is complete as of (Unix ms); null until the last segment. */
  at: number | null = null;
  readonly #db: WriteDatabase;
  readonly #nodeRows: RowWriter;
  readonly #edgeRows: RowWriter;
  readonly #nodeIds = new IdTable();
  readonly #edgeIds = new IdTable();
  #nodeKinds = new Uint8Array(1024).fill(NONE);
  #edgeKinds = new Uint8Array(1024).fill(NONE);
  #src = new Uint32Array(1024);
  #dst = new Uint32Array(1024);

  constructor(options: SnapshotOptions) {
    this.options = options;
    this.cursor = options.cursor;
    for (const file of companions(options.file)) rmSync(file, { force: true });
    const db = openDatabase(options.file, options.key, { mode: 'build' });
    this.#db = db;
    try {
      db.begin();
      makeTables(db, options.ordinal);
      this.#nodeRows = new RowWriter(
        db,
        'INSERT OR REPLACE INTO node (n, id, kind, label, label_fold, first_seen, last_seen, count, props, tenant)',
        9,
        options.ordinal,
      );
      this.#edgeRows = new RowWriter(
        db,
        'INSERT OR REPLACE INTO edge (e, id, kind, src, dst, first_seen, last_seen, count, props, times, tenant)',
        10,
        options.ordinal,
      );
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /** Adds the rows of one segment. Throws when a record contradicts what came before; the snapshot is then of no use. */
  apply(columns: SegmentColumns | null, cursor: string, at: number | null): void {
    if (columns) {
      this.#addNodes(columns.nodes);
      this.#addEdges(columns.edges);
      this.records += columns.nodes.kind.length + columns.edges.kind.length;
    }
    this.cursor = cursor;
    this.at = at;
  }

  /** Makes the file whole and closes it; takes along the view (JSON text). The shape is the one that the file has. */
  finish(view: string | null): Shape {
    if (this.at === null) throw new Error('a snapshot without its last segment can not be finished');
    const { ordinal, tenant, slice } = this.options;
    const db = this.#db;
    this.#nodeRows.flush();
    this.#edgeRows.flush();
    this.#setAside();
    makeIndexes(db);
    saveShape(db, this.#arrays(), ordinal);
    db.command('INSERT INTO slice (one, tenant_id, spec, cursor, at, tenant) VALUES (1, ?, ?, ?, ?, ?)')(
      tenant,
      JSON.stringify(slice),
      this.cursor,
      this.at,
      ordinal,
    );
    if (view !== null) db.command('INSERT INTO view (one, data, tenant) VALUES (1, ?, ?)')(view, ordinal);
    db.commit();
    if (!db.sound()) throw new Error('the new slice does not check out');
    db.close();
    return new Shape(this.#arrays());
  }

  drop(): void {
    this.#db.close();
    for (const file of companions(this.options.file)) rmSync(file, { force: true });
  }

  #addNodes({ id, kind, label, firstSeen, lastSeen, count, props }: SegmentColumns['nodes']): void {
    const words = toWords(id);
    for (let row = 0; row < kind.length; row++) {
      const n = this.#node(words, row);
      const known = this.#nodeKinds[n]!;
      if (known !== NONE && known !== kind[row]) throw new Error('a node came again as another kind');
      this.#nodeKinds[n] = kind[row]!;
      const text = label[row]!;
      this.#nodeRows.add(
        n,
        id.subarray(row * 16, row * 16 + 16),
        kind[row]!,
        text,
        foldLabel(text),
        firstSeen[row]!,
        lastSeen[row]!,
        count[row]!,
        props[row]!,
      );
    }
  }

  #addEdges({ id, kind, src, dst, firstSeen, lastSeen, count, props, times }: SegmentColumns['edges']): void {
    const [words, srcWords, dstWords] = [toWords(id), toWords(src), toWords(dst)];
    for (let row = 0; row < kind.length; row++) {
      const from = this.#node(srcWords, row);
      const to = this.#node(dstWords, row);
      const e = this.#edgeIds.add(words, row);
      this.#edgeKinds = room(this.#edgeKinds, e + 1, NONE);
      this.#src = room(this.#src, e + 1, 0);
      this.#dst = room(this.#dst, e + 1, 0);
      const known = this.#edgeKinds[e]!;
      if (known !== NONE && (known !== kind[row] || this.#src[e] !== from || this.#dst[e] !== to))
        throw new Error('an edge came again with other ends');
      this.#edgeKinds[e] = kind[row]!;
      this.#src[e] = from;
      this.#dst[e] = to;
      this.#edgeRows.add(
        e,
        id.subarray(row * 16, row * 16 + 16),
        kind[row]!,
        from,
        to,
        firstSeen[row]!,
        lastSeen[row]!,
        count[row]!,
        props[row]!,
        times[row]!,
      );
    }
  }

  /** The node's ordinal, made where an edge names it first; its kind is NONE until it comes itself. */
  #node(words: Uint32Array, row: number): number {
    const n = this.#nodeIds.add(words, row);
    this.#nodeKinds = room(this.#nodeKinds, n + 1, NONE);
    return n;
  }

  /** Edges whose nodes never came wait in `pending_edge` for a later increment. */
  #setAside(): void {
    const id = (n: number): Uint8Array => Buffer.from(this.#nodeIds.words.slice(n * 4, n * 4 + 4).buffer);
    const keep = this.#db.command(
      `INSERT INTO pending_edge (id, kind, src, dst, first_seen, last_seen, count, props, times, tenant)
       SELECT id, kind, ?, ?, first_seen, last_seen, count, props, times, tenant FROM edge WHERE e = ?`,
    );
    const remove = this.#db.command('DELETE FROM edge WHERE e = ?');
    for (let e = 0; e < this.#edgeIds.count; e++) {
      const [from, to] = [this.#src[e]!, this.#dst[e]!];
      if (this.#nodeKinds[from] !== NONE && this.#nodeKinds[to] !== NONE) continue;
      keep(id(from), id(to), e);
      remove(e);
      this.#edgeKinds[e] = NONE;
    }
  }

  #arrays(): ShapeArrays {
    const [nodes, edges] = [this.#nodeIds.count, this.#edgeIds.count];
    return {
      nodeKinds: this.#nodeKinds.subarray(0, nodes),
      nodeIds: this.#nodeIds.words,
      edgeKinds: this.#edgeKinds.subarray(0, edges),
      edgeIds: this.#edgeIds.words,
      src: this.#src.subarray(0, edges),
      dst: this.#dst.subarray(0, edges),
    };
  }
}
