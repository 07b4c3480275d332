/**
 * Who stands in the view: looked up with a margin around it and kept, until the camera leaves the margin or anything moves.
 * While one pans, a frame goes through a short list instead of asking the index and the scene about each node anew.
 */
import type { Rectangle } from '../spatial.ts';
import type { Scene, SceneNode } from '../scene.ts';
import type { Point } from '../state.ts';
import { seen } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Stage } from './stage.ts';

type OfStage = Pick<Stage, 'scene' | 'spatial' | 'marked'>;

export interface Standing {
  readonly node: SceneNode;
  readonly at: Point;
}

/** A value of its own for each look-up: what was made of it holds as long as it is the same. */
export interface Around {
  readonly box: Rectangle;
  readonly nodes: readonly Standing[];
}

/** CSS pixels around the view, and what of a node reaches into it: its shape and its name. */
const MARGIN = 200;
const REACH = 40;
/** Nodes that are kept of a view: of more, nothing could be read. */
const MOST = 6_000;
/** Looking this much closer, most of what was looked up is out of sight. */
const CLOSER = 1.5;

const NOWHERE: Around = { box: { left: 0, right: 0, low: 0, high: 0 }, nodes: [] };

export class InView {
  readonly #stage: OfStage;
  #scene: Scene | null = null;
  #changes = 0;
  #zoom = 0;
  #around: Around | null = null;
  #marked: readonly Standing[] | null = null;

  constructor(stage: OfStage) {
    this.#stage = stage;
  }

  /** Those in view and in a margin around it, in no order. */
  around(frame: Frame): Around {
    this.#forget();
    const { scene, spatial } = this.#stage;
    if (!scene) return NOWHERE;
    if (this.#around && frame.zoom <= this.#zoom * CLOSER && contains(this.#around.box, seen(frame, REACH))) return this.#around;
    const box = seen(frame, MARGIN);
    const nodes: Standing[] = [];
    spatial.within(box, (id, at) => {
      const node = nodes.length < MOST && isIn(box, at) && scene.nodes.get(id);
      if (node) nodes.push({ node, at });
    });
    this.#zoom = frame.zoom;
    return (this.#around = { box, nodes });
  }

  /** Those that are told apart from afar, wherever they stand. */
  marked(): readonly Standing[] {
    this.#forget();
    return (this.#marked ??= this.standing(this.#stage.marked));
  }

  /** Those of some ids that are on the scene. */
  standing(ids: Iterable<string>): readonly Standing[] {
    const { scene, spatial } = this.#stage;
    const found: Standing[] = [];
    for (const id of ids) {
      const node = scene?.nodes.get(id);
      if (node) found.push({ node, at: spatial.get(id) ?? node });
    }
    return found;
  }

  /** What was kept of another scene, or of before something moved. */
  #forget(): void {
    const { scene, spatial } = this.#stage;
    if (this.#scene === scene && this.#changes === spatial.changes) return;
    this.#scene = scene;
    this.#changes = spatial.changes;
    this.#around = null;
    this.#marked = null;
  }
}

export const isIn = ({ left, right, low, high }: Rectangle, { x, y }: Point): boolean => x >= left && x <= right && y >= low && y <= high;

const contains = (outer: Rectangle, inner: Rectangle): boolean =>
  inner.left >= outer.left && inner.right <= outer.right && inner.low >= outer.low && inner.high <= outer.high;
