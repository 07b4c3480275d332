/** Draws node labels below their nodes, the most telling first; one that would meet another is left out. */
import { useEffect } from 'react';
import { detailAt } from '../labels.ts';
import { frameOf, viewX, viewY } from './frame.ts';
import type { Frame } from './frame.ts';
import type { InView } from './in-view.ts';
import { fontOf, layerOf, widthOf, wipe } from './layers.ts';
import { Names, nameOf } from './names.ts';
import type { Name } from './names.ts';
import type { Stage } from './stage.ts';

/** CSS pixels. */
const SIZE = 12;
const LINE = 15;
/** More than this in one view, by the zoom's detail, are not read: from afar they would hide what they name. */
const MOST = [24, 100, 240, 240] as const;

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

function prepare(context: CanvasRenderingContext2D, frame: Frame, ground: string, font: string): void {
  wipe(context, frame);
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  context.lineJoin = 'round';
  context.lineWidth = 4;
  context.strokeStyle = ground;
}

export function useLabels(stage: Stage | null, inView: InView | null): void {
  useEffect(() => {
    if (!stage || !inView) return undefined;
    const { sigma } = stage;
    const names = layerOf(sigma, 'names');
    const chosen = layerOf(sigma, 'chosen');
    if (!names || !chosen) return undefined;
    const ordered = new Names(inView);
    let hovered: string | null = null;
    const draw = (): void => {
      const { theme, look } = stage;
      const frame = frameOf(sigma);
      const [plain, bold] = [fontOf(400, SIZE, theme), fontOf(600, SIZE, theme)];
      prepare(names, frame, theme.bg, plain);
      prepare(chosen, frame, theme.bg, bold);
      const detail = detailAt(frame.zoom);
      const taken = new Taken();
      const scale = sigma.scaleSize(1);
      const write = (name: Name): void => {
        const { at, title, strong } = name;
        const [x, y] = [viewX(frame, at), viewY(frame, at)];
        if (x < -80 || y < -20 || x > frame.width + 80 || y > frame.height + 20) return;
        const context = strong ? chosen : names;
        name.half ??= widthOf(context, strong ? bold : plain, title) / 2 + 3;
        const top = y + scale * name.below + 2;
        const box = { left: x - name.half, right: x + name.half, top };
        if (!strong && taken.meets(box)) return;
        taken.add(box);
        context.fillStyle = strong || name.alert ? theme.text : theme.muted;
        context.strokeText(title, x, top);
        context.fillText(title, x, top);
      };
      if (hovered !== null) for (const under of inView.standing([hovered])) write(nameOf(under, true));
      for (const name of ordered.in(frame, detail, look)) {
        if (taken.count >= MOST[detail]) break;
        if (name.id !== hovered) write(name);
      }
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
  }, [stage, inView]);
}
