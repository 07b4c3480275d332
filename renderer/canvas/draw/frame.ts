/** One frame's way from the world to the view, and the part of the world that is seen. The camera never turns. */
import type Sigma from 'sigma';
import type { Point } from '../state.ts';
import type { Rectangle } from '../spatial.ts';
import { cameraAt, zoomOf } from './zoom.ts';

export interface Frame {
  readonly width: number;
  readonly height: number;
  /** CSS pixels a world unit. */
  readonly zoom: number;
  /** Where the world's middle is in the view. */
  readonly left: number;
  readonly top: number;
}

/** After the frame was drawn: sigma's matrix is then this frame's. */
export function frameOf(sigma: Sigma): Frame {
  const { width, height } = sigma.getDimensions();
  const { x, y } = sigma.framedGraphToViewport(cameraAt({ x: 0, y: 0 }));
  return { width, height, zoom: zoomOf(sigma), left: x, top: y };
}

export const viewX = ({ left, zoom }: Frame, { x }: Point): number => left + x * zoom;
export const viewY = ({ top, zoom }: Frame, { y }: Point): number => top - y * zoom;

/** The world's part in view, with a margin in CSS pixels. */
export function seen({ width, height, zoom, left, top }: Frame, margin: number): Rectangle {
  return {
    left: (-margin - left) / zoom,
    right: (width + margin - left) / zoom,
    low: (top - height - margin) / zoom,
    high: (top + margin) / zoom,
  };
}
