/** The kinds' icons as images for the 2D layer, drawn once by the icon components themselves. */
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { NODE_KINDS } from '../../../shared/graph/kinds.ts';
import type { NodeKind } from '../../../shared/graph/kinds.ts';
import { KIND_LOOKS } from '../kinds.ts';

/** Pixels of an icon's image: sharp at every size that the canvas draws. */
const PIXELS = 64;

/** `onReady` is called when the last one can be drawn. Alerts have a letter instead. */
export function loadIcons(colour: string, onReady: () => void): ReadonlyMap<NodeKind, HTMLImageElement> {
  const icons = new Map<NodeKind, HTMLImageElement>();
  const loads = NODE_KINDS.filter((kind) => kind !== 'alert').map((kind) => {
    const holder = document.createElement('div');
    const root = createRoot(holder);
    flushSync(() => root.render(createElement(KIND_LOOKS[kind].icon, { size: PIXELS, color: colour, strokeWidth: 2.25 })));
    const image = new Image(PIXELS, PIXELS);
    image.src = `data:image/svg+xml,${encodeURIComponent(holder.innerHTML)}`;
    root.unmount();
    icons.set(kind, image);
    return image.decode().catch(() => undefined);
  });
  void Promise.all(loads).then(onReady);
  return icons;
}
