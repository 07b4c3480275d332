/**
 * The yardstick of a slice sync: the driver's best bulk insert of the same rows into a plain file, straight from arrays in
 * memory. New file, journal and syncs off, a big cache, 20 rows a statement, ids unique, the index last; no label index,
 * no adjacency, no check, no sealing.
 */
import { rmSync } from 'node:fs';
import type { SegmentColumns } from '../shared/protocol/segment.ts';
import { openDatabase } from '../electron/store/driver.ts';
import type { Cell, WriteDatabase } from '../electron/store/driver.ts';

const ROWS = 20;

/** Rows ready to bind: the values of 20 rows in one array, as one statement takes them. */
export interface RawRows {
  readonly nodes: readonly (readonly Cell[])[];
  readonly edges: readonly (readonly Cell[])[];
}

function chunks(rows: readonly (readonly Cell[])[]): Cell[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, chunk) => rows.slice(chunk * ROWS, chunk * ROWS + ROWS).flat());
}

/** Rows as the slice's tables hold them, ready to bind. */
export function rawRows(all: readonly SegmentColumns[]): RawRows {
  const ordinals = new Map<string, number>();
  const sixteen = (ids: Uint8Array, row: number): Uint8Array => ids.subarray(row * 16, row * 16 + 16);
  const name = (ids: Uint8Array, row: number): string => Buffer.from(sixteen(ids, row)).toString('latin1');
  const nodes: Cell[][] = [];
  const edges: Cell[][] = [];
  for (const { nodes: column } of all) {
    column.kind.forEach((kind, row) => {
      ordinals.set(name(column.id, row), nodes.length);
      const label = column.label[row]!;
      nodes.push([
        nodes.length,
        sixteen(column.id, row),
        kind,
        label,
        label.toLowerCase(),
        column.firstSeen[row]!,
        column.lastSeen[row]!,
        column.count[row]!,
        column.props[row]!,
        1,
      ]);
    });
  }
  for (const { edges: column } of all) {
    column.kind.forEach((kind, row) => {
      const [src, dst] = [ordinals.get(name(column.src, row))!, ordinals.get(name(column.dst, row))!];
      edges.push([
        edges.length,
        sixteen(column.id, row),
        kind,
        src,
        dst,
        column.firstSeen[row]!,
        column.lastSeen[row]!,
        column.count[row]!,
        column.props[row]!,
        column.times[row]!,
        1,
      ]);
    });
  }
  return { nodes: chunks(nodes), edges: chunks(edges) };
}

export function insertRaw(file: string, { nodes, edges }: RawRows): void {
  rmSync(file, { force: true });
  const db = openDatabase(file, null, { mode: 'build' });
  db.begin();
  const seen = 'first_seen INTEGER, last_seen INTEGER, count INTEGER, props TEXT';
  db.schema(`CREATE TABLE node (n INTEGER PRIMARY KEY, id BLOB, kind INTEGER, label TEXT, label_fold TEXT, ${seen}, tenant INTEGER)`);
  db.schema(
    `CREATE TABLE edge (e INTEGER PRIMARY KEY, id BLOB, kind INTEGER, src INTEGER, dst INTEGER, ${seen}, times TEXT, tenant INTEGER)`,
  );
  insertAll(db, 'node', 10, nodes);
  insertAll(db, 'edge', 11, edges);
  db.schema('CREATE UNIQUE INDEX node_id ON node (id)');
  db.schema('CREATE UNIQUE INDEX edge_id ON edge (id)');
  db.commit();
  db.close();
}

function insertAll(db: WriteDatabase, table: 'node' | 'edge', width: number, all: readonly (readonly Cell[])[]): void {
  const row = `(${Array.from({ length: width }, () => '?').join(',')})`;
  const insert = (rows: number) => db.bulk(`INSERT INTO ${table} VALUES ${Array.from({ length: rows }, () => row).join(',')}`);
  const many = insert(ROWS);
  for (const values of all) (values.length === ROWS * width ? many : insert(values.length / width))(values);
}
