/** The adjacency arrays as a file has them, with the rows that came since. */
import { NONE, PER_RECORD, SHAPE_PARTS, readShape } from '../../../shared/slice-file/shape-arrays.ts';
import type { ShapeArrays } from '../../../shared/slice-file/shape-arrays.ts';
import type { ReadDatabase } from '../driver.ts';
import { Shape } from './shape.ts';

/** Throws when the arrays don't fit each other, which a whole file never shows. */
export const loadShape = (db: ReadDatabase): Shape => growShape(db, readShape(db));

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
    nodeIds: grownWords(old.nodeIds, nodeEnd * PER_RECORD.nodeIds),
    edgeKinds: grown(old.edgeKinds, edgeEnd, NONE),
    edgeIds: grownWords(old.edgeIds, edgeEnd * PER_RECORD.edgeIds),
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
  for (const part of SHAPE_PARTS) {
    const wanted = (part === 'nodeKinds' || part === 'nodeIds' ? nodes : edges) * PER_RECORD[part];
    if (arrays[part].length !== wanted) throw new Error(`the slice's ${part} does not fit`);
  }
  for (let e = 0; e < edges; e++) {
    if (arrays.edgeKinds[e] !== NONE && (arrays.src[e]! >= nodes || arrays.dst[e]! >= nodes))
      throw new Error('an edge of the slice has no end');
  }
}
