/**
 * The worker's outside: takes one slice, then calls, and answers each once. Changes run one after the other; questions go
 * between their steps. There is no message that gives it another slice.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import type { Result } from '../../shared/errors.ts';
import { storeError } from './failure.ts';
import type { Call, Reply, Request, WorkerOptions } from './messages.ts';
import { Slice } from './slice.ts';

const port = parentPort;
if (!port) throw new Error('this file runs as a worker');
let last: Promise<unknown> = Promise.resolve();

/** Bytes cross a port as Uint8Array, whatever they were before. */
const bytes = <T extends Uint8Array | null>(value: T): T =>
  (value && (Buffer.from(value.buffer, value.byteOffset, value.byteLength) as Uint8Array)) as T;

async function perform(slice: Slice, call: Call): Promise<Result<unknown>> {
  switch (call.call) {
    case 'ask':
      return slice.ask(call.name, call.input as never);
    case 'status':
      return slice.status();
    case 'beginSnapshot':
      return slice.beginSnapshot(call.slice, call.cursor);
    case 'applySegment':
      return slice.applySegment({ ...call.segment, key: bytes(call.segment.key) });
    case 'finishSnapshot':
      return slice.finishSnapshot();
    case 'beginPages':
      return slice.beginPages({ ...call.snapshot, key: bytes(call.snapshot.key) });
    case 'addChunks':
      return slice.addChunks(call.boxes);
    case 'finishPages':
      return slice.finishPages();
    case 'allow':
      return slice.allow(call.slice);
    case 'dropSnapshot':
      return slice.dropSnapshot();
    case 'applyIncrement': {
      const steps = slice.applyIncrement({ ...call.segment, key: bytes(call.segment.key) });
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) return step.value;
        await turn();
      }
    }
  }
}

async function answered(slice: Slice, { id, call }: Request): Promise<void> {
  const result = await perform(slice, call).catch((error: unknown): Result<unknown> => ({ ok: false, error: storeError(error) }));
  port!.postMessage({ id, result: JSON.stringify(result) } satisfies Reply);
}

port.once('message', (options: WorkerOptions) => {
  const slice = new Slice(options);
  port.on('message', (request: Request) => {
    if (request.call.call === 'ask') return void answered(slice, request);
    if (request.call.call === 'allow') slice.restrict(request.call.slice);
    last = last.then(() => answered(slice, request));
  });
});
