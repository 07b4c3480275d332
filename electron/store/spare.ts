/**
 * A worker that has loaded its code and holds no customer, ready for the next slice that is opened: loading takes longer than
 * all that follows. Each worker gets one slice and ends with it; none is ever handed on.
 */
import { Worker } from 'node:worker_threads';

/** The next spare starts when the slice that took the last one has had time to answer first. */
const SPARE_AFTER_MS = 250;

/** Of a heap's young part, a third of what it takes by itself: what a slice needs for long lies outside of the heap. */
const YOUNG_MB = 16;

/** Starts a worker that waits for its slice. */
export const startWorker = (url: URL): Worker =>
  new Worker(url, { env: {}, name: 'slice', resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });

export class SpareWorker {
  readonly #url: URL;
  #spare: Worker | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;

  constructor(url: URL) {
    this.#url = url;
    this.#start();
  }

  /** For one slice: the spare, or a new worker where that is not there. */
  take(): Worker {
    const worker = this.#spare ?? startWorker(this.#url);
    this.#spare = null;
    worker.removeAllListeners();
    worker.ref();
    this.#timer ??= setTimeout(() => this.#start(), SPARE_AFTER_MS).unref();
    return worker;
  }

  async end(): Promise<void> {
    this.#ended = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#spare?.terminate();
  }

  #start(): void {
    this.#timer = null;
    if (this.#ended || this.#spare) return;
    const spare = startWorker(this.#url);
    // One that can't start is no spare; the slice that starts its own then says what is wrong.
    const gone = (): void => void (this.#spare === spare && (this.#spare = null));
    spare.on('error', gone).on('exit', gone).unref();
    this.#spare = spare;
  }
}
