/** How a node and an edge look just now, as sigma draws them: kind, chosen, faded, how many. */
import { EDGE_KINDS } from '../../../shared/graph/kinds.ts';
import type { EdgeKind } from '../../../shared/graph/kinds.ts';
import { escapeText } from '../../ui/escape.ts';
import { KIND_LOOKS, countOf } from '../kinds.ts';
import type { Scene, SceneEdge, SceneNode } from '../scene.ts';
import type { Point } from '../state.ts';
import { faded } from '../theme.ts';
import type { Theme } from '../theme.ts';
import type { ShapeLook } from './shape-program.ts';

export interface Look {
  /** Ids of selected nodes. */
  readonly selected: ReadonlySet<string>;
  readonly selectedEdge: string | null;
  /** Ids that keep their full colour, or null for all. */
  readonly inside: ReadonlySet<string> | null;
}

/** CSS pixels at zoom 1, rings included. */
export const NODE_SIZE = 18;
const GROUP_SIZE = 26;
const SUPERNODE = 1.3;
/** What lies outside of a brush. */
const OUTSIDE = 0.15;
/** Edges at rest, by how many there are: where there are many they are drawn fainter, or they hide the nodes' pattern. */
const EDGES: readonly (readonly [number, number])[] = [
  [1_000, 0.7],
  [10_000, 0.3],
  [Infinity, 0.18],
];

export const titleOf = (node: SceneNode): string =>
  node.group ? countOf(node.kind, node.records.length) : escapeText(node.records[0]?.label ?? '');

export const verbsOf = (edge: SceneEdge): string =>
  [...new Set(edge.records.map((record) => record.kind))].map((kind: EdgeKind) => EDGE_KINDS[kind].verb).join(', ');

export const edgeRest = ({ edges }: Scene): number => EDGES.find(([most]) => edges.size <= most)![1];

export const sizeOf = (node: SceneNode): number => (node.group ? GROUP_SIZE : NODE_SIZE) * (node.supernode ? SUPERNODE : 1);

export interface EdgeLook {
  readonly size: number;
  readonly color: string;
  readonly zIndex: number;
}

export interface NodeLook extends EdgeLook, ShapeLook, Point {}

const isInside = ({ inside }: Look, id: string): boolean => inside === null || inside.has(id);

export function nodeLook(node: SceneNode, look: Look, theme: Theme): NodeLook {
  const chosen = look.selected.has(node.id);
  const full = theme.kinds[node.kind];
  return {
    x: node.x,
    y: node.y,
    size: sizeOf(node),
    color: isInside(look, node.id) ? full : mixed(full, theme.bg, OUTSIDE),
    ground: theme.bg,
    shape: KIND_LOOKS[node.kind].shape,
    ring: chosen ? theme.accent : null,
    double: node.supernode || node.group,
    zIndex: chosen ? 1 : 0,
  };
}

/** `rest`: opacity of an edge that is neither chosen nor faded. */
export function edgeLook({ id, source, target, records }: SceneEdge, look: Look, theme: Theme, rest: number): EdgeLook {
  const chosen = id === look.selectedEdge || look.selected.has(source) || look.selected.has(target);
  const part = isInside(look, id) ? 1 : OUTSIDE;
  return {
    size: id === look.selectedEdge ? 4 : Math.min(4, 2 + Math.log10(records.length)),
    color: chosen ? mixed(theme.accent, theme.bg, part) : mixed(theme.line, theme.bg, rest * part),
    zIndex: chosen ? 1 : 0,
  };
}

/** Each colour of the few that there are is mixed once. */
const made = new Map<string, string>();
function mixed(over: string, under: string, opacity: number): string {
  if (opacity === 1) return over;
  const key = `${over}${under}${opacity}`;
  const known = made.get(key) ?? faded(over, under, opacity);
  made.set(key, known);
  return known;
}
