/** What an export shows, ready to be drawn: every text in it has been through the redactor, and nothing else is drawn. */
import type { NodeKind } from '../../shared/graph/kinds.ts';
import type { Hidden } from './redact.ts';

export interface SheetNode {
  /** World units, y downwards. */
  readonly x: number;
  readonly y: number;
  readonly kind: NodeKind;
  readonly label: string;
  /** Of a kind that is one counted node. */
  readonly count: number | null;
  readonly pinned: boolean;
  readonly labelled: boolean;
}

export interface SheetEdge {
  readonly from: number;
  readonly to: number;
  /** Where there is room for words. */
  readonly verb: string | null;
}

export interface SheetEvidence {
  readonly heading: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly why: string;
  readonly taken: string;
}

export interface Sheet {
  readonly title: string;
  /** Whether names were replaced, and what is not on the canvas. */
  readonly remarks: readonly string[];
  readonly mark: string;
  /** The lines of the foot of every page. */
  readonly foot: readonly string[];
  readonly nodes: readonly SheetNode[];
  readonly edges: readonly SheetEdge[];
  readonly legend: readonly { readonly kind: NodeKind; readonly count: number }[];
  readonly status: string | null;
  readonly notes: string;
  readonly evidence: readonly SheetEvidence[];
  readonly hidden: Hidden;
}

/** As on the canvas in the light theme (DESIGN §2): what is exported is read on white. */
export const INK: Readonly<Record<NodeKind, string>> = {
  host: '#0F6E6A',
  address: '#0F6E6A',
  domain: '#0F6E6A',
  user: '#8A2F80',
  principal: '#8A2F80',
  process: '#5A6312',
  file: '#5A6312',
  technique: '#6239B5',
  indicator: '#6239B5',
  alert: '#B3261E',
};
export const PAPER = { text: '#17202B', muted: '#4E5B6B', line: '#7A8796', paper: '#FFFFFF', panel: '#F5F7FA' } as const;

export const RADIUS = 10;
const CORNERS = { square: 4, hexagon: 6, diamond: 4, triangle: 3 } as const;
const FORM: Readonly<Record<NodeKind, 'circle' | keyof typeof CORNERS>> = {
  host: 'square',
  address: 'square',
  domain: 'square',
  user: 'circle',
  principal: 'circle',
  process: 'hexagon',
  file: 'hexagon',
  technique: 'diamond',
  indicator: 'diamond',
  alert: 'triangle',
};
const TURN = { square: Math.PI / 4, hexagon: 0, diamond: 0, triangle: -Math.PI / 2 } as const;

/** The corners of a kind's shape around a point, or null for a circle. */
export function corners(kind: NodeKind, x: number, y: number, radius: number): readonly (readonly [number, number])[] | null {
  const form = FORM[kind];
  if (form === 'circle') return null;
  const count = CORNERS[form];
  const reach = form === 'square' ? radius * 1.25 : radius * 1.15;
  return Array.from({ length: count }, (_, at) => {
    const angle = TURN[form] + (at * 2 * Math.PI) / count;
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)] as const;
  });
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What encloses all nodes with their labels; of no nodes, a small empty place. */
export function boundsOf(nodes: readonly SheetNode[]): Box {
  if (nodes.length === 0) return { x: -200, y: -100, width: 400, height: 200 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, label, labelled } of nodes) {
    const half = labelled ? Math.max(20, label.length * 3.5) : 20;
    left = Math.min(left, x - half);
    right = Math.max(right, x + half);
    top = Math.min(top, y - 24);
    bottom = Math.max(bottom, y + 34);
  }
  return { x: left - 20, y: top - 20, width: right - left + 40, height: bottom - top + 40 };
}
