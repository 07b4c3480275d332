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

/** Puts a layer's origin at a point, and its x along a direction of length 1. `ratio`: device pixels a CSS pixel. */
export function turnBy(
  context: CanvasRenderingContext2D,
  ratio: number,
  { x, y, cos, sin }: { readonly x: number; readonly y: number; readonly cos: number; readonly sin: number },
): void {
  context.setTransform(ratio * cos, ratio * sin, -ratio * sin, ratio * cos, ratio * x, ratio * y);
}

export const fontOf = (weight: 400 | 600, size: number, { sans }: { readonly sans: string }): string => `${weight} ${size}px ${sans}`;

/**
 * Widths of texts by font, measured once. The texts are a customer's: they go with the page, which no other customer is
 * shown in.
 */
const widths = new Map<string, Map<string, number>>();
const KEPT = 20_000;

/** CSS pixels. `font` is the context's own: to ask the context for it costs more than to measure. */
export function widthOf(context: CanvasRenderingContext2D, font: string, text: string): number {
  let ofFont = widths.get(font);
  if (!ofFont) widths.set(font, (ofFont = new Map()));
  const known = ofFont.get(text);
  if (known !== undefined) return known;
  if (ofFont.size >= KEPT) ofFont.clear();
  const { width } = context.measureText(text);
  ofFont.set(text, width);
  return width;
}
