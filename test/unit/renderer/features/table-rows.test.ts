import { expect, it } from 'vitest';
import { NOTHING_KNOWN, learn } from '../../../../renderer/canvas/known.ts';
import { add } from '../../../../renderer/canvas/model.ts';
import { atOnce } from '../../../../renderer/canvas/pieces.ts';
import { sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import { orderedRows } from '../../../../renderer/features/table/rows.ts';
import type { Column } from '../../../../renderer/features/table/rows.ts';
import { edge, id, ids, node } from '../canvas/records.ts';

const records = [
  node(0, 'host', { label: 'b', count: 5, firstSeen: 10, lastSeen: 20 }),
  node(1, 'process', { label: 'A', count: 1, firstSeen: 30, lastSeen: 90 }),
  node(2, 'process', { label: 'c', count: 5, firstSeen: 5, lastSeen: 50 }),
  node(3, 'process', { label: 'c', count: 7, firstSeen: 6, lastSeen: 6 }),
];
const known = learn(NOTHING_KNOWN, records, [edge(0, 1), edge(0, 2), edge(1, 2)]);
const scene = sceneOf(add(EMPTY_CANVAS, ids(0, 4), { x: 0, y: 0 }).state, known);
const ordered = (by: Column, down = false) => atOnce(orderedRows(scene, { by, down }));

it('has a row for each node, and knows where it is', () => {
  const { rows, places } = ordered('name');
  expect(rows.map(({ title, links, events }) => [title, links, events])).toEqual([
    ['A', 2, 1],
    ['b', 2, 5],
    ['c', 2, 5],
    ['c', 0, 7],
  ]);
  expect([...places]).toEqual([1, 0, 2, 3].map((at, row) => [id(at), row]));
});

it.each([
  ['kind', false, [0, 1, 2, 3]],
  ['kind', true, [1, 2, 3, 0]],
  ['events', true, [3, 0, 2, 1]],
  ['first seen', false, [2, 3, 0, 1]],
  ['last seen', true, [1, 2, 0, 3]],
  ['links', false, [3, 1, 0, 2]],
] as const)('by %s, downwards %s; equal ones by name, then by id', (by, down, wanted) => {
  expect(ordered(by, down).rows.map((row) => row.node.id)).toEqual(wanted.map((at) => id(at)));
});
