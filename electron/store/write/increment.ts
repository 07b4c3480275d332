/**
 * One segment into a living slice, in one transaction with its cursor. It is a generator so that the worker can answer
 * questions between two steps: readers see the old slice until the commit. Rows go in the order of their ids.
 */
import type { SegmentColumns } from '../../../shared/protocol/segment.ts';
import { foldLabel } from '../../../shared/query/index.ts';
import { orderById, toWords } from '../../../shared/slice-file/ids.ts';
import type { Cell, WriteDatabase } from '../driver.ts';
import type { Shape } from '../read/shape.ts';

/** Rows of one step: a few milliseconds. */
const STEP = 200;

export interface IncrementOptions {
  readonly db: WriteDatabase;
  readonly ordinal: number;
  /** The adjacency arrays as they are: new records get the ordinals behind them. */
  readonly shape: Shape;
  readonly cursor: string;
  /** Unix ms when the slice is complete with this segment, else null: the old moment then stays. */
  readonly at: number | null;
}

/** Throws, with nothing changed, when a record contradicts the slice. Leaving the generator early undoes it as well. */
export function* applyIncrement(
  columns: SegmentColumns | null,
  { db, ordinal, shape, cursor, at }: IncrementOptions,
): Generator<void, void> {
  let done = false;
  db.begin();
  try {
    if (columns) {
      const rows = new SliceRows(db, ordinal, shape);
      yield* inSteps(columns.nodes.id, (row) => rows.node(columns.nodes, row));
      yield* inSteps(columns.edges.id, (row) => rows.edge(columns.edges, row));
      rows.settle();
    }
    db.command('UPDATE slice SET cursor = ?, at = coalesce(?, at) WHERE one = 1')(cursor, at);
    db.commit();
    done = true;
  } finally {
    if (!done) db.rollback();
  }
}

function* inSteps(ids: Uint8Array, apply: (row: number) => void): Generator<void, void> {
  let step = 0;
  for (const row of orderById(toWords(ids))) {
    apply(row);
    if (++step % STEP === 0) yield;
  }
}

class SliceRows {
  readonly #db: WriteDatabase;
  readonly #ordinal: number;
  readonly #findNode;
  readonly #addNode;
  readonly #setNode;
  readonly #findEdge;
  readonly #addEdge;
  readonly #setEdge;
  readonly #addPending;
  #nextNode: number;
  #nextEdge: number;
  #newNodes = false;

  constructor(db: WriteDatabase, ordinal: number, shape: Shape) {
    this.#db = db;
    this.#ordinal = ordinal;
    this.#findNode = db.query('SELECT n, kind FROM node WHERE id = ?');
    this.#addNode = db.command(
      'INSERT INTO node (n, id, kind, label, label_fold, first_seen, last_seen, count, props, tenant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#setNode = db.command(
      'UPDATE node SET label = ?, label_fold = ?, first_seen = ?, last_seen = ?, count = ?, props = ? WHERE n = ?',
    );
    this.#findEdge = db.query('SELECT e, kind, src, dst FROM edge WHERE id = ?');
    this.#addEdge = db.command(
      'INSERT INTO edge (e, id, kind, src, dst, first_seen, last_seen, count, props, times, tenant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#setEdge = db.command('UPDATE edge SET first_seen = ?, last_seen = ?, count = ?, props = ?, times = ? WHERE e = ?');
    this.#addPending = db.command(
      'INSERT OR REPLACE INTO pending_edge (id, kind, src, dst, first_seen, last_seen, count, props, times, tenant) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    );
    this.#nextNode = shape.arrays.nodeKinds.length;
    this.#nextEdge = shape.arrays.edgeKinds.length;
  }

  node(column: SegmentColumns['nodes'], row: number): void {
    const id = sixteen(column.id, row);
    const kind = column.kind[row]!;
    const label = column.label[row]!;
    const fields: Cell[] = [label, foldLabel(label), column.firstSeen[row]!, column.lastSeen[row]!, column.count[row]!, column.props[row]!];
    const known = this.#findNode.get(id);
    if (!known) {
      this.#addNode(this.#nextNode++, id, kind, ...fields, this.#ordinal);
      this.#newNodes = true;
      return;
    }
    if (known[1] !== kind) throw new Error('a node came again as another kind');
    this.#setNode(...fields, known[0] as number);
  }

  edge(column: SegmentColumns['edges'], row: number): void {
    const id = sixteen(column.id, row);
    const kind = column.kind[row]!;
    const ends = [sixteen(column.src, row), sixteen(column.dst, row)] as const;
    const fields: Cell[] = [column.firstSeen[row]!, column.lastSeen[row]!, column.count[row]!, column.props[row]!, column.times[row]!];
    const [src, dst] = ends.map((end) => this.#findNode.get(end)?.[0] as number | undefined);
    if (src === undefined || dst === undefined) {
      this.#addPending(id, kind, ...ends, ...fields, this.#ordinal);
      return;
    }
    const known = this.#findEdge.get(id);
    if (!known) {
      this.#addEdge(this.#nextEdge++, id, kind, src, dst, ...fields, this.#ordinal);
      return;
    }
    if (known[1] !== kind || known[2] !== src || known[3] !== dst) throw new Error('an edge came again with other ends');
    this.#setEdge(...fields, known[0] as number);
  }

  /** Edges that waited for a node which has now come become visible; a version that came by itself meanwhile is newer. */
  settle(): void {
    if (!this.#newNodes) return;
    const ready = this.#db.query(
      `SELECT p.id, p.kind, s.n, d.n, p.first_seen, p.last_seen, p.count, p.props, p.times FROM pending_edge p
       JOIN node s ON s.id = p.src JOIN node d ON d.id = p.dst ORDER BY p.id`,
    );
    const forget = this.#db.command('DELETE FROM pending_edge WHERE id = ?');
    for (const [id, kind, src, dst, ...fields] of ready.all() as [Uint8Array, number, number, number, ...Cell[]][]) {
      if (!this.#findEdge.get(id)) this.#addEdge(this.#nextEdge++, id, kind, src, dst, ...fields, this.#ordinal);
      forget(id);
    }
  }
}

const sixteen = (column: Uint8Array, row: number): Uint8Array => column.subarray(row * 16, row * 16 + 16);
