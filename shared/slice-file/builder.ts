/**
 * A slice's file from the start: segments in order of change become rows, then indexes and arrays. Whoever builds opens the
 * database and puts the file where it belongs. A record that comes twice: the later one counts. Ordinals are given in the
 * order of arrival, to nodes already when an edge first names them.
 */
import type { TenantId } from '../graph/ids.ts';
import type { SliceSpec } from '../graph/slice.ts';
import type { SegmentColumns } from '../protocol/segment.ts';
import { foldLabel } from '../query/text.ts';
import type { BuildDatabase } from './database.ts';
import { room } from './grow.ts';
import { IdTable, toWords } from './ids.ts';
import { makeIndexes, makeTables } from './migrations/index.ts';
import { RowWriter } from './rows.ts';
import { NONE, saveShape } from './shape-arrays.ts';
import type { ShapeArrays } from './shape-arrays.ts';

/** What stands in the file's one row of `slice`. */
export interface SliceHead {
  readonly tenant: TenantId;
  readonly slice: SliceSpec;
  readonly cursor: string;
  /** The moment that the slice is complete as of (Unix ms). */
  readonly at: number;
}

export class SliceBuilder {
  /** Rows that came, repeated ones too. */
  records = 0;
  readonly #db: BuildDatabase;
  readonly #ordinal: number;
  readonly #nodeRows: RowWriter;
  readonly #edgeRows: RowWriter;
  readonly #nodeIds = new IdTable();
  readonly #edgeIds = new IdTable();
  #nodeKinds = new Uint8Array(1024).fill(NONE);
  #edgeKinds = new Uint8Array(1024).fill(NONE);
  #src = new Uint32Array(1024);
  #dst = new Uint32Array(1024);

  /** `db` is a new file. Begins the one transaction in which all is written. */
  constructor(db: BuildDatabase, ordinal: number) {
    this.#db = db;
    this.#ordinal = ordinal;
    db.begin();
    makeTables(db, ordinal);
    this.#nodeRows = new RowWriter(
      db,
      'INSERT OR REPLACE INTO node (n, id, kind, label, label_fold, first_seen, last_seen, count, props, tenant)',
      9,
      ordinal,
    );
    this.#edgeRows = new RowWriter(
      db,
      'INSERT OR REPLACE INTO edge (e, id, kind, src, dst, first_seen, last_seen, count, props, times, tenant)',
      10,
      ordinal,
    );
  }

  /** Adds the rows of one segment. Throws when a record contradicts what came before; what was built is then of no use. */
  apply(columns: SegmentColumns): void {
    this.#addNodes(columns.nodes);
    this.#addEdges(columns.edges);
    this.records += columns.nodes.kind.length + columns.edges.kind.length;
  }

  /** Makes the file whole; closing it is left. The arrays are those that the file has. */
  finish({ tenant, slice, cursor, at }: SliceHead): ShapeArrays {
    const db = this.#db;
    this.#nodeRows.flush();
    this.#edgeRows.flush();
    this.#setAside();
    makeIndexes(db);
    const arrays = this.#arrays();
    saveShape(db, arrays, this.#ordinal);
    db.command('INSERT INTO slice (one, tenant_id, spec, cursor, at, tenant) VALUES (1, ?, ?, ?, ?, ?)')(
      tenant,
      JSON.stringify(slice),
      cursor,
      at,
      this.#ordinal,
    );
    db.commit();
    if (!db.sound()) throw new Error('the new slice does not check out');
    return arrays;
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
