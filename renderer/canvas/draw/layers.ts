/** Our own 2D layers over and under sigma's. */
import type Sigma from 'sigma';

/** What edges say and names lie below the nodes, so that they cover none; the rest above, from the lowest. */
const BELOW = { style: { pointerEvents: 'none' }, beforeLayer: 'nodes' } as const;
const ABOVE = { style: { pointerEvents: 'none' } } as const;
const LAYERS = { verbs: BELOW, names: BELOW, badges: ABOVE, chosen: ABOVE, lasso: ABOVE } as const;
type Layer = keyof typeof LAYERS;

export function addLayers(sigma: Sigma): void {
  for (const [layer, options] of Object.entries(LAYERS)) sigma.createCanvasContext(layer, options);
}

export const layerOf = (sigma: Sigma, layer: Layer): CanvasRenderingContext2D | null =>
  sigma.getCanvases()[layer]?.getContext('2d') ?? null;

/** Empties a layer, in two halves: Chromium 156 loses a clearing of the whole that no drawing follows. */
export function wipe(context: CanvasRenderingContext2D, { width, height }: { readonly width: number; readonly height: number }): void {
  context.clearRect(0, 0, width / 2, height);
  context.clearRect(width / 2, 0, width / 2, height);
}

/** Widths of texts in a font, measured once. */
const widths = new Map<string, number>();
const KEPT = 20_000;

export function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size >= KEPT) widths.clear();
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}
