/** Runs a layout in a worker of its own, which ends with it. */
import type { Said, Told } from './messages.ts';
import type { PlainGraph } from './plain.ts';
import type { Laid, Layout } from './work.ts';

/** Ms that a worker may take to hand over what it has got; then it is ended. */
const PATIENCE = 1_000;

export interface Running {
  /** Null when it was ended before it got anywhere, or could not run. */
  readonly done: Promise<Laid | null>;
  /** A force layout ends where it got to. */
  readonly stop: () => void;
}

export function runLayout(layout: Layout, graph: PlainGraph, onProgress: (part: number) => void): Running {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const { promise, resolve } = Promise.withResolvers<Laid | null>();
  const end = (laid: Laid | null): void => {
    worker.terminate();
    resolve(laid);
  };
  worker.onmessage = ({ data }: MessageEvent<Said>) => ('part' in data ? onProgress(data.part) : end('laid' in data ? data.laid : null));
  worker.onerror = () => end(null);
  worker.postMessage({ layout, graph } satisfies Told);
  return {
    done: promise,
    stop: () => {
      worker.postMessage({ stop: true } satisfies Told);
      setTimeout(() => end(null), PATIENCE);
    },
  };
}
