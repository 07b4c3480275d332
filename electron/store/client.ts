/** The main process's end of a slice: starts the worker, asks it, and says so when it is gone. Main is never blocked. */
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { fail } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Call, Reply, Request, WorkerOptions } from './messages.ts';
import type { SealedSegment, SliceStore, SliceStoreOptions } from './slice-store.ts';
import { startWorker } from './spare.ts';

/** Questions that wait for the worker at once; more are answered `rate`. What sync and grants say to the store never is. */
const QUEUE = 64;
const openFiles = new Set<string>();

/**
 * Opens the slice of one customer, or gets ready to write its first. Zeroes `key`. A file is open once in a process: a
 * second time rejects with a TypeError. A file that doesn't open is no error here: `status` says `damaged`. `take` gives a
 * worker that has had no slice yet.
 */
export async function openSliceStore(
  { worker: url, file, key, ordinal, tenant, grant, role }: SliceStoreOptions,
  take: (url: URL) => Worker = startWorker,
): Promise<SliceStore> {
  const path = resolve(file);
  if (key.length !== 32) throw new TypeError('a slice key has 32 bytes');
  if (openFiles.has(path)) throw new TypeError('this slice is open already');
  const moved = new Uint8Array(key);
  key.fill(0);
  openFiles.add(path);
  const worker = take(url);
  worker.postMessage({ file: path, key: moved, ordinal, tenant, grant, role } satisfies WorkerOptions, [moved.buffer]);
  const waiting = new Map<number, (result: Result<never>) => void>();
  let next = 0;
  let asked = 0;
  let gone = false;

  const end = (): void => {
    gone = true;
    openFiles.delete(path);
    for (const answer of waiting.values()) answer(fail('slice_damaged'));
    waiting.clear();
  };
  worker.on('message', ({ id, result }: Reply) => {
    waiting.get(id)?.(JSON.parse(result) as Result<never>);
    waiting.delete(id);
  });
  worker.on('error', end);
  worker.on('messageerror', end);
  worker.on('exit', end);

  const call = <T>(what: Call, give: readonly ArrayBuffer[] = []): Promise<Result<T>> => {
    if (gone) return Promise.resolve(fail('slice_damaged'));
    return new Promise((answer) => {
      const id = next++;
      waiting.set(id, answer as (result: Result<never>) => void);
      worker.postMessage({ id, call: what } satisfies Request, give);
    });
  };
  const send = (kind: 'applySegment' | 'applyIncrement', segment: SealedSegment): Promise<Result<null>> => {
    const own = segment.key && new Uint8Array(segment.key);
    segment.key?.fill(0);
    return call({ call: kind, segment: { ...segment, key: own as Buffer | null } }, own ? [own.buffer] : []);
  };

  return {
    ask: (name, input) => {
      if (asked >= QUEUE) return Promise.resolve(fail('rate'));
      asked++;
      return call<never>({ call: 'ask', name, input }).finally(() => asked--);
    },
    status: () => call({ call: 'status' }),
    beginSnapshot: (slice, cursor) => call({ call: 'beginSnapshot', slice, cursor }),
    applySegment: (segment) => send('applySegment', segment),
    finishSnapshot: () => call({ call: 'finishSnapshot' }),
    beginPages: (snapshot) => {
      const own = new Uint8Array(snapshot.key);
      snapshot.key.fill(0);
      return call({ call: 'beginPages', snapshot: { ...snapshot, key: own as Buffer } }, [own.buffer]);
    },
    addChunks: (boxes) =>
      call(
        { call: 'addChunks', boxes },
        boxes.map(({ buffer }) => buffer),
      ),
    finishPages: () => call({ call: 'finishPages' }),
    allow: (slice) => call({ call: 'allow', slice }),
    dropSnapshot: () => call({ call: 'dropSnapshot' }),
    applyIncrement: (segment) => send('applyIncrement', segment),
    close: async () => {
      await worker.terminate();
      end();
    },
  };
}
