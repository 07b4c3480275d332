/** The main thread's end of a build: hands one segment at a time to a worker, so that whatever else there is to do goes between. */
import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { KeptPart } from '../feed/kept.ts';
import type { BuildOptions, Built, Order, Report } from './messages.ts';

const WORKER = new URL('./worker.ts', import.meta.url);

export interface BuiltSnapshot extends Built {
  /** The slice, and the change number that it holds everything up to. */
  readonly cursor: string;
}

/**
 * Builds the snapshot of these segments (in order of change, from the slice's start) into `options.target`. Throws when a segment does not open, the disk is full, or `signal` is aborted; then no
 * file is left. Zeroes `options.key`.
 */
export async function buildSnapshot(
  options: BuildOptions,
  parts: AsyncIterable<KeptPart>,
  onRecords: (records: number) => void,
  signal: AbortSignal,
): Promise<BuiltSnapshot> {
  const worker = new Worker(WORKER, { workerData: options, env: {}, name: 'snapshot' });
  let answer: (report: Report) => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  // It may end while nothing is asked of it, and while the first segment is still on its way.
  let failure: Error | null = null;
  const failed = (error: Error): void => refuse((failure ??= error));
  worker.on('message', (report: Report) => answer(report));
  worker.on('error', failed);
  worker.on('exit', () => failed(new Error('the builder has ended')));
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop);
  const tell = (order: Order): Promise<Report> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(new Error('the building was stopped'));
      if (failure) return reject(failure);
      [answer, refuse] = [resolve, reject];
      worker.postMessage(order);
    });
  try {
    let last: KeptPart | null = null;
    for await (const part of readAhead(parts)) {
      const report = await tell({ do: 'segment', segment: part.segment });
      part.segment.key?.fill(0);
      if (report.done === 'segment') onRecords(report.records);
      last = part;
    }
    if (!last) throw new Error('there is nothing to build from');
    const report = await tell({ do: 'finish', cursor: last.cursor });
    if (report.done !== 'finish') throw new Error('the builder did not finish');
    const { pages, nodes, edges, lengths } = report;
    return { pages, nodes, edges, lengths, cursor: last.cursor };
  } catch (error) {
    await worker.terminate();
    for (const file of [options.scratch, options.target]) rmSync(file, { force: true });
    throw error;
  } finally {
    options.key.fill(0);
    signal.removeEventListener('abort', stop);
    [answer, refuse] = [() => undefined, () => undefined];
  }
}

/** The same parts: while one is built in, the next one is read. The key of one that nobody takes any more is forgotten. */
async function* readAhead(parts: AsyncIterable<KeptPart>): AsyncGenerator<KeptPart> {
  const iterator = parts[Symbol.asyncIterator]();
  const next = (): Promise<IteratorResult<KeptPart, unknown>> => {
    const coming = iterator.next();
    coming.catch(() => undefined);
    return coming;
  };
  let coming = next();
  try {
    for (let one = await coming; !one.done; one = await coming) {
      coming = next();
      yield one.value;
    }
  } finally {
    void coming.then(
      ({ value }) => (value as KeptPart | undefined)?.segment.key?.fill(0),
      () => undefined,
    );
  }
}
