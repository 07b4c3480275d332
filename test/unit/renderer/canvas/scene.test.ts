import { describe, expect, it } from 'vitest';
import { inside } from '../../../../renderer/canvas/brush.ts';
import { learnTotal } from '../../../../renderer/canvas/known.ts';
import type { Known } from '../../../../renderer/canvas/known.ts';
import { add, hide, setRest, toggleFolded, toggleMerged, togglePinned } from '../../../../renderer/canvas/model.ts';
import { atOnce } from '../../../../renderer/canvas/pieces.ts';
import { sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import type { CanvasState } from '../../../../renderer/canvas/state.ts';
import type { NodeKind } from '../../../../shared/graph/kinds.ts';
import { edge, id, ids, known, node } from './records.ts';

// 0 is a host; 1..3 are processes on it; 4 is a file of process 3; 5 a file that 1 and 2 share.
const FACTS = known(
  [node(0, 'host'), node(1), node(2), node(3), node(4, 'file'), node(5, 'file')],
  [edge(1, 0, 'RAN_ON'), edge(2, 0, 'RAN_ON'), edge(3, 0, 'RAN_ON'), edge(3, 4, 'WROTE'), edge(1, 5, 'WROTE'), edge(2, 5, 'LOADED')],
);
const ALL = add(EMPTY_CANVAS, ids(0, 6), { x: 0, y: 0 }).state;
const see = (state: CanvasState, facts: Known = FACTS, off: readonly NodeKind[] = []) => sceneOf({ ...state, off: new Set(off) }, facts);

describe('the scene', () => {
  it('shows what is placed and known, with the edges between', () => {
    const scene = see(ALL);
    expect([scene.nodes.size, scene.edges.size]).toEqual([6, 6]);
    expect(see(add(ALL, [id(99)], { x: 0, y: 0 }).state).nodes.has(id(99))).toBe(false);
  });

  it('leaves out what is hidden or switched off, and its edges', () => {
    expect([...see(hide(ALL, [id(0)])).edges.keys()]).toHaveLength(3);
    expect([...see(ALL, FACTS, ['file']).nodes.values()].map(({ kind }) => kind)).not.toContain('file');
  });

  it('folds only leaves that nothing else reaches, and counts them', () => {
    const scene = see(toggleFolded(ALL, id(3)));
    expect(scene.nodes.has(id(4))).toBe(false);
    expect(scene.nodes.has(id(5))).toBe(true);
    expect(scene.nodes.get(id(3))?.stub).toBe(1);
  });

  it('keeps a pinned leaf in sight', () => {
    expect(see(toggleFolded(togglePinned(ALL, [id(4)]), id(3))).nodes.has(id(4))).toBe(true);
  });

  it('merges a kind into one counted node at the place of one of them, and its edges into one a pair', () => {
    const scene = see(toggleMerged(ALL, 'process'));
    const group = scene.nodes.get('group:process')!;
    expect([group.group, group.records.length]).toEqual([true, 3]);
    const places = [1, 2, 3].map((number) => ALL.places.get(id(number))!);
    expect(places.some(({ x, y }) => x === group.x && y === group.y)).toBe(true);
    expect(scene.edges.get(`group:process>${id(0)}`)?.records).toHaveLength(3);
  });

  it('leaves pinned ones out of a group', () => {
    const scene = see(toggleMerged(togglePinned(ALL, [id(1)]), 'process'));
    expect(scene.nodes.get('group:process')?.records).toHaveLength(2);
    expect(scene.nodes.has(id(1))).toBe(true);
  });

  it('marks what an expansion left, and supernodes', () => {
    const scene = see(setRest(ALL, id(0), 162), learnTotal(FACTS, id(0), 501));
    expect(scene.nodes.get(id(0))).toMatchObject({ stub: 162, supernode: true });
    expect(see(ALL, learnTotal(FACTS, id(0), 500)).nodes.get(id(0))?.supernode).toBe(false);
  });
});

describe('the brush', () => {
  const facts = known(
    [node(0, 'host'), node(1), node(2), node(3, 'alert', { firstSeen: 50, lastSeen: 60 })],
    [edge(1, 0, 'RAN_ON', [10, 20]), { ...edge(2, 0, 'RAN_ON', [100]), count: 9, lastSeen: 400 }],
  );
  const scene = see(add(EMPTY_CANVAS, ids(0, 4), { x: 0, y: 0 }).state, facts);
  const at = (from: number, to: number) => [...atOnce(inside(scene, { from, to }))].filter((each) => !each.includes('>')).sort();

  it('keeps an edge that happened then, and both of its ends', () => expect(at(15, 25)).toEqual([id(0), id(1)]));
  it('keeps nothing where nothing happened', () => expect(at(21, 40)).toEqual([]));
  it('counts the occurrences beyond those that are kept', () => expect(at(300, 350)).toEqual([id(0), id(2)]));
  it('judges a node without edges by its own times', () => expect(at(55, 56)).toEqual([id(3)]));
});
