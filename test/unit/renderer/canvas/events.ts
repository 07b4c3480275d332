/** Whatever may happen to a canvas, records that arrive late included; and what of a scene two must have the same. */
import { learn, learnTotal } from '../../../../renderer/canvas/known.ts';
import type { Known } from '../../../../renderer/canvas/known.ts';
import {
  add,
  arrange,
  hide,
  move,
  setRest,
  showHidden,
  toggleFolded,
  toggleMerged,
  toggleOff,
  togglePinned,
} from '../../../../renderer/canvas/model.ts';
import type { Scene } from '../../../../renderer/canvas/scene.ts';
import type { CanvasState } from '../../../../renderer/canvas/state.ts';
import { edge, id, ids, node } from './records.ts';

export interface Both {
  readonly state: CanvasState;
  readonly known: Known;
}
export type CanvasEvent = (both: Both, n: number) => Both;

const KINDS = ['host', 'process', 'file'] as const;
export const kindOf = (n: number) => KINDS[n % KINDS.length]!;
export const view =
  (change: (state: CanvasState, n: number) => CanvasState): CanvasEvent =>
  ({ state, known }, n) => ({ state: change(state, n), known });

/** Every verb, with numbers for arguments. */
export const VERBS: readonly ((state: CanvasState, n: number) => CanvasState)[] = [
  (state, n) => add(state, ids(n, n + 5), { x: n, y: -n }).state,
  (state, n) => hide(state, ids(n, n + 3)),
  (state) => showHidden(state),
  (state, n) => togglePinned(state, ids(n, n + 2)),
  (state, n) => move(state, new Map([[id(n), { x: n * 7, y: n }]])),
  (state, n) => arrange(state, new Map(ids(0, 40).map((each, index) => [each, { x: index * n, y: n }]))),
  (state, n) => toggleFolded(state, id(n)),
  (state, n) => toggleMerged(state, kindOf(n)),
  (state, n) => setRest(state, id(n), n),
  (state, n) => toggleOff(state, kindOf(n)),
];

export const EVENTS: readonly CanvasEvent[] = [
  ({ state, known }, n) => ({ state, known: learn(known, [node(n, kindOf(n)), node(n + 1, kindOf(n + 1))], []) }),
  ({ state, known }, n) => ({ state, known: learn(known, [], [edge(n, (n * 7 + 1) % 20), edge(n, (n * 3 + 2) % 20, 'WROTE')]) }),
  ({ state, known }, n) => ({ state, known: learnTotal(known, id(n), n * 60) }),
  ...VERBS.map(view),
];

const byId = <T extends { readonly id: string }>(things: Iterable<T>): readonly T[] =>
  [...things].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));

/** Which of a group's places is nearest to its middle depends on their order where two are as near: that is left out. */
export const plain = (scene: Scene) => ({
  nodes: byId(scene.nodes.values()).map((each) => ({
    ...each,
    ...(each.group ? { x: 0, y: 0 } : {}),
    records: each.records.map((record) => record.id).sort(),
  })),
  edges: byId(scene.edges.values()).map((each) => ({ ...each, records: each.records.map((record) => record.id).sort() })),
  touching: [...scene.nodes.keys()].sort().map((each) => [...scene.touching(each)].sort()),
});
