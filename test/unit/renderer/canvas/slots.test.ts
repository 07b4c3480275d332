import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../../../renderer/canvas/draw/slots.ts';

describe('places in a buffer', () => {
  it('are those of a list without gaps, and whoever moves is told', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('put', 'remove', 'reset'), fc.nat(12)), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (done) => {
        const slots = new Slots();
        /** What the buffer would hold. */
        let buffer: string[] = [];
        for (const [what, n] of done) {
          const id = `n${n}`;
          if (what === 'put') {
            const there = buffer.indexOf(id);
            expect(slots.put(id)).toBe(there < 0 ? buffer.length : there);
            buffer[slots.put(id)] = id;
          } else if (what === 'remove') {
            const held = buffer.includes(id);
            const moved = slots.remove(id);
            if (moved) buffer[moved.place] = moved.id;
            if (held) buffer.pop();
          } else {
            buffer = buffer.toReversed();
            slots.reset(buffer);
          }
          expect(slots.size).toBe(buffer.length);
          expect(new Set(buffer).size).toBe(buffer.length);
          if (what === 'remove') expect(buffer).not.toContain(id);
          for (const [at, held] of buffer.entries()) expect(slots.put(held)).toBe(at);
        }
      }),
    );
  });
});
