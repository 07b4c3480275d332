/** Makes sigma in an element and takes it down again. */
import { DirectedGraph } from 'graphology';
import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import Sigma from 'sigma';
import { EdgeArrowProgram } from 'sigma/rendering';
import { themeOf } from '../theme.ts';
import type { Theme } from '../theme.ts';
import { labelDrawer } from './labels.ts';
import { ShapeProgram } from './shape-program.ts';
import { WORLD, ratioFor, sizeAt, zoomFor } from './zoom.ts';

export interface Renderer {
  readonly sigma: Sigma;
  readonly theme: Theme;
}

/** Zoom that a canvas opens with: just above 1, so that a first handful of nodes has all its labels. */
const FIRST_ZOOM = 1.1;
const ZOOM_MIN = 0.05;
const ZOOM_MAX = 4;

export function useRenderer(element: RefObject<HTMLElement | null>): Renderer | null {
  const [renderer, setRenderer] = useState<Renderer | null>(null);
  useEffect(() => {
    const container = element.current;
    if (!container) return undefined;
    const theme = themeOf(container);
    const size = () => [container.clientWidth, container.clientHeight] as const;
    const sigma = new Sigma(new DirectedGraph(), container, {
      allowInvalidContainer: true,
      nodeProgramClasses: { shape: ShapeProgram },
      edgeProgramClasses: { arrow: EdgeArrowProgram },
      defaultNodeType: 'shape',
      defaultEdgeType: 'arrow',
      defaultDrawNodeLabel: labelDrawer(theme),
      defaultDrawNodeHover: labelDrawer(theme),
      labelFont: theme.sans,
      labelSize: 12,
      labelRenderedSizeThreshold: 0,
      labelDensity: 1,
      labelGridCellSize: 90,
      renderEdgeLabels: true,
      edgeLabelFont: theme.sans,
      edgeLabelSize: 11,
      edgeLabelColor: { color: theme.muted },
      enableEdgeEvents: true,
      zIndex: true,
      stagePadding: 0,
      minEdgeThickness: 1,
      minCameraRatio: ratioFor(ZOOM_MAX, ...size()),
      maxCameraRatio: ratioFor(ZOOM_MIN, ...size()),
      zoomToSizeRatioFunction: (ratio) => 1 / sizeAt(zoomFor(ratio, ...size())),
      zoomDuration: 120,
      inertiaDuration: 0,
      doubleClickZoomingRatio: 1,
    });
    sigma.setCustomBBox(WORLD);
    sigma.getCamera().setState({ ratio: ratioFor(FIRST_ZOOM, ...size()) });
    setRenderer({ sigma, theme });
    return () => {
      setRenderer(null);
      sigma.kill();
    };
  }, [element]);
  return renderer;
}
