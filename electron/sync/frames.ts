/** Cuts a reply of chunks (each its length in four bytes, and its bytes) into the chunks, whichever way it comes in parts. */
import { AppFailure } from '../../shared/errors.ts';
import { CHUNK_BYTES } from '../../shared/slice-file/chunks.ts';

/** Takes parts; hands on each whole chunk, at most `most`. Throws `hub_refused` on what can be no such reply. */
export function makeFrames(most: number, take: (chunk: Uint8Array<ArrayBuffer>) => Promise<void>): (part: Uint8Array) => Promise<void> {
  const head = new Uint8Array(4);
  let headed = 0;
  let chunk: Uint8Array<ArrayBuffer> | null = null;
  let filled = 0;
  let taken = 0;
  return async (part) => {
    for (let at = 0; at < part.length;) {
      if (chunk === null) {
        head[headed++] = part[at++]!;
        if (headed < head.length) continue;
        const length = new DataView(head.buffer).getUint32(0);
        if (length === 0 || length > CHUNK_BYTES || taken === most) throw new AppFailure('hub_refused');
        [chunk, filled, headed] = [new Uint8Array(length), 0, 0];
      }
      const some = part.subarray(at, at + chunk.length - filled);
      chunk.set(some, filled);
      filled += some.length;
      at += some.length;
      if (filled < chunk.length) continue;
      const whole = chunk;
      chunk = null;
      taken++;
      await take(whole);
    }
  };
}
