/** The rows of the scene that is seen, put in order in pieces: until they are, those before. */
import { useEffect, useState } from 'react';
import { inPieces } from '../../canvas/pieces.ts';
import type { Scene } from '../../canvas/scene.ts';
import { orderedRows } from './rows.ts';
import type { Order, Rows } from './rows.ts';

const NO_ROWS: Rows = { rows: [], places: new Map() };

export function useRows(scene: Scene, order: Order): Rows {
  const [rows, setRows] = useState(NO_ROWS);
  useEffect(() => inPieces(orderedRows(scene, order), setRows), [scene, order]);
  return rows;
}
