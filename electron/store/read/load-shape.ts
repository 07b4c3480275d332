/** The adjacency arrays between memory and file: a snapshot writes them, opening reads them and the rows that came since. */
import type { ReadDatabase, WriteDatabase } from '../driver.ts';
import { Shape } from './shape.ts';
import type { ShapeArrays } from './shape.ts';
import { NONE } from './shape.ts';

const PARTS = ['nodeKinds', 'nodeIds', 'edgeKinds', 'edgeIds', 'src', 'dst'] as const satisfies readonly (keyof ShapeArrays)[];
const perRecord = { nodeKinds: 1, nodeIds: 4, edgeKinds: 1, edgeIds: 4, src: 1, dst: 1 } as const;

/** Numbers stand in the file as this machine has them in memory: little-endian on every platform that we build for. */
export function saveShape(db: WriteDatabase, arrays: ShapeArrays, ordinal: number): void {
  const put = db.command('INSERT INTO shape (part, data, tenant) VALUES (?, ?, ?)');
  for (const part of PARTS) {
    const { buffer, byteOffset, byteLength } = arrays[part];
    put(part, Buffer.from(buffer, byteOffset, byteLength), ordinal);
  }
}

/** Throws when the arrays don't fit each other, which a whole file never shows. */
export function loadShape(db: ReadDatabase): Shape {
  const find = db.query('SELECT data FROM shape WHERE part = ?');
  const bytes = (part: keyof ShapeArrays): Uint8Array => {
    const data = find.get(part)?.[0];
    if (!(data instanceof Uint8Array)) throw new Error(`the slice has no ${part}`);
    return data;
  };
  const words = (part: keyof ShapeArrays): Uint32Array => new Uint32Array(new Uint8Array(bytes(part)).buffer);
  const saved: ShapeArrays = {
    nodeKinds: bytes('nodeKinds'),
    nodeIds: words('nodeIds'),
    edgeKinds: bytes('edgeKinds'),
    edgeIds: words('edgeIds'),
    src: words('src'),
    dst: words('dst'),
  };
  return growShape(db, saved);
}

/** The shape with the rows that the file holds beyond these arrays. Gives a new one; the old stays good until then. */
export function growShape(db: ReadDatabase, old: ShapeArrays): Shape {
  const nodes = db.query('SELECT n, id, kind FROM node WHERE n >= ? ORDER BY n').all(old.nodeKinds.length) as [
    number,
    Uint8Array,
    number,
  ][];
  const edges = db.query('SELECT e, id, kind, src, dst FROM edge WHERE e >= ? ORDER BY e').all(old.edgeKinds.length) as EdgeRow[];
  const nodeEnd = (nodes.at(-1)?.[0] ?? old.nodeKinds.length - 1) + 1;
  const edgeEnd = (edges.at(-1)?.[0] ?? old.edgeKinds.length - 1) + 1;
  const arrays: ShapeArrays = {
    nodeKinds: grown(old.nodeKinds, nodeEnd, NONE),
    nodeIds: grownWords(old.nodeIds, nodeEnd * perRecord.nodeIds),
    edgeKinds: grown(old.edgeKinds, edgeEnd, NONE),
    edgeIds: grownWords(old.edgeIds, edgeEnd * perRecord.edgeIds),
    src: grownWords(old.src, edgeEnd),
    dst: grownWords(old.dst, edgeEnd),
  };
  const nodeIds = new Uint8Array(arrays.nodeIds.buffer);
  const edgeIds = new Uint8Array(arrays.edgeIds.buffer);
  for (const [n, id, kind] of nodes) {
    arrays.nodeKinds[n] = kind;
    nodeIds.set(id, n * 16);
  }
  for (const [e, id, kind, src, dst] of edges) {
    arrays.edgeKinds[e] = kind;
    edgeIds.set(id, e * 16);
    arrays.src[e] = src;
    arrays.dst[e] = dst;
  }
  check(arrays);
  return new Shape(arrays);
}

type EdgeRow = [number, Uint8Array, number, number, number];

function grown(old: Uint8Array, length: number, fill: number): Uint8Array {
  const made = new Uint8Array(length).fill(fill, old.length);
  made.set(old);
  return made;
}

function grownWords(old: Uint32Array, length: number): Uint32Array {
  if (length === old.length && old.byteOffset === 0) return old;
  const made = new Uint32Array(length);
  made.set(old);
  return made;
}

function check(arrays: ShapeArrays): void {
  const nodes = arrays.nodeKinds.length;
  const edges = arrays.edgeKinds.length;
  for (const part of PARTS) {
    const wanted = (part === 'nodeKinds' || part === 'nodeIds' ? nodes : edges) * perRecord[part];
    if (arrays[part].length !== wanted) throw new Error(`the slice's ${part} does not fit`);
  }
  for (let e = 0; e < edges; e++) {
    if (arrays.edgeKinds[e] !== NONE && (arrays.src[e]! >= nodes || arrays.dst[e]! >= nodes))
      throw new Error('an edge of the slice has no end');
  }
}
