/** A layer above the nodes: icons, an alert's letter, pins, and how many neighbours are not drawn. */
import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';
import type { Scene, SceneNode } from '../scene.ts';
import { imagesFrom } from './icons.tsx';
import type { IconName } from './icons.tsx';
import { layerOf, wipe } from './use-renderer.ts';
import type { Renderer } from './use-renderer.ts';

/** Rendered size, CSS pixels, below which icons are only noise. */
const ICON_FROM = 12;

export interface Badges {
  readonly scene: Scene;
  readonly inside: ReadonlySet<string> | null;
  /** The element that holds the icons to draw. */
  readonly sources: RefObject<HTMLElement | null>;
}

export function useBadges(renderer: Renderer | null, { scene, inside, sources }: Badges): void {
  const icons = useRef<ReadonlyMap<IconName, HTMLImageElement>>(new Map());
  useEffect(() => {
    const holder = sources.current;
    if (!renderer || !holder) return;
    icons.current = imagesFrom(holder, renderer.theme.onAccent, () => renderer.sigma.scheduleRender());
  }, [renderer, sources]);
  useEffect(() => {
    if (!renderer) return undefined;
    const { sigma, theme } = renderer;
    const context = layerOf(sigma, 'badges');
    if (!context) return undefined;
    const draw = (): void => {
      const { width, height } = sigma.getDimensions();
      wipe(context, { width, height });
      for (const node of scene.nodes.values()) {
        const data = sigma.getNodeDisplayData(node.id);
        if (!data) continue;
        const at = sigma.framedGraphToViewport(data);
        if (at.x < -40 || at.y < -40 || at.x > width + 40 || at.y > height + 40) continue;
        context.globalAlpha = inside === null || inside.has(node.id) ? 1 : 0.15;
        badge(node, at.x, at.y, sigma.scaleSize(data.size));
      }
      context.globalAlpha = 1;
    };
    const badge = (node: SceneNode, x: number, y: number, size: number): void => {
      const glyph = size * 0.62;
      const icon = icons.current.get(node.kind);
      if (node.group && size >= ICON_FROM) write(String(node.records.length), x, y, theme.onAccent, Math.min(12, size * 0.5));
      else if (node.kind === 'alert' && size >= 9) write(severityLetter(node), x, y + size * 0.08, theme.onAccent, size * 0.55);
      else if (icon && size >= ICON_FROM) context.drawImage(icon, x - glyph / 2, y - glyph / 2, glyph, glyph);
      if (node.pinned) pin(x - size * 0.62, y - size * 0.62);
      if (node.stub > 0) pill(`+${node.stub.toLocaleString('en-US')}`, x + size * 0.7, y - size * 0.5);
    };
    const write = (text: string, x: number, y: number, colour: string, size: number): void => {
      context.font = `600 ${size}px ${theme.sans}`;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillStyle = colour;
      context.fillText(text, x, y);
    };
    const pin = (x: number, y: number): void => {
      context.beginPath();
      context.arc(x, y, 7, 0, 2 * Math.PI);
      context.fillStyle = theme.text;
      context.strokeStyle = theme.bg;
      context.lineWidth = 2;
      context.stroke();
      context.fill();
      const icon = icons.current.get('pin');
      if (icon) context.drawImage(icon, x - 5, y - 5, 10, 10);
    };
    const pill = (text: string, x: number, y: number): void => {
      context.font = `600 11px ${theme.sans}`;
      const wide = context.measureText(text).width + 10;
      context.beginPath();
      context.roundRect(x, y - 8, wide, 16, 8);
      context.fillStyle = theme.raised;
      context.strokeStyle = theme.line;
      context.lineWidth = 1;
      context.fill();
      context.stroke();
      write(text, x + wide / 2, y + 0.5, theme.text, 11);
    };
    sigma.on('afterRender', draw);
    sigma.scheduleRender();
    return () => void sigma.off('afterRender', draw);
  }, [renderer, scene, inside]);
}

/** C, H, M or L, from what the alert says of its severity; none when it says nothing. */
function severityLetter(node: SceneNode): string {
  const { severity, level } = node.records[0]?.props ?? {};
  const said = typeof severity === 'string' ? severity : typeof level === 'string' ? level : '';
  return /^[chml]/i.test(said) ? said.charAt(0).toUpperCase() : '!';
}
