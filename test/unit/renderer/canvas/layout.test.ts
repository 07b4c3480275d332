import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import { force } from '../../../../renderer/canvas/layout/force.ts';
import { plainOf, pointsOf } from '../../../../renderer/canvas/layout/plain.ts';
import { LAYOUTS, work } from '../../../../renderer/canvas/layout/work.ts';
import type { Layout } from '../../../../renderer/canvas/layout/work.ts';
import { add, arrange, hide, move, togglePinned } from '../../../../renderer/canvas/model.ts';
import { sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import type { Scene } from '../../../../renderer/canvas/scene.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import type { Point } from '../../../../renderer/canvas/state.ts';
import { Spatial } from '../../../../renderer/canvas/spatial.ts';
import { steer } from '../../../../renderer/canvas/steer.ts';
import type { RecordId } from '../../../../shared/graph/ids.ts';
import { edge, id, ids, known, node } from './records.ts';

const COUNT = 40;
const FACTS = known(
  Array.from({ length: COUNT }, (_, n) => node(n, n === 0 ? 'host' : n % 3 ? 'process' : 'file', { firstSeen: 1_000 + n * 60_000 })),
  Array.from({ length: COUNT - 5 }, (_, n) => edge(n + 1, Math.floor(n / 4), 'RAN_ON')),
);
const placed = add(EMPTY_CANVAS, ids(0, COUNT), { x: 0, y: 0 }).state;
const scene = sceneOf(placed, FACTS);

/** As the worker does it. `pieces`: how often it may go on before it is stopped. */
async function layOut(of: Scene, layout: Layout, root: string | null, pieces = Infinity): Promise<ReadonlyMap<string, Point>> {
  const { graph, ids: names } = plainOf(of, root);
  let left = pieces;
  const { places } = await work(layout, graph, { onProgress: () => left--, isStopped: () => left <= 0, pause: () => Promise.resolve() });
  return pointsOf(names, places);
}

describe.each(LAYOUTS.filter((layout) => layout !== 'force'))('%s layout', (layout) => {
  it('gives every node a place of its own', async () => {
    const points = [...(await layOut(scene, layout, id(0)))];
    expect(points.map(([each]) => each).sort()).toEqual([...scene.nodes.keys()].sort());
    points.forEach(([, a], index) => {
      for (const [, b] of points.slice(index + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(20);
    });
  });

  it('stands a chain as deep as the canvas is large', async () => {
    const long = 20_000;
    const deep = known(
      Array.from({ length: long }, (_, n) => node(n, 'process', { firstSeen: n * 60_000 })),
      Array.from({ length: long - 1 }, (_, n) => ({ ...edge(n, n + 1), id: id(1_000_000_000 + n) })),
    );
    const chain = sceneOf(
      { ...EMPTY_CANVAS, places: new Map(ids(0, long).map((each) => [each, { x: 0, y: 0, pinned: false, hidden: false }])) },
      deep,
    );
    const points = await layOut(chain, layout, id(0));
    expect(points.size).toBe(long);
    expect([...points.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  });
});

describe.each(['tree', 'radial'] as const)('a %s of 10,000 nodes', (layout) => {
  const graph = makeGraph(10_000, 40_000);
  const points = new Map<RecordId, Point>();
  beforeAll(async () => {
    const places = new Map(graph.nodes.map((each) => [each.id, { x: 0, y: 0, pinned: false, hidden: false }]));
    const all = sceneOf({ ...EMPTY_CANVAS, places }, known(graph.nodes, graph.edges));
    for (const [each, point] of await layOut(all, layout, null)) points.set(each as RecordId, point);
  });

  it('is about as wide as high, and can be looked at whole', () => {
    const [xs, ys] = [[...points.values()].map(({ x }) => x), [...points.values()].map(({ y }) => y)];
    const wide = Math.max(...xs) - Math.min(...xs);
    const high = Math.max(...ys) - Math.min(...ys);
    expect(points.size).toBe(10_000);
    expect(Math.max(wide, high)).toBeLessThan(30_000);
    expect(Math.max(wide / high, high / wide)).toBeLessThan(4);
  });

  it('leaves each node room of its own', () => {
    const index = new Spatial();
    for (const [each, point] of points) index.put(each, point);
    let close = 0;
    for (const [each, { x, y }] of points)
      index.within({ left: x - 25, right: x + 25, low: y - 25, high: y + 25 }, (other, at) => {
        if (other > each && Math.hypot(at.x - x, at.y - y) < 20) close++;
      });
    expect(close).toBe(0);
  });
});

it('a tree hangs each node one level below its parent, and a parent over the middle of its children', async () => {
  const points = await layOut(scene, 'tree', id(0));
  expect(points.get(id(1))!.y - points.get(id(5))!.y).toBeCloseTo(points.get(id(0))!.y - points.get(id(1))!.y);
  const xs = [1, 2, 3, 4].map((n) => points.get(id(n))!.x);
  expect(points.get(id(0))!.x).toBeGreaterThan(Math.min(...xs));
  expect(points.get(id(0))!.x).toBeLessThan(Math.max(...xs));
});

it('the time layout goes from left to right', async () => {
  const points = await layOut(scene, 'time', null);
  expect(points.get(id(1))!.x).toBeLessThan(points.get(id(2))!.x);
});

it('the force layout ends by itself, and where it got to when it is stopped', async () => {
  const settled = await layOut(scene, 'force', null);
  expect([...settled.values()].every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  const big = known(
    Array.from({ length: 3_000 }, (_, n) => node(n)),
    Array.from({ length: 3_000 }, (_, n) => ({ ...edge(n, (n * 7) % 3_000), id: id(2_000_000 + n) })).filter(({ src, dst }) => src !== dst),
  );
  const many = sceneOf(add(EMPTY_CANVAS, ids(0, 3_000), { x: 0, y: 0 }).state, big);
  const stopped = await layOut(many, 'force', null, 1);
  expect([...stopped].some(([each, { x }]) => x !== many.nodes.get(each)!.x)).toBe(true);
});

it('the force layout ends when its time is over, however little it got done', () => {
  const { graph } = plainOf(scene, null);
  let now = 0;
  // Each run takes half a second by this clock.
  const runs = [...force(graph, () => (now += 250))];
  expect(runs.length).toBeLessThan(10);
  expect(runs.at(-1)).toBeLessThanOrEqual(1);
});

describe('what is pinned', () => {
  const numbers = fc.uniqueArray(fc.nat(COUNT - 1), { maxLength: 12 });
  it('stays in every layout, and so does what came, was hidden or was moved by hand meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...LAYOUTS), numbers, numbers, numbers, numbers, async (layout, pinned, later, gone, moved) => {
        const began = togglePinned(placed, pinned.map(id));
        const points = await layOut(sceneOf(began, FACTS), layout, id(0), 1);
        let meanwhile = add(hide(began, gone.map(id)), ids(COUNT, COUNT + 20), { x: 5, y: 5 }).state;
        meanwhile = move(meanwhile, new Map(moved.map((n) => [id(n), { x: n * 1_000 + 0.5, y: -n }])));
        meanwhile = togglePinned(meanwhile, later.map(id));
        const after = arrange(meanwhile, points as ReadonlyMap<RecordId, Point>, began);
        expect(after.places.size).toBe(meanwhile.places.size);
        for (const [each, place] of meanwhile.places) {
          const stays = place.pinned || place.hidden || !began.places.has(each) || moved.some((n) => id(n) === each);
          if (stays) expect(after.places.get(each)).toEqual(place);
          else expect(after.places.get(each)).toMatchObject({ pinned: false, hidden: false });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is not even moved within the force layout', async () => {
    const pinned = sceneOf(togglePinned(placed, [id(7)]), FACTS);
    const points = await layOut(pinned, 'force', null);
    expect(points.get(id(7))).toEqual({ x: placed.places.get(id(7))!.x, y: placed.places.get(id(7))!.y });
  });
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
