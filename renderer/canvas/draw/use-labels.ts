/** Draws node labels below their nodes, the most telling first; one that would meet another is left out. */
import { useEffect } from 'react';
import { detailAt, isLabelled, rankOf } from '../labels.ts';
import type { Scene, SceneNode } from '../scene.ts';
import type { DrawnNode } from './use-scene.ts';
import { layerOf, wipe } from './use-renderer.ts';
import type { Renderer } from './use-renderer.ts';
import { zoomOf } from './zoom.ts';

export interface LabelLook {
  readonly scene: Scene;
  readonly selected: ReadonlySet<string>;
  readonly inside: ReadonlySet<string> | null;
}

/** CSS pixels. */
const SIZE = 12;
const LINE = 15;
/** More than this in one view, by the zoom's detail, are not read: from afar they would hide what they name. */
const MOST = [24, 120, 400, 400] as const;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

const meet = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && Math.abs(a.top - b.top) < LINE;

function prepare(context: CanvasRenderingContext2D, width: number, height: number, ground: string): void {
  wipe(context, { width, height });
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = ground;
}

export function useLabels(renderer: Renderer | null, { scene, selected, inside }: LabelLook): void {
  useEffect(() => {
    if (!renderer) return undefined;
    const { sigma, theme } = renderer;
    const names = layerOf(sigma, 'names');
    const chosen = layerOf(sigma, 'chosen');
    if (!names || !chosen) return undefined;
    const graph = sigma.getGraph();
    let hovered: string | null = null;
    const rank = (node: SceneNode): number => (node.id === hovered ? -1 : rankOf(node, selected.has(node.id)));
    const draw = (): void => {
      const { width, height } = sigma.getDimensions();
      for (const context of [names, chosen]) prepare(context, width, height, theme.bg);
      const detail = detailAt(zoomOf(sigma));
      const wanted = [...scene.nodes.values()].filter(
        (node) => node.id === hovered || (isLabelled(node, selected.has(node.id), detail) && (inside === null || inside.has(node.id))),
      );
      const taken: Box[] = [];
      for (const node of wanted.sort((a, b) => rank(a) - rank(b))) {
        if (taken.length >= MOST[detail]) break;
        const data = sigma.getNodeDisplayData(node.id);
        if (!data || !graph.hasNode(node.id)) continue;
        const { x, y } = sigma.framedGraphToViewport(data);
        if (x < -80 || y < -20 || x > width + 80 || y > height + 20) continue;
        const strong = rank(node) <= 0;
        const context = strong ? chosen : names;
        const { title } = graph.getNodeAttributes(node.id) as unknown as DrawnNode;
        context.font = `${strong ? 600 : 400} ${SIZE}px ${theme.sans}`;
        const half = context.measureText(title).width / 2 + 3;
        const top = y + sigma.scaleSize(data.size) * 0.72 + 2;
        const box = { left: x - half, right: x + half, top };
        if (!strong && taken.some((other) => meet(box, other))) continue;
        taken.push(box);
        context.fillStyle = strong || node.kind === 'alert' ? theme.text : theme.muted;
        context.strokeText(title, x, top);
        context.fillText(title, x, top);
      }
    };
    const enter = ({ node }: { node: string }): void => {
      hovered = node;
      sigma.scheduleRender();
    };
    const leave = (): void => {
      hovered = null;
      sigma.scheduleRender();
    };
    sigma.on('afterRender', draw).on('enterNode', enter).on('leaveNode', leave);
    sigma.scheduleRender();
    return () => void sigma.off('afterRender', draw).off('enterNode', enter).off('leaveNode', leave);
  }, [renderer, scene, selected, inside]);
}
