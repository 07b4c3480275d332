import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeFrames } from '../../../../electron/sync/frames.ts';
import { CHUNK_BYTES } from '../../../../shared/slice-file/chunks.ts';

function framed(chunks: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    chunks.flatMap((chunk) => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(chunk.length);
      return [size, chunk];
    }),
  );
}
const taking = (most = 1_000) => {
  const taken: Uint8Array[] = [];
  const frames = makeFrames(most, async (chunk) => void taken.push(chunk));
  return { taken, frames };
};

test('chunks are the same however the reply came in parts; what is not whole is not taken', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      fc.nat(30),
      async (chunks, cuts, missing) => {
        const bytes = framed(chunks).subarray(0, -missing || undefined);
        const { taken, frames } = taking();
        for (let at = 0, part = 0; at < bytes.length; part++) {
          const length = cuts[part % cuts.length]!;
          await frames(Uint8Array.from(bytes.subarray(at, at + length)));
          at += length;
        }
        expect(taken.length).toBeLessThanOrEqual(chunks.length);
        expect(taken.map((chunk) => [...chunk])).toEqual(chunks.slice(0, taken.length).map((chunk) => [...chunk]));
        if (missing === 0) expect(taken.length).toBe(chunks.length);
      },
    ),
  );
});

test.each([
  ['a length of nothing', framed([new Uint8Array(0)]), 9],
  ['a length beyond any chunk', Buffer.from([0xff, 0xff, 0xff, 0xff]), 9],
  ['a chunk a little too long', framed([new Uint8Array(CHUNK_BYTES + 1)]), 9],
  ['more chunks than were asked for', framed([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')]), 2],
])('%s is no reply of a hub', async (_what, bytes, most) => {
  const { frames } = taking(most);
  await expect(frames(bytes)).rejects.toThrow('The hub refused the request.');
});
