/** The canvas: an element for sigma and the controllers that tame it, each doing one thing. */
import { useEffect, useMemo, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { IconSources } from './draw/icons.tsx';
import { InView } from './draw/in-view.ts';
import { useBadges } from './draw/use-badges.ts';
import type { Look } from './draw/looks.ts';
import { useLabels } from './draw/use-labels.ts';
import { usePointer } from './draw/use-pointer.ts';
import type { PointerActions } from './draw/use-pointer.ts';
import { useStage } from './draw/use-stage.ts';
import { useVerbs } from './draw/use-verbs.ts';
import { ZOOM_MAX, cameraAt, ratioFor, zoomOf } from './draw/zoom.ts';
import type { Scene } from './scene.ts';
import type { Point } from './state.ts';
import './canvas.css';

/** The world's point in the middle, and CSS pixels a world unit. */
export interface Sight extends Point {
  readonly zoom: number;
}

/** What the rest of the workbench may do to the camera. */
export interface CanvasCamera {
  /** Looks at a point, as near as it is. */
  readonly centre: (point: Point) => void;
  /** Moves only as far as needed for the point to be seen. */
  readonly reveal: (point: Point) => void;
  /** Shows all of these points. */
  readonly fit: (points: readonly Point[]) => void;
  readonly zoomBy: (factor: number) => void;
  /** Where it looks, and how near. */
  readonly view: () => Sight;
  readonly look: (sight: Sight) => void;
  /** The world's point in the middle of what is seen. */
  readonly middle: () => Point;
}

export interface CanvasProps extends Look, PointerActions {
  readonly label: string;
  readonly scene: Scene;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onCamera: (camera: CanvasCamera | null) => void;
  /** The canvas can't be drawn on this machine. */
  readonly onFailed: () => void;
  /** Where a canvas before this one looked. */
  readonly view: Sight | null;
}

export function Canvas({ label, onKeyDown, onCamera, onFailed, view, ...rest }: CanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const first = useRef(view);
  const sources = useRef<HTMLDivElement>(null);
  const stage = useStage(element, onFailed);
  const { scene, selected, selectedEdge, inside } = rest;
  useEffect(() => stage?.show(scene), [stage, scene]);
  useEffect(() => stage?.restyle({ selected, selectedEdge, inside }), [stage, selected, selectedEdge, inside]);
  const inView = useMemo(() => stage && new InView(stage), [stage]);
  useVerbs(stage, inView);
  useLabels(stage, inView);
  useBadges(stage, inView, sources);
  usePointer(stage, rest);
  useEffect(() => {
    if (!stage) return undefined;
    const { sigma } = stage;
    const camera = sigma.getCamera();
    const ratio = (zoom: number): number => ratioFor(zoom, sigma.getDimensions().width, sigma.getDimensions().height);
    const middle = (): Point => {
      const { width, height } = sigma.getDimensions();
      return sigma.viewportToGraph({ x: width / 2, y: height / 2 });
    };
    /** Looking at all of it may need to be from farther than one goes by oneself: from there on that far. */
    const look = ({ zoom, ...point }: Sight): void => {
      camera.maxRatio = Math.max(camera.maxRatio ?? 0, ratio(zoom));
      camera.setState({ ...cameraAt(point), ratio: ratio(zoom) });
    };
    if (first.current) look(first.current);
    onCamera({
      view: () => ({ ...middle(), zoom: zoomOf(sigma) }),
      look,
      centre: (point) => void camera.setState(cameraAt(point)),
      reveal: (point) => {
        const { width, height } = sigma.getDimensions();
        const { x, y } = sigma.graphToViewport(point);
        if (x < 40 || y < 40 || x > width - 40 || y > height - 40) camera.setState(cameraAt(point));
      },
      fit: (points) => {
        if (points.length === 0) return;
        const { width, height } = sigma.getDimensions();
        const [left, right] = span(points, 'x');
        const [low, high] = span(points, 'y');
        const zoom = Math.min(1.1, width / (right - left + 160), height / (high - low + 160));
        look({ x: (left + right) / 2, y: (low + high) / 2, zoom });
      },
      zoomBy: (factor) => void camera.setState({ ratio: ratio(Math.min(ZOOM_MAX, zoomOf(sigma) * factor)) }),
      middle,
    });
    return () => onCamera(null);
  }, [stage, onCamera]);
  return (
    <div className="canvas">
      <div ref={element} className="canvas-stage" tabIndex={0} role="application" aria-label={label} onKeyDown={onKeyDown} />
      <IconSources ref={sources} />
    </div>
  );
}

const span = (points: readonly Point[], axis: 'x' | 'y'): readonly [number, number] =>
  points.reduce<readonly [number, number]>(
    ([least, most], point) => [Math.min(least, point[axis]), Math.max(most, point[axis])],
    [Infinity, -Infinity],
  );
