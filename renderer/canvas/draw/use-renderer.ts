/** Makes sigma in an element and takes it down again. */
import { DirectedGraph } from 'graphology';
import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import Sigma from 'sigma';
import { EdgeArrowProgram } from 'sigma/rendering';
import { themeOf } from '../theme.ts';
import type { Theme } from '../theme.ts';
import { ShapeProgram } from './shape-program.ts';
import { WORLD, ratioFor, sizeAt, zoomFor } from './zoom.ts';

export interface Renderer {
  readonly sigma: Sigma;
  readonly theme: Theme;
}

/** Our own 2D layers: names lie below the nodes, so that they cover none; the rest above, from the lowest. */
const BELOW = { style: { pointerEvents: 'none' }, beforeLayer: 'nodes' } as const;
const ABOVE = { style: { pointerEvents: 'none' } } as const;
const LAYERS = { names: BELOW, badges: ABOVE, chosen: ABOVE, lasso: ABOVE } as const;
export const layerOf = (sigma: Sigma, layer: keyof typeof LAYERS): CanvasRenderingContext2D | null =>
  sigma.getCanvases()[layer]?.getContext('2d') ?? null;

/** Empties a layer, in two halves: Chromium 156 loses a clearing of the whole that no drawing follows. */
export function wipe(context: CanvasRenderingContext2D, { width, height }: { readonly width: number; readonly height: number }): void {
  context.clearRect(0, 0, width / 2, height);
  context.clearRect(width / 2, 0, width / 2, height);
}

/** Zoom that a canvas opens with: just above 1, so that a first handful of nodes has all its labels. */
const FIRST_ZOOM = 1.1;
const ZOOM_MIN = 0.05;
const ZOOM_MAX = 4;

function start(container: HTMLElement, settings: ConstructorParameters<typeof Sigma>[2]): Sigma | null {
  try {
    return new Sigma(new DirectedGraph(), container, settings);
  } catch {
    return null;
  }
}

/** `onFailed`: this machine can't draw it (no WebGL). */
export function useRenderer(element: RefObject<HTMLElement | null>, onFailed: () => void): Renderer | null {
  const [renderer, setRenderer] = useState<Renderer | null>(null);
  useEffect(() => {
    const container = element.current;
    if (!container) return undefined;
    const theme = themeOf(container);
    const size = () => [container.clientWidth, container.clientHeight] as const;
    const sigma = start(container, {
      allowInvalidContainer: true,
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: { arrow: EdgeArrowProgram },
      defaultNodeType: 'shape',
      defaultEdgeType: 'arrow',
      // Nodes' labels are drawn by `use-labels.ts`, which leaves out those that would meet.
      renderLabels: true,
      defaultDrawNodeLabel: () => undefined,
      defaultDrawNodeHover: () => undefined,
      renderEdgeLabels: true,
      edgeLabelFont: theme.sans,
      edgeLabelSize: 11,
      edgeLabelColor: { color: theme.muted },
      enableEdgeEvents: true,
      zIndex: true,
      stagePadding: 0,
      minEdgeThickness: 1.8,
      minCameraRatio: ratioFor(ZOOM_MAX, ...size()),
      maxCameraRatio: ratioFor(ZOOM_MIN, ...size()),
      zoomToSizeRatioFunction: (ratio) => 1 / sizeAt(zoomFor(ratio, ...size())),
      zoomDuration: 120,
      inertiaRatio: 0,
      doubleClickZoomingRatio: 1,
    });
    if (!sigma) {
      onFailed();
      return undefined;
    }
    sigma.setCustomBBox(WORLD);
    for (const [layer, options] of Object.entries(LAYERS)) sigma.createCanvasContext(layer, options);
    sigma.resize(true);
    sigma.getCamera().setState({ ratio: ratioFor(FIRST_ZOOM, ...size()) });
    setRenderer({ sigma, theme });
    return () => {
      setRenderer(null);
      sigma.kill();
    };
  }, [element, onFailed]);
  return renderer;
}
