/** World and camera. The world has a fixed frame, so that what is added moves nothing; zoom 1 is one CSS pixel a unit. */
import type Sigma from 'sigma';

/** Width and height of the frame that sigma normalises by, in world units. */
const FRAME = 1_000;
export const WORLD = { x: [-FRAME / 2, FRAME / 2] as [number, number], y: [-FRAME / 2, FRAME / 2] as [number, number] };

/** How near and how far one may look. */
export const ZOOM_MIN = 0.02;
export const ZOOM_MAX = 4;

const across = (width: number, height: number): number => Math.max(1, Math.min(width, height));

/** Camera ratio for a zoom, and back. */
export const ratioFor = (zoom: number, width: number, height: number): number => across(width, height) / (FRAME * zoom);
export const zoomFor = (ratio: number, width: number, height: number): number => across(width, height) / (FRAME * ratio);

export function zoomOf(sigma: Sigma): number {
  const { width, height } = sigma.getDimensions();
  return zoomFor(sigma.getCamera().ratio, width, height);
}

/** Where the camera looks, from world units. */
export const cameraAt = (point: { x: number; y: number }) => ({ x: 0.5 + point.x / FRAME, y: 0.5 + point.y / FRAME });

/** Nodes grow more slowly than the world: a glance at everything still shows dots, a close look no balloons. */
export const sizeAt = (zoom: number): number => Math.min(1.5, Math.max(0.15, Math.sqrt(zoom)));
