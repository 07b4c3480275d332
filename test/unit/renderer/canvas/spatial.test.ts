import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Spatial, isWithin } from '../../../../renderer/canvas/spatial.ts';

const coordinate = fc.double({ min: -3_000, max: 3_000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });

it('finds all that stands in a rectangle, after moves and removals too', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(30), fc.option(point)), { maxLength: 120 }), point, point, (changes, a, b) => {
      const spatial = new Spatial();
      const truth = new Map<string, { x: number; y: number }>();
      for (const [n, at] of changes) {
        if (at) {
          spatial.put(`${n}`, at);
          truth.set(`${n}`, at);
        } else {
          spatial.remove(`${n}`);
          truth.delete(`${n}`);
        }
      }
      const box = { left: Math.min(a.x, b.x), right: Math.max(a.x, b.x), low: Math.min(a.y, b.y), high: Math.max(a.y, b.y) };
      const found: string[] = [];
      spatial.within(box, (id, { x, y }) => {
        expect(truth.get(id)).toEqual({ x, y });
        if (x >= box.left && x <= box.right && y >= box.low && y <= box.high) found.push(id);
      });
      const wanted = [...truth].filter(([, { x, y }]) => x >= box.left && x <= box.right && y >= box.low && y <= box.high);
      expect(found.sort()).toEqual(wanted.map(([id]) => id).sort());
      expect(spatial.size).toBe(truth.size);
    }),
  );
});

it('a lasso catches what lies within its line', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
    { x: 5, y: 5 },
    { x: 0, y: 10 },
  ];
  expect(isWithin({ x: 2, y: 2 }, line)).toBe(true);
  expect(isWithin({ x: 5, y: 8 }, line)).toBe(false);
  const spatial = new Spatial();
  for (const [id, x, y] of [
    ['in', 2, 2],
    ['notch', 5, 8],
    ['out', 20, 2],
  ] as const)
    spatial.put(id, { x, y });
  expect(spatial.inLine(line)).toEqual(['in']);
});
