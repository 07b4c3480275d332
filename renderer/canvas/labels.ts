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

/** Which labels come first where two meet: selected, pinned, alerts, groups, hosts and users, the rest. 0 is never left out. */
export function rankOf(node: Labelled, selected: boolean): number {
  if (selected) return 0;
  if (node.pinned) return 1;
  if (node.kind === 'alert') return 2;
  if (node.group) return 3;
  return node.kind === 'host' || node.kind === 'user' ? 4 : 5;
}

export function isLabelled(node: Labelled, selected: boolean, detail: Detail): boolean {
  const rank = rankOf(node, selected);
  return detail >= 2 || rank <= 2 || (detail === 1 && rank <= 4);
}

const LONGEST = 32;

/** Long ones lose their middle: both the beginning and the file's name tell something. */
export function shorten(label: string, longest = LONGEST): string {
  const characters = [...label];
  if (characters.length <= longest) return label;
  const tail = Math.floor((longest - 1) / 2);
  return `${characters.slice(0, longest - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}
