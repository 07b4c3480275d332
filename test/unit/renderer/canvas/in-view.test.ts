import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../../../../renderer/canvas/draw/frame.ts';
import { InView } from '../../../../renderer/canvas/draw/in-view.ts';
import { Names } from '../../../../renderer/canvas/draw/names.ts';
import type { Look } from '../../../../renderer/canvas/draw/looks.ts';
import { verbLines, written } from '../../../../renderer/canvas/draw/verb-lines.ts';
import { sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import type { Scene } from '../../../../renderer/canvas/scene.ts';
import { Spatial } from '../../../../renderer/canvas/spatial.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import type { Point } from '../../../../renderer/canvas/state.ts';
import { edge, id, known, node } from './records.ts';

/** 800 × 600, the world's middle in its own, moved by what the hand moved it. */
const frame = (zoom = 1, right = 0, down = 0): Frame => ({ width: 800, height: 600, zoom, left: 400 + right, top: 300 + down });
const NOBODY: Look = { selected: new Set(), selectedEdge: null, inside: null };

/** 1 is an alert, 2 a host, the others processes; 5 is far away. */
const RECORDS = [node(1, 'alert'), node(2, 'host'), node(3), node(4), node(5)];
const EDGES = [edge(3, 4), edge(3, 2, 'RAN_ON'), edge(4, 5)];
const AT: readonly Point[] = [
  { x: 0, y: 200 },
  { x: 0, y: -200 },
  { x: -150, y: 0 },
  { x: 150, y: 0 },
  { x: 5_000, y: 0 },
];

function stage() {
  const places = new Map(RECORDS.map((record, at) => [record.id, { ...AT[at]!, pinned: false, hidden: false }]));
  const scene = sceneOf({ ...EMPTY_CANVAS, places }, known(RECORDS, EDGES));
  const spatial = new Spatial();
  for (const [key, place] of places) spatial.put(key, place);
  return { scene: scene as Scene | null, spatial, marked: new Set<string>([id(1)]) };
}

let shown: ReturnType<typeof stage>;
let inView: InView;
const idsOf = (all: readonly { readonly node: { readonly id: string } }[]) => all.map((one) => one.node.id).sort();

beforeEach(() => {
  shown = stage();
  inView = new InView(shown);
});

describe('who stands in the view', () => {
  it('is looked up once while one pans, and again when the camera leaves the margin', () => {
    const within = vi.spyOn(shown.spatial, 'within');
    const first = inView.around(frame());
    expect(idsOf(first.nodes)).toEqual([id(1), id(2), id(3), id(4)]);
    for (let moved = 0; moved <= 160; moved += 20) expect(inView.around(frame(1, moved, -moved))).toBe(first);
    expect(within).toHaveBeenCalledTimes(1);
    expect(idsOf(inView.around(frame(1, -4_600)).nodes)).toEqual([id(5)]);
    expect(within).toHaveBeenCalledTimes(2);
  });

  it('is another when anything moved, went, or is another thing now', () => {
    const first = inView.around(frame());
    shown.spatial.put(id(3), { x: 10, y: 20 });
    const moved = inView.around(frame());
    expect(moved.nodes.find((one) => one.node.id === id(3))?.at).toEqual({ x: 10, y: 20 });
    shown.spatial.remove(id(3));
    expect(idsOf(inView.around(frame()).nodes)).toEqual([id(1), id(2), id(4)]);
    shown.scene = stage().scene;
    const hostOf = (nodes: typeof first.nodes) => nodes.find((one) => one.node.id === id(2))!.node;
    const [before, after] = [hostOf(first.nodes), hostOf(inView.around(frame()).nodes)];
    expect(after).toBe(shown.scene!.nodes.get(id(2)));
    expect(after).not.toBe(before);
    shown.scene = null;
    expect(inView.around(frame()).nodes).toEqual([]);
  });

  it('is looked up again when one looks so close that most of it is out of sight', () => {
    const first = inView.around(frame());
    expect(inView.around(frame(1.4))).toBe(first);
    expect(idsOf(inView.around(frame(5)).nodes)).toEqual([]);
  });

  it('knows those that are told apart from afar, as they come and go', () => {
    expect(idsOf(inView.marked())).toEqual([id(1)]);
    expect(inView.marked()).toBe(inView.marked());
    shown.marked.add(id(5));
    shown.spatial.put(id(5), AT[4]!);
    expect(idsOf(inView.marked())).toEqual([id(1), id(5)]);
  });
});

describe('names', () => {
  it('are put in order once, the most telling first, and again when others are chosen or brushed', () => {
    const names = new Names(inView);
    const first = names.in(frame(1.2), 2, NOBODY);
    expect(first.slice(0, 2).map((name) => name.id)).toEqual([id(1), id(2)]);
    expect(first).toHaveLength(4);
    expect(names.in(frame(1.2, 50), 2, NOBODY)).toBe(first);
    const chosen = names.in(frame(1.2), 2, { ...NOBODY, selected: new Set([id(4)]) });
    expect(chosen[0]).toMatchObject({ id: id(4), strong: true, title: 'process 4' });
    expect(names.in(frame(1.2), 2, { ...NOBODY, inside: new Set([id(2)]) }).map((name) => name.id)).toEqual([id(2)]);
    expect(names.in(frame(1), 1, NOBODY).map((name) => name.id)).toEqual([id(1), id(2)]);
  });

  it('are those of the marked and the chosen from afar, wherever they stand', () => {
    const names = new Names(inView);
    const look = { ...NOBODY, selected: new Set([id(5), id(1)]) };
    expect(names.in(frame(0.1), 0, look).map((name) => [name.id, name.strong])).toEqual([
      [id(5), true],
      [id(1), true],
    ]);
  });
});

describe('what edges say', () => {
  const lines = (inside: ReadonlySet<string> | null = null) => verbLines(shown.scene!, shown.spatial, inView.around(frame()), inside);

  it('is found once for each whose middle is near the view, and not outside of a brush', () => {
    expect(lines().map((line) => line.text)).toEqual(['started', 'ran on']);
    const told = [...shown.scene!.edges.values()].find((one) => one.records[0]!.kind === 'RAN_ON')!;
    expect(lines(new Set([told.id])).map((line) => line.text)).toEqual(['ran on']);
  });

  it('stands in the middle of its line, along it, never upside down', () => {
    const line = { from: { x: 100, y: 0 }, to: { x: -100, y: 100 }, text: 'started', covered: 36 };
    const at = written(frame(), line, 40, 1)!;
    expect(at).toMatchObject({ x: 400, y: 250 });
    expect(at.cos).toBeCloseTo(2 / Math.sqrt(5));
    expect(at.sin).toBeCloseTo(1 / Math.sqrt(5));
    expect(written(frame(), { ...line, from: line.to, to: line.from }, 40, 1)).toEqual(at);
  });

  it('is left out where it would not fit, or not be seen', () => {
    const line = { from: { x: 0, y: 0 }, to: { x: 100, y: 0 }, text: 'started', covered: 36 };
    expect(written(frame(), line, 64, 1)).not.toBeNull();
    expect(written(frame(), line, 65, 1)).toBeNull();
    expect(written(frame(), line, 64, 1.5)).toBeNull();
    expect(written(frame(1, 500), line, 40, 1)).toBeNull();
    expect(written(frame(1, 0, 400), line, 40, 1)).toBeNull();
    expect(written(frame(), { ...line, to: { x: 0, y: 0 } }, 0, 0)).toBeNull();
    // Its middle is in view, neither of its ends is.
    expect(written(frame(), { ...line, from: { x: -900, y: 0 }, to: { x: 900, y: 0 } }, 40, 1)).toBeNull();
  });
});
