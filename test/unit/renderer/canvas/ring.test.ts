import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLEARANCE, freePlaces } from '../../../../renderer/canvas/ring.ts';

const coordinate = fc.double({ min: -2_000, max: 2_000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });
const apart = (a: { x: number; y: number }, b: { x: number; y: number }): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('where new nodes go', () => {
  it('is as many places as are asked for, none nearer than the clearance to anything', () => {
    fc.assert(
      fc.property(point, fc.integer({ min: 0, max: 120 }), fc.array(point, { maxLength: 80 }), (centre, count, taken) => {
        const places = freePlaces(centre, count, taken);
        expect(places).toHaveLength(count);
        places.forEach((place, index) => {
          for (const other of [...taken, ...places.slice(0, index)]) expect(apart(place, other)).toBeGreaterThanOrEqual(CLEARANCE - 1e-6);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is around the parent, as near as there is room', () => {
    const places = freePlaces({ x: 10, y: 20 }, 50, [{ x: 10, y: 20 }]);
    const distances = places.map((place) => Math.round(apart(place, { x: 10, y: 20 })));
    expect(Math.max(...distances)).toBeLessThan(300);
    expect([...distances].sort((a, b) => a - b)).toEqual(distances);
  });

  it('is the very point when it is free and only one is asked for', () => {
    expect(freePlaces({ x: 5, y: 5 }, 1, [])).toEqual([{ x: 5, y: 5 }]);
  });

  it('begins on the side away from what stands nearby', () => {
    const [first] = freePlaces({ x: 0, y: 0 }, 3, [
      { x: 0, y: 0 },
      { x: 0, y: 100 },
    ]);
    expect(first!.y).toBeLessThan(-90);
  });
});
