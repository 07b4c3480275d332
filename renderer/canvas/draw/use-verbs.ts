/** What edges say, along them, where one looks closely. */
import { useEffect } from 'react';
import { detailAt } from '../labels.ts';
import type { SceneEdge } from '../scene.ts';
import { frameOf, seen, viewX, viewY } from './frame.ts';
import { layerOf, widthOf, wipe } from './layers.ts';
import { sizeOf, verbsOf } from './looks.ts';
import type { Stage } from './stage.ts';

const SIZE = 11;
/** In one view, and of one node. */
const MOST = 300;
const MOST_OF_ONE = 200;

export function useVerbs(stage: Stage | null): void {
  useEffect(() => {
    if (!stage) return undefined;
    const { sigma, spatial } = stage;
    const context = layerOf(sigma, 'verbs');
    if (!context) return undefined;
    let drawn = false;
    const draw = (): void => {
      const { scene, look, theme } = stage;
      const frame = frameOf(sigma);
      const close = detailAt(frame.zoom) === 3;
      if (drawn) wipe(context, frame);
      drawn = close;
      if (!scene || !close) return;
      const edges = new Set<SceneEdge>();
      spatial.within(seen(frame, 0), (id) => {
        let own = 0;
        for (const edge of scene.touching(id)) {
          if (++own > MOST_OF_ONE || edges.size >= MOST) return;
          if (look.inside === null || look.inside.has(edge)) edges.add(scene.edges.get(edge)!);
        }
      });
      const scale = sigma.scaleSize(1);
      context.font = `${SIZE}px ${theme.sans}`;
      context.textAlign = 'center';
      context.textBaseline = 'bottom';
      context.fillStyle = theme.muted;
      for (const edge of edges) {
        const [a, b] = [spatial.get(edge.source), spatial.get(edge.target)];
        const [source, target] = [scene.nodes.get(edge.source), scene.nodes.get(edge.target)];
        if (!a || !b || !source || !target) continue;
        const [dx, dy] = [(b.x - a.x) * frame.zoom, (a.y - b.y) * frame.zoom];
        const text = verbsOf(edge);
        if (widthOf(context, text) > Math.hypot(dx, dy) - (sizeOf(source) + sizeOf(target)) * scale) continue;
        const turn = Math.atan2(dy, dx);
        context.save();
        context.translate(viewX(frame, a) + dx / 2, viewY(frame, a) + dy / 2);
        // Never upside down.
        context.rotate(Math.abs(turn) > Math.PI / 2 ? turn + Math.PI : turn);
        context.fillText(text, 0, -2);
        context.restore();
      }
    };
    sigma.on('afterRender', draw);
    return () => void sigma.off('afterRender', draw);
  }, [stage]);
}
