/** Which labels are shown at which zoom, and how long they are on the canvas. */
import type { NodeKind } from '../../shared/graph/kinds.ts';

/** 0: alerts, selected, pinned. 1: hosts and users too. 2: all. 3: edges too. */
export type Detail = 0 | 1 | 2 | 3;

/** `zoom`: CSS pixels a world unit. */
export const detailAt = (zoom: number): Detail => (zoom < 0.5 ? 0 : zoom <= 1 ? 1 : zoom < 1.5 ? 2 : 3);

export interface Labelled {
  readonly kind: NodeKind;
  readonly pinned: boolean;
  readonly group: boolean;
}

/** Labels that are shown even where they meet another. */
export const isForced = (node: Labelled, selected: boolean): boolean => selected || node.pinned || node.kind === 'alert';

export function isLabelled(node: Labelled, selected: boolean, detail: Detail): boolean {
  if (isForced(node, selected) || detail >= 2) return true;
  return detail === 1 && (node.group || node.kind === 'host' || node.kind === 'user');
}

const LONGEST = 32;

/** Long ones lose their middle: both the beginning and the file's name tell something. */
export function shorten(label: string, longest = LONGEST): string {
  const characters = [...label];
  if (characters.length <= longest) return label;
  const tail = Math.floor((longest - 1) / 2);
  return `${characters.slice(0, longest - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}
