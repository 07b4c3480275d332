/** The rows of the scene that is seen, put in order in pieces: until they are, those before. */
import { useEffect, useState } from 'react';
import { inPieces } from '../../canvas/pieces.ts';
import type { Scene } from '../../canvas/scene.ts';
import { orderedRows } from './rows.ts';
import type { Order, Rows } from './rows.ts';

interface Shown extends Rows {
  readonly scene: Scene | null;
  readonly order: Order | null;
}
const NO_ROWS: Shown = { rows: [], places: new Map(), scene: null, order: null };

/** `busy`: these are those before. */
export function useRows(scene: Scene, order: Order): Rows & { readonly busy: boolean } {
  const [shown, show] = useState(NO_ROWS);
  useEffect(() => inPieces(orderedRows(scene, order), (rows) => show({ ...rows, scene, order })), [scene, order]);
  return { ...shown, busy: shown.scene !== scene || shown.order !== order };
}
