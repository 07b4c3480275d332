/** What the mouse does: click selects, double click opens, drag moves, Shift-drag and Alt-drag lasso. */
import { useEffect, useRef } from 'react';
import type { MouseCoords } from 'sigma/types';
import type { Point } from '../state.ts';
import { layerOf, wipe } from './layers.ts';
import type { Stage } from './stage.ts';

export interface PointerActions {
  /** `add` keeps what is selected already. */
  readonly onSelect: (ids: readonly string[], how: 'only' | 'add' | 'remove') => void;
  readonly onSelectEdge: (id: string | null) => void;
  readonly onOpen: (id: string) => void;
  readonly onMove: (id: string, to: Point) => void;
}

export function usePointer(stage: Stage | null, actions: PointerActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    if (!stage) return undefined;
    const { sigma } = stage;
    let dragged: { readonly id: string; to: Point | null } | null = null;
    /** A click follows every release; after a drag it means nothing. */
    let wasDrag = false;
    let lasso: { readonly how: 'add' | 'remove'; readonly points: Point[] } | null = null;
    const context = layerOf(sigma, 'lasso');

    const keys = (event: MouseCoords) => event.original as MouseEvent;
    const begin = (event: MouseCoords): boolean => {
      const { shiftKey, altKey } = keys(event);
      if (!shiftKey && !altKey) return false;
      lasso = { how: altKey ? 'remove' : 'add', points: [{ x: event.x, y: event.y }] };
      event.preventSigmaDefault();
      return true;
    };
    const drawLasso = (): void => {
      if (!context) return;
      wipe(context, sigma.getDimensions());
      if (!lasso) return;
      context.beginPath();
      for (const { x, y } of lasso.points) context.lineTo(x, y);
      context.closePath();
      context.fillStyle = `${stage.theme.accent}22`;
      context.strokeStyle = stage.theme.accent;
      context.lineWidth = 1.5;
      context.fill();
      context.stroke();
    };
    const onMove = (event: MouseCoords): void => {
      if (lasso) {
        lasso.points.push({ x: event.x, y: event.y });
        drawLasso();
      } else if (dragged) {
        dragged.to = sigma.viewportToGraph(event);
        stage.drag(dragged.id, dragged.to);
      } else return;
      event.preventSigmaDefault();
    };
    const onUp = (): void => {
      wasDrag = dragged?.to !== undefined && dragged.to !== null;
      if (dragged?.to) latest.current.onMove(dragged.id, dragged.to);
      if (lasso && lasso.points.length > 3) {
        wasDrag = true;
        const { points, how } = lasso;
        const caught = stage.spatial.inLine(points.map((point) => sigma.viewportToGraph(point)));
        latest.current.onSelect(caught, how);
      }
      dragged = null;
      lasso = null;
      drawLasso();
    };
    const mouse = sigma.getMouseCaptor();
    sigma.on('downNode', ({ node, event }) => {
      wasDrag = false;
      if (begin(event)) return;
      dragged = { id: node, to: null };
    });
    const downElsewhere = ({ event }: { event: MouseCoords }): void => {
      wasDrag = false;
      begin(event);
    };
    sigma.on('downStage', downElsewhere);
    sigma.on('clickNode', ({ node, event }) => {
      if (wasDrag) return;
      const { shiftKey, ctrlKey, metaKey, altKey } = keys(event);
      latest.current.onSelect([node], altKey ? 'remove' : shiftKey || ctrlKey || metaKey ? 'add' : 'only');
    });
    sigma.on('clickStage', ({ event }) => {
      if (wasDrag) return;
      const edge = stage.edgeAt(event);
      if (edge === null) latest.current.onSelect([], 'only');
      else latest.current.onSelectEdge(edge);
    });
    sigma.on('doubleClickNode', ({ node, event }) => {
      event.preventSigmaDefault();
      latest.current.onOpen(node);
    });
    mouse.on('mousemovebody', onMove);
    mouse.on('mouseup', onUp);
    return () => {
      for (const event of ['downNode', 'downStage', 'clickNode', 'clickStage', 'doubleClickNode'] as const) sigma.removeAllListeners(event);
      mouse.off('mousemovebody', onMove);
      mouse.off('mouseup', onUp);
    };
  }, [stage]);
}
