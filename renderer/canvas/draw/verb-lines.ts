/** What edges say, and where: for those whose middle is in view, found once for a view. */
import type { Rectangle, Spatial } from '../spatial.ts';
import type { Scene, SceneEdge, SceneNode } from '../scene.ts';
import type { Point } from '../state.ts';
import { viewX, viewY } from './frame.ts';
import type { Frame } from './frame.ts';
import { isIn } from './in-view.ts';
import type { Around } from './in-view.ts';
import { sizeOf, verbsOf } from './looks.ts';

/** From one node's middle to the other's. */
export interface VerbLine {
  readonly from: Point;
  readonly to: Point;
  readonly text: string;
  /** What the nodes at both ends cover of the line, CSS pixels at a scale of 1. */
  readonly covered: number;
}

/** Where a text is written: its middle, CSS pixels, and the direction of its line, of length 1, never upside down. */
export interface Written {
  readonly x: number;
  readonly y: number;
  readonly cos: number;
  readonly sin: number;
}

/** Edges of one node, and of all in view, that are looked at; those that are written are far fewer. */
const MOST_OF_ONE = 200;
const MOST = 5_000;

export function verbLines(scene: Scene, spatial: Spatial, { box, nodes }: Around, inside: ReadonlySet<string> | null): readonly VerbLine[] {
  const looked = new Set<string>();
  const lines: VerbLine[] = [];
  for (const { node } of nodes) {
    let own = 0;
    for (const id of scene.touching(node.id)) {
      if (++own > MOST_OF_ONE) break;
      if (looked.size >= MOST) return lines;
      if (looked.has(id)) continue;
      looked.add(id);
      const edge = inside === null || inside.has(id) ? scene.edges.get(id) : undefined;
      const line = edge && lineOf(edge, scene.nodes, spatial, box);
      if (line) lines.push(line);
    }
  }
  return lines;
}

function lineOf(edge: SceneEdge, nodes: ReadonlyMap<string, SceneNode>, spatial: Spatial, box: Rectangle): VerbLine | null {
  const [from, to] = [spatial.get(edge.source), spatial.get(edge.target)];
  const [source, target] = [nodes.get(edge.source), nodes.get(edge.target)];
  if (!from || !to || !source || !target) return null;
  if (!isIn(box, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 })) return null;
  return { from, to, text: verbsOf(edge), covered: sizeOf(source) + sizeOf(target) };
}

const isSeen = ({ width, height }: Frame, x: number, y: number, reach: number): boolean =>
  x >= -reach && y >= -reach && x <= width + reach && y <= height + reach;

/** Null where it or both ends of its line would not be seen, or where it is longer than what is free of its line. `width`, of the text: CSS pixels. */
export function written(frame: Frame, { from, to, covered }: VerbLine, width: number, scale: number): Written | null {
  const [dx, dy] = [(to.x - from.x) * frame.zoom, (from.y - to.y) * frame.zoom];
  const [left, top] = [viewX(frame, from), viewY(frame, from)];
  const [x, y] = [left + dx / 2, top + dy / 2];
  if (!isSeen(frame, x, y, width / 2)) return null;
  if (!isSeen(frame, left, top, 0) && !isSeen(frame, left + dx, top + dy, 0)) return null;
  const long = Math.hypot(dx, dy);
  if (long === 0 || width > long - covered * scale) return null;
  const way = dx < 0 ? -1 : 1;
  return { x, y, cos: (way * dx) / long, sin: (way * dy) / long };
}
