/** Draws node labels below their nodes, the most telling first; one that would meet another is left out. */
import { useEffect } from 'react';
import { detailAt, isLabelled, rankOf, shorten } from '../labels.ts';
import type { Detail } from '../labels.ts';
import type { SceneNode } from '../scene.ts';
import { frameOf, seen, viewX, viewY } from './frame.ts';
import type { Frame } from './frame.ts';
import { layerOf, widthOf, wipe } from './layers.ts';
import { sizeOf, titleOf } from './looks.ts';
import type { Stage } from './stage.ts';

/** CSS pixels. */
const SIZE = 12;
const LINE = 15;
/** More than this in one view, by the zoom's detail, are not read: from afar they would hide what they name. */
const MOST = [24, 100, 240, 240] as const;
/** Nodes that are looked at for one frame's labels; beyond, nobody could read them. */
const LOOKED_AT = 3_000;
const RANKS = 6;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Boxes by strips of the view, so that each is compared with its neighbours alone. */
class Taken {
  readonly #strips = new Map<number, Box[]>();
  count = 0;

  meets(box: Box): boolean {
    const strip = Math.floor(box.top / LINE);
    for (const at of [strip - 1, strip, strip + 1]) {
      for (const other of this.#strips.get(at) ?? []) {
        if (box.left < other.right && other.left < box.right && Math.abs(box.top - other.top) < LINE) return true;
      }
    }
    return false;
  }

  add(box: Box): void {
    const strip = Math.floor(box.top / LINE);
    const there = this.#strips.get(strip);
    if (there) there.push(box);
    else this.#strips.set(strip, [box]);
    this.count++;
  }
}

const titles = new WeakMap<SceneNode, string>();
function shortTitle(node: SceneNode): string {
  const known = titles.get(node) ?? shorten(titleOf(node));
  titles.set(node, known);
  return known;
}

/** Those that may be written in this frame, by how much they tell. */
function candidates({ scene, spatial, marked, look }: Stage, frame: Frame, detail: Detail): readonly SceneNode[][] {
  const ranks: SceneNode[][] = Array.from({ length: RANKS }, () => []);
  const { selected, inside } = look;
  let looked = 0;
  const offer = (id: string): void => {
    const node = scene!.nodes.get(id);
    if (!node || ++looked > LOOKED_AT) return;
    const chosen = selected.has(id);
    if (isLabelled(node, chosen, detail) && (inside === null || inside.has(id))) ranks[rankOf(node, chosen)]!.push(node);
  };
  if (detail > 0) spatial.within(seen(frame, 40), offer);
  else {
    for (const id of selected) if (looked < LOOKED_AT) offer(id);
    for (const id of marked) if (looked < LOOKED_AT && !selected.has(id)) offer(id);
  }
  return ranks;
}

function prepare(context: CanvasRenderingContext2D, frame: Frame, ground: string): void {
  wipe(context, frame);
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = ground;
}

export function useLabels(stage: Stage | null): void {
  useEffect(() => {
    if (!stage) return undefined;
    const { sigma } = stage;
    const names = layerOf(sigma, 'names');
    const chosen = layerOf(sigma, 'chosen');
    if (!names || !chosen) return undefined;
    let hovered: string | null = null;
    const draw = (): void => {
      const { theme, scene } = stage;
      const frame = frameOf(sigma);
      for (const context of [names, chosen]) prepare(context, frame, theme.bg);
      if (!scene) return;
      const detail = detailAt(frame.zoom);
      const taken = new Taken();
      const scale = sigma.scaleSize(1);
      const write = (node: SceneNode, strong: boolean): void => {
        const at = stage.spatial.get(node.id) ?? node;
        const [x, y] = [viewX(frame, at), viewY(frame, at)];
        if (x < -80 || y < -20 || x > frame.width + 80 || y > frame.height + 20) return;
        const context = strong ? chosen : names;
        const title = shortTitle(node);
        const font = `${strong ? 600 : 400} ${SIZE}px ${theme.sans}`;
        if (context.font !== font) context.font = font;
        const half = widthOf(context, title) / 2 + 3;
        const top = y + scale * sizeOf(node) * 0.72 + 2;
        const box = { left: x - half, right: x + half, top };
        if (!strong && taken.meets(box)) return;
        taken.add(box);
        context.fillStyle = strong || node.kind === 'alert' ? theme.text : theme.muted;
        context.strokeText(title, x, top);
        context.fillText(title, x, top);
      };
      const under = hovered === null ? undefined : scene.nodes.get(hovered);
      if (under) write(under, true);
      candidates(stage, frame, detail).forEach((nodes, rank) => {
        for (const node of nodes) if (taken.count < MOST[detail] && node.id !== hovered) write(node, rank === 0);
      });
    };
    // The graph itself looks as before: only the names are drawn again.
    const hover = (id: string | null) => (): void => {
      hovered = id;
      draw();
    };
    const enter = ({ node }: { node: string }): void => hover(node)();
    const leave = hover(null);
    sigma.on('afterRender', draw).on('enterNode', enter).on('leaveNode', leave);
    sigma.scheduleRender();
    return () => void sigma.off('afterRender', draw).off('enterNode', enter).off('leaveNode', leave);
  }, [stage]);
}
