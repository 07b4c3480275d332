/** A layer above the nodes: icons, an alert's letter, pins, and how many neighbours are not drawn. */
import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { SceneNode } from '../scene.ts';
import { frameOf, viewX, viewY } from './frame.ts';
import type { Frame } from './frame.ts';
import { imagesFrom } from './icons.tsx';
import type { IconName } from './icons.tsx';
import type { InView, Standing } from './in-view.ts';
import { fontOf, layerOf, widthOf, wipe } from './layers.ts';
import { NODE_SIZE, sizeOf } from './looks.ts';
import type { Stage } from './stage.ts';

/** Rendered size, CSS pixels, below which icons are only noise. */
const ICON_FROM = 12;
/** More nodes than this in view have no icons either. */
const MOST = 600;
const COUNT = new Intl.NumberFormat('en-US');
/** How much of a badge is left outside of a brush. */
const OUTSIDE = 0.15;

/** `sources`: the element that holds the icons to draw. */
export function useBadges(stage: Stage | null, inView: InView | null, sources: RefObject<HTMLElement | null>): void {
  const icons = useRef<ReadonlyMap<IconName, ImageBitmap>>(new Map());
  useEffect(() => {
    const holder = sources.current;
    if (!stage || !holder) return undefined;
    const load = (): void => {
      icons.current = imagesFrom(holder, stage.theme.onAccent, () => stage.sigma.scheduleRender());
    };
    load();
    stage.rethemed.add(load);
    return () => void stage.rethemed.delete(load);
  }, [stage, sources]);
  useEffect(() => {
    if (!stage || !inView) return undefined;
    const { sigma } = stage;
    const context = layerOf(sigma, 'badges');
    if (!context) return undefined;
    const draw = (): void => {
      const frame = frameOf(sigma);
      wipe(context, frame);
      const { inside } = stage.look;
      const scale = sigma.scaleSize(1);
      const near = scale * NODE_SIZE >= ICON_FROM ? inSight(frame, inView.around(frame).nodes) : null;
      const detailed = near !== null && near.length <= MOST;
      for (const { node, at } of detailed ? near : inSight(frame, inView.marked())) {
        context.globalAlpha = inside === null || inside.has(node.id) ? 1 : OUTSIDE;
        badge(node, viewX(frame, at), viewY(frame, at), scale * sizeOf(node), detailed);
      }
      context.globalAlpha = 1;
    };
    const badge = (node: SceneNode, x: number, y: number, size: number, detailed: boolean): void => {
      const { onAccent } = stage.theme;
      const glyph = size * 0.62;
      const icon = detailed ? icons.current.get(node.kind) : undefined;
      if (node.group && size >= ICON_FROM) write(String(node.records.length), x, y, onAccent, Math.min(12, size * 0.5));
      else if (node.kind === 'alert' && size >= 9) write(severityLetter(node), x, y + size * 0.08, onAccent, size * 0.55);
      else if (icon && size >= ICON_FROM) context.drawImage(icon, x - glyph / 2, y - glyph / 2, glyph, glyph);
      if (node.pinned) pin(x - size * 0.62, y - size * 0.62);
      if (node.stub > 0) pill(`+${COUNT.format(node.stub)}`, x + size * 0.7, y - size * 0.5);
    };
    const write = (text: string, x: number, y: number, colour: string, size: number): void => {
      // In halves of a pixel: a font of its own for each zoom would be found anew for each frame.
      context.font = fontOf(600, Math.round(size * 2) / 2, stage.theme);
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillStyle = colour;
      context.fillText(text, x, y);
    };
    const pin = (x: number, y: number): void => {
      context.beginPath();
      context.arc(x, y, 7, 0, 2 * Math.PI);
      context.fillStyle = stage.theme.text;
      context.strokeStyle = stage.theme.bg;
      context.lineWidth = 2;
      context.stroke();
      context.fill();
      const icon = icons.current.get('pin');
      if (icon) context.drawImage(icon, x - 5, y - 5, 10, 10);
    };
    const pill = (text: string, x: number, y: number): void => {
      const { raised, line } = stage.theme;
      const font = fontOf(600, 11, stage.theme);
      context.font = font;
      const wide = widthOf(context, font, text) + 10;
      context.beginPath();
      context.roundRect(x, y - 8, wide, 16, 8);
      context.fillStyle = raised;
      context.strokeStyle = line;
      context.lineWidth = 1;
      context.fill();
      context.stroke();
      write(text, x + wide / 2, y + 0.5, stage.theme.text, 11);
    };
    sigma.on('afterRender', draw);
    sigma.scheduleRender();
    return () => void sigma.off('afterRender', draw);
  }, [stage, inView]);
}

/** Those that reach into the view, and no more than one too many. */
function inSight(frame: Frame, all: readonly Standing[]): readonly Standing[] {
  const found: Standing[] = [];
  for (const standing of all) {
    const [x, y] = [viewX(frame, standing.at), viewY(frame, standing.at)];
    if (x < -40 || y < -40 || x > frame.width + 40 || y > frame.height + 40) continue;
    if (found.push(standing) > MOST) break;
  }
  return found;
}

/** C, H, M or L, from what the alert says of its severity; none when it says nothing. */
function severityLetter(node: SceneNode): string {
  const { severity, level } = node.records[0]?.props ?? {};
  const said = typeof severity === 'string' ? severity : typeof level === 'string' ? level : '';
  return /^[chml]/i.test(said) ? said.charAt(0).toUpperCase() : '!';
}
