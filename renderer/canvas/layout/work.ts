/** One layout from beginning to end, wherever it runs: says how far it is and looks whether it is to stop. */
import { force } from './force.ts';
import type { Places, PlainGraph } from './plain.ts';
import { byTime } from './time.ts';
import { radial, tree } from './tree.ts';

export const LAYOUTS = ['force', 'tree', 'radial', 'time'] as const;
export type Layout = (typeof LAYOUTS)[number];

export interface Overseer {
  /** How much is done, 0 to 1. */
  readonly onProgress: (part: number) => void;
  readonly isStopped: () => boolean;
  /** Lets a message come in. */
  readonly pause: () => Promise<void>;
}

/** Ms of one piece of work before it lets a message come in. */
const PIECE = 40;

/** A force layout that is stopped ends where it got to. */
export async function work(layout: Layout, graph: PlainGraph, { onProgress, isStopped, pause }: Overseer): Promise<Places> {
  if (layout === 'tree') return tree(graph);
  if (layout === 'radial') return radial(graph);
  if (layout === 'time') return byTime(graph);
  const steps = force(graph);
  for (let end = performance.now() + PIECE; ;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < end) continue;
    onProgress(step.value);
    await pause();
    if (isStopped()) {
      steps.return({ x: graph.x, y: graph.y });
      return { x: graph.x, y: graph.y };
    }
    end = performance.now() + PIECE;
  }
}
