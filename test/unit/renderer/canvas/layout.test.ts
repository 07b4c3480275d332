import { describe, expect, it } from 'vitest';
import { force } from '../../../../renderer/canvas/layout/force.ts';
import { byTime } from '../../../../renderer/canvas/layout/time.ts';
import { radial, tree } from '../../../../renderer/canvas/layout/tree.ts';
import { within } from '../../../../renderer/canvas/draw/lasso.ts';
import { add, togglePinned } from '../../../../renderer/canvas/model.ts';
import { sceneOf } from '../../../../renderer/canvas/scene.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import { steer } from '../../../../renderer/canvas/steer.ts';
import { edge, id, ids, known, node } from './records.ts';

const COUNT = 40;
const FACTS = known(
  Array.from({ length: COUNT }, (_, n) => node(n, n === 0 ? 'host' : n % 3 ? 'process' : 'file', { firstSeen: 1_000 + n * 60_000 })),
  Array.from({ length: COUNT - 5 }, (_, n) => edge(n + 1, Math.floor(n / 4), 'RAN_ON')),
);
const placed = add(EMPTY_CANVAS, ids(0, COUNT), { x: 0, y: 0 }).state;
const scene = sceneOf(placed, FACTS, { off: new Set(), supernode: 500 });

describe.each([
  ['tree', (root: string | null) => tree(scene, root)],
  ['radial', (root: string | null) => radial(scene, root)],
  ['time', () => byTime(scene)],
])('%s layout', (_, layout) => {
  it('gives every node a place of its own', () => {
    const points = [...layout(id(0))];
    expect(points.map(([each]) => each).sort()).toEqual([...scene.nodes.keys()].sort());
    points.forEach(([, a], index) => {
      for (const [, b] of points.slice(index + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(20);
    });
  });
});

it('a tree hangs each node one level below its parent', () => {
  const points = tree(scene, id(0));
  expect(points.get(id(1))!.y - points.get(id(5))!.y).toBeCloseTo(points.get(id(0))!.y - points.get(id(1))!.y);
});

it('the time layout goes from left to right', () => {
  const points = byTime(scene);
  expect(points.get(id(1))!.x).toBeLessThan(points.get(id(2))!.x);
});

it('the force layout keeps pinned nodes and ends within its time', async () => {
  const pinned = sceneOf(togglePinned(placed, [id(7)]), FACTS, { off: new Set(), supernode: 500 });
  const began = performance.now();
  const points = await force(pinned);
  expect(performance.now() - began).toBeLessThan(3_000);
  expect(points.get(id(7))!.x).toBeCloseTo(placed.places.get(id(7))!.x, 3);
  expect(points.get(id(7))!.y).toBeCloseTo(placed.places.get(id(7))!.y, 3);
  expect([...points.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
});

describe('arrow keys', () => {
  const at = (points: readonly (readonly [number, number])[]) => {
    const state = { ...EMPTY_CANVAS, places: new Map(points.map(([x, y], n) => [id(n), { x, y, pinned: false, hidden: false }] as const)) };
    return sceneOf(
      state,
      known(
        points.map((_, n) => node(n)),
        [edge(0, 1), edge(0, 2)],
      ),
      { off: new Set(), supernode: 500 },
    );
  };
  const four = at([
    [0, 0],
    [200, 10],
    [0, 200],
    [60, 0],
  ]);
  it('go to a neighbour that way, though another node is nearer', () => expect(steer(four, id(0), 'ArrowRight')).toBe(id(1)));
  it('go up where up is', () => expect(steer(four, id(0), 'ArrowUp')).toBe(id(2)));
  it('go to the nearest node where there is no neighbour', () => expect(steer(four, id(1), 'ArrowLeft')).toBe(id(0)));
  it('stay where nothing lies', () => expect(steer(four, id(0), 'ArrowDown')).toBe(null));
  it('begin somewhere', () => expect(steer(four, null, 'ArrowDown')).toBe(id(0)));
});

it('a lasso catches what lies within its line', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 10 },
    { x: 5, y: 5 },
    { x: 0, y: 10 },
  ];
  expect(within({ x: 2, y: 2 }, line)).toBe(true);
  expect(within({ x: 5, y: 8 }, line)).toBe(false);
  expect(within({ x: 20, y: 2 }, line)).toBe(false);
});
