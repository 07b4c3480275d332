/** What edges say, along them, where one looks closely. */
import { useEffect } from 'react';
import { detailAt } from '../labels.ts';
import { frameOf } from './frame.ts';
import type { Around, InView } from './in-view.ts';
import { fontOf, layerOf, turnBy, widthOf, wipe } from './layers.ts';
import type { Stage } from './stage.ts';
import { verbLines, written } from './verb-lines.ts';
import type { VerbLine } from './verb-lines.ts';

const SIZE = 11;
/** In one view. */
const MOST = 300;

export function useVerbs(stage: Stage | null, inView: InView | null): void {
  useEffect(() => {
    if (!stage || !inView) return undefined;
    const { sigma, spatial } = stage;
    const context = layerOf(sigma, 'verbs');
    if (!context) return undefined;
    let drawn = false;
    let kept: { around: Around; inside: ReadonlySet<string> | null; lines: readonly VerbLine[] } | null = null;
    const draw = (): void => {
      const { scene, theme, look } = stage;
      const frame = frameOf(sigma);
      const close = detailAt(frame.zoom) === 3;
      if (drawn) wipe(context, frame);
      drawn = close;
      if (!scene || !close) return;
      const around = inView.around(frame);
      const { inside } = look;
      if (kept?.around !== around || kept.inside !== inside) kept = { around, inside, lines: verbLines(scene, spatial, around, inside) };
      const scale = sigma.scaleSize(1);
      const font = fontOf(400, SIZE, theme);
      context.font = font;
      context.textAlign = 'center';
      context.textBaseline = 'bottom';
      context.fillStyle = theme.muted;
      const upright = context.getTransform();
      let count = 0;
      for (const line of kept.lines) {
        const at = written(frame, line, widthOf(context, font, line.text), scale);
        if (!at) continue;
        turnBy(context, upright.a, at);
        context.fillText(line.text, 0, -2);
        if (++count >= MOST) break;
      }
      context.setTransform(upright);
    };
    sigma.on('afterRender', draw);
    return () => void sigma.off('afterRender', draw);
  }, [stage, inView]);
}
