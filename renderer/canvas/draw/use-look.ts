/** How what is drawn looks just now: selected, faded, labelled. Nothing here moves anything. */
import { useEffect } from 'react';
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import { detailAt } from '../labels.ts';
import type { Scene } from '../scene.ts';
import { faded } from '../theme.ts';
import type { Theme } from '../theme.ts';
import { shapeOf } from './use-scene.ts';
import type { DrawnEdge, DrawnNode } from './use-scene.ts';
import type { Renderer } from './use-renderer.ts';
import { zoomOf } from './zoom.ts';

export interface Look {
  readonly scene: Scene;
  /** Ids of selected nodes. */
  readonly selected: ReadonlySet<string>;
  readonly selectedEdge: string | null;
  /** Ids that keep their full colour, or null for all. */
  readonly inside: ReadonlySet<string> | null;
}

/** What lies outside of a brush, and edges at rest. */
const OUTSIDE = 0.15;
const EDGE = 0.7;
/** More edges than this at rest are drawn fainter, or they hide the nodes' pattern. */
const DENSE = 1_000;
const DENSE_EDGE = 0.3;

/** Of the few opacities that there are, each colour is mixed once. */
function memo<T>(make: (opacity: number) => T): (opacity: number) => T {
  const made = new Map<number, T>();
  return (opacity) => {
    const known = made.get(opacity) ?? make(opacity);
    made.set(opacity, known);
    return known;
  };
}

export function useLook(renderer: Renderer | null, { scene, selected, selectedEdge, inside }: Look): void {
  useEffect(() => {
    if (!renderer) return undefined;
    const { sigma, theme } = renderer;
    let detail = detailAt(zoomOf(sigma));
    const rest = scene.edges.size > DENSE ? DENSE_EDGE : EDGE;
    const opacity = (id: string): number => (inside === null || inside.has(id) ? 1 : OUTSIDE);
    const accent = memo((bright) => faded(theme.accent, theme.bg, bright));
    const line = memo((bright) => faded(theme.line, theme.bg, rest * bright));
    const kinds = memo(
      (bright) => Object.fromEntries(NODE_KINDS.map((kind) => [kind, faded(theme.kinds[kind], theme.bg, bright)])) as Theme['kinds'],
    );
    sigma.setSetting('nodeReducer', (id, data) => {
      const { node, size } = data as unknown as DrawnNode;
      const chosen = selected.has(id);
      const bright = opacity(id);
      return {
        ...data,
        size: node.supernode ? size * 1.3 : size,
        color: kinds(bright)[node.kind],
        ground: theme.bg,
        shape: shapeOf(node),
        ring: chosen ? theme.accent : null,
        double: node.supernode || node.group,
        label: null,
        zIndex: chosen ? 1 : 0,
      };
    });
    sigma.setSetting('edgeReducer', (id, data) => {
      const { edge, title, size } = data as unknown as DrawnEdge;
      const chosen = id === selectedEdge || selected.has(edge.source) || selected.has(edge.target);
      return {
        ...data,
        color: chosen ? accent(opacity(id)) : line(opacity(id)),
        label: detail === 3 && opacity(id) === 1 ? title : null,
        size: id === selectedEdge ? 4 : size,
        forceLabel: detail === 3,
        zIndex: chosen ? 1 : 0,
      };
    });
    const onZoom = (): void => {
      const next = detailAt(zoomOf(sigma));
      if (next === detail) return;
      detail = next;
      sigma.refresh({ skipIndexation: true, schedule: true });
    };
    sigma.getCamera().on('updated', onZoom);
    return () => void sigma.getCamera().off('updated', onZoom);
  }, [renderer, scene, selected, selectedEdge, inside]);
}
