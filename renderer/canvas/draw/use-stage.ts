/** Makes sigma in an element, and what brings scenes onto it; takes it down again. Repaints when the theme changes. */
import { useEffect, useState } from 'react';
import type { RefObject } from 'react';
import { createEdgeArrowHeadProgram, createEdgeClampedProgram, createEdgeCompoundProgram } from 'sigma/rendering';
import { onTheme, themeOf } from '../theme.ts';
import { keeping } from './keeping.ts';
import { addLayers } from './layers.ts';
import { QuietSigma } from './quiet-sigma.ts';
import { ShapeProgram } from './shape-program.ts';
import { Stage } from './stage.ts';
import { WORLD, ZOOM_MAX, ZOOM_MIN, ratioFor, sizeAt, zoomFor } from './zoom.ts';

/** Zoom that a canvas opens with: just above 1, so that a first handful of nodes has all its labels. */
const FIRST_ZOOM = 1.1;

const ArrowProgram = createEdgeCompoundProgram([keeping(createEdgeClampedProgram()), keeping(createEdgeArrowHeadProgram())]);

function start(container: HTMLElement): Stage | null {
  const size = () => [container.clientWidth, container.clientHeight] as const;
  let stage: Stage | null = null;
  try {
    const sigma = new QuietSigma(
      container,
      {
        allowInvalidContainer: true,
        nodeProgramClasses: { shape: keeping(ShapeProgram) },
        edgeProgramClasses: { arrow: ArrowProgram },
        defaultNodeType: 'shape',
        defaultEdgeType: 'arrow',
        // All that is written is drawn by our own layers, which leave out what would meet.
        renderLabels: false,
        defaultDrawNodeHover: () => undefined,
        enableCameraRotation: false,
        zIndex: true,
        stagePadding: 0,
        minEdgeThickness: 1.8,
        minCameraRatio: ratioFor(ZOOM_MAX, ...size()),
        maxCameraRatio: ratioFor(ZOOM_MIN, ...size()),
        zoomToSizeRatioFunction: (ratio) => 1 / sizeAt(zoomFor(ratio, ...size())),
        zoomDuration: 120,
        inertiaRatio: 0,
        doubleClickZoomingRatio: 1,
      },
      (at) => stage?.nodeAt(at) ?? null,
    );
    // What is put there is placed by it from the first on.
    sigma.setCustomBBox(WORLD).refresh();
    addLayers(sigma);
    sigma.resize(true);
    sigma.getCamera().setState({ ratio: ratioFor(FIRST_ZOOM, ...size()) });
    stage = new Stage(sigma, themeOf(container));
    return stage;
  } catch {
    return null;
  }
}

/** `onFailed`: this machine can't draw it (no WebGL). */
export function useStage(element: RefObject<HTMLElement | null>, onFailed: () => void): Stage | null {
  const [stage, setStage] = useState<Stage | null>(null);
  useEffect(() => {
    const container = element.current;
    if (!container) return undefined;
    const made = start(container);
    if (!made) {
      onFailed();
      return undefined;
    }
    const forget = onTheme(() => made.retheme(themeOf(container)));
    setStage(made);
    return () => {
      forget();
      setStage(null);
      made.end();
    };
  }, [element, onFailed]);
  return stage;
}
