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

/** `whole`: it was not stopped before its end. */
export interface Laid {
  readonly places: Places;
  readonly whole: boolean;
}

const PLAIN = { tree, radial, time: byTime } as const;

/** A force layout that is stopped ends where it got to. */
export async function work(layout: Layout, graph: PlainGraph, { onProgress, isStopped, pause }: Overseer): Promise<Laid> {
  if (layout !== 'force') return { places: PLAIN[layout](graph), whole: true };
  const steps = force(graph);
  for (let end = performance.now() + PIECE; ;) {
    const step = steps.next();
    if (step.done) return { places: step.value, whole: true };
    if (performance.now() < end) continue;
    onProgress(step.value);
    await pause();
    if (isStopped()) {
      steps.return({ x: graph.x, y: graph.y });
      return { places: { x: graph.x, y: graph.y }, whole: false };
    }
    end = performance.now() + PIECE;
  }
}
