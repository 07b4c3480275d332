/** Which names may be written, the most telling first: put in order once for a view, not for each frame. */
import { isLabelled, rankOf, shorten } from '../labels.ts';
import type { Detail } from '../labels.ts';
import type { SceneNode } from '../scene.ts';
import type { Point } from '../state.ts';
import type { Frame } from './frame.ts';
import type { InView, Standing } from './in-view.ts';
import { sizeOf, titleOf } from './looks.ts';
import type { Look } from './looks.ts';

export interface Name {
  readonly id: string;
  readonly at: Point;
  readonly title: string;
  /** Selected, or under the hand: written in bold, over all. */
  readonly strong: boolean;
  readonly alert: boolean;
  /** From the node's middle to its name, CSS pixels at a scale of 1. */
  readonly below: number;
  /** Of its width, CSS pixels; measured when it is first written. */
  half: number | null;
}

/** Nodes that are looked at from afar, where those that may have a name stand anywhere. */
const LOOKED_AT = 3_000;
const RANKS = 6;

/** Made once for a node: while one drags, all that is in view is put in order with each move. */
const titles = new WeakMap<SceneNode, string>();
function shortTitle(node: SceneNode): string {
  const known = titles.get(node) ?? shorten(titleOf(node));
  titles.set(node, known);
  return known;
}

export const nameOf = ({ node, at }: Standing, strong: boolean): Name => ({
  id: node.id,
  at,
  title: shortTitle(node),
  strong,
  alert: node.kind === 'alert',
  below: sizeOf(node) * 0.72,
  half: null,
});

export class Names {
  readonly #inView: InView;
  #of: readonly unknown[] = [];
  #names: readonly Name[] = [];

  constructor(inView: InView) {
    this.#inView = inView;
  }

  /** The same value as before, while nothing that it hangs on is another. */
  in(frame: Frame, detail: Detail, look: Look): readonly Name[] {
    const shown = detail > 0 ? this.#inView.around(frame).nodes : this.#inView.marked();
    const of = [shown, detail, look];
    if (of.every((value, at) => value === this.#of[at])) return this.#names;
    this.#of = of;
    return (this.#names = this.#rank(shown, detail, look));
  }

  #rank(shown: readonly Standing[], detail: Detail, { selected, inside }: Look): readonly Name[] {
    const ranks: Name[][] = Array.from({ length: RANKS }, () => []);
    const offer = (standing: Standing, chosen: boolean): void => {
      const { node } = standing;
      if (!isLabelled(node, chosen, detail) || !(inside === null || inside.has(node.id))) return;
      ranks[rankOf(node, chosen)]!.push(nameOf(standing, chosen));
    };
    if (detail > 0) for (const standing of shown) offer(standing, selected.has(standing.node.id));
    else {
      const first = [...selected].slice(0, LOOKED_AT);
      for (const standing of this.#inView.standing(first)) offer(standing, true);
      for (const standing of shown.slice(0, LOOKED_AT - first.length)) if (!selected.has(standing.node.id)) offer(standing, false);
    }
    return ranks.flat();
  }
}
