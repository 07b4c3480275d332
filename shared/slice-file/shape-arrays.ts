/**
 * A slice's shape as arrays by ordinal, as a file keeps them: a snapshot writes them, opening reads them. Each array lies in
 * pieces, so that no more than one piece of it is in memory twice.
 */
import type { BuildDatabase, Query } from './database.ts';

/** Marks an ordinal that no record has. */
export const NONE = 255;

/** Arrays by ordinal; ids are four words each. */
export interface ShapeArrays {
  readonly nodeKinds: Uint8Array;
  readonly nodeIds: Uint32Array;
  readonly edgeKinds: Uint8Array;
  readonly edgeIds: Uint32Array;
  readonly src: Uint32Array;
  readonly dst: Uint32Array;
}

export const SHAPE_PARTS = ['nodeKinds', 'nodeIds', 'edgeKinds', 'edgeIds', 'src', 'dst'] as const satisfies readonly (keyof ShapeArrays)[];
export const PER_RECORD = { nodeKinds: 1, nodeIds: 4, edgeKinds: 1, edgeIds: 4, src: 1, dst: 1 } as const;
const PIECE = 1 << 20;

/** Numbers stand in the file as this machine has them in memory: little-endian on every platform that we build for. */
export function saveShape(db: BuildDatabase, arrays: ShapeArrays, ordinal: number): void {
  const put = db.command('INSERT INTO shape (part, data, tenant) VALUES (?, ?, ?)');
  for (const part of SHAPE_PARTS) {
    const { buffer, byteOffset, byteLength } = arrays[part];
    for (let at = 0, piece = 0; at < byteLength || piece === 0; at += PIECE, piece++)
      put(pieceName(part, piece), Buffer.from(buffer, byteOffset + at, Math.min(PIECE, byteLength - at)), ordinal);
  }
}

/** Throws when an array is not there, or is not of whole numbers. */
export function readShape(db: { query(text: string): Query }): ShapeArrays {
  const bytes = (part: keyof ShapeArrays): Uint8Array<ArrayBuffer> => {
    // A file of the first days has an array in one piece, under its bare name.
    const where = 'FROM shape WHERE part = ? OR part GLOB ?';
    const [length, pieces] = db.query(`SELECT sum(length(data)), count(*) ${where}`).get(part, `${part}/*`) as [number | null, number];
    if (pieces === 0) throw new Error(`the slice has no ${part}`);
    const whole = new Uint8Array(length ?? 0);
    const names = db.query(`SELECT part ${where} ORDER BY part`).all(part, `${part}/*`);
    const find = db.query('SELECT data FROM shape WHERE part = ?');
    let at = 0;
    for (const [name] of names) {
      const data = find.get(name as string)?.[0];
      if (!(data instanceof Uint8Array)) throw new Error(`the slice has no ${part}`);
      whole.set(data, at);
      at += data.length;
    }
    return whole;
  };
  const words = (part: keyof ShapeArrays): Uint32Array => new Uint32Array(bytes(part).buffer);
  return {
    nodeKinds: bytes('nodeKinds'),
    nodeIds: words('nodeIds'),
    edgeKinds: bytes('edgeKinds'),
    edgeIds: words('edgeIds'),
    src: words('src'),
    dst: words('dst'),
  };
}

const pieceName = (part: string, piece: number): string => `${part}/${String(piece).padStart(4, '0')}`;
