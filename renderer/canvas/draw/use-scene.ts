/** Brings sigma's graph in line with the scene: what is new comes, what is gone goes, what stays is left alone. */
import { useEffect } from 'react';
import { EDGE_KINDS } from '../../../shared/graph/kinds.ts';
import type { EdgeKind } from '../../../shared/graph/kinds.ts';
import { escapeText } from '../../ui/escape.ts';
import { KIND_LOOKS, countOf } from '../kinds.ts';
import { shorten } from '../labels.ts';
import type { Scene, SceneEdge, SceneNode } from '../scene.ts';
import type { Renderer } from './use-renderer.ts';

/** CSS pixels at zoom 1, rings included. */
const NODE_SIZE = 18;
const GROUP_SIZE = 26;

export const titleOf = (node: SceneNode): string =>
  node.group ? countOf(node.kind, node.records.length) : escapeText(node.records[0]?.label ?? '');

const verbsOf = (edge: SceneEdge): string =>
  [...new Set(edge.records.map((record) => record.kind))].map((kind: EdgeKind) => EDGE_KINDS[kind].verb).join(', ');

export interface DrawnNode {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly node: SceneNode;
  readonly title: string;
}

export interface DrawnEdge {
  readonly edge: SceneEdge;
  readonly title: string;
  readonly size: number;
}

const drawnNode = (node: SceneNode, ink: string): DrawnNode & { color: string } => ({
  x: node.x,
  y: node.y,
  size: node.group ? GROUP_SIZE : NODE_SIZE,
  color: ink,
  node,
  title: shorten(titleOf(node)),
});

export function useScene(renderer: Renderer | null, scene: Scene): void {
  useEffect(() => {
    if (!renderer) return;
    const { sigma, theme } = renderer;
    const graph = sigma.getGraph();
    for (const id of graph.edges()) if (!scene.edges.has(id)) graph.dropEdge(id);
    for (const id of graph.nodes()) if (!scene.nodes.has(id)) graph.dropNode(id);
    for (const [id, node] of scene.nodes) {
      if (graph.hasNode(id) && same(graph.getNodeAttribute(id, 'node') as SceneNode, node)) continue;
      graph.mergeNode(id, drawnNode(node, theme.kinds[node.kind]));
    }
    for (const [id, edge] of scene.edges) {
      const drawn: DrawnEdge = { edge, title: verbsOf(edge), size: Math.min(4, 2 + Math.log10(edge.records.length)) };
      if (!graph.hasEdge(id)) graph.addEdgeWithKey(id, edge.source, edge.target, drawn);
      else if ((graph.getEdgeAttribute(id, 'edge') as SceneEdge).records.length !== edge.records.length)
        graph.mergeEdgeAttributes(id, drawn);
    }
  }, [renderer, scene]);
}

const same = (a: SceneNode, b: SceneNode): boolean =>
  a.x === b.x &&
  a.y === b.y &&
  a.pinned === b.pinned &&
  a.stub === b.stub &&
  a.supernode === b.supernode &&
  a.records.length === b.records.length &&
  a.records[0] === b.records[0];

export const shapeOf = (node: SceneNode) => KIND_LOOKS[node.kind].shape;
