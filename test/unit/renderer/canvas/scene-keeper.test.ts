import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_KNOWN, learn, learnTotal } from '../../../../renderer/canvas/known.ts';
import type { Known } from '../../../../renderer/canvas/known.ts';
import {
  add,
  hide,
  move,
  setRest,
  showHidden,
  toggleFolded,
  toggleMerged,
  toggleOff,
  togglePinned,
} from '../../../../renderer/canvas/model.ts';
import { SceneKeeper, sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import type { Scene } from '../../../../renderer/canvas/scene.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import type { CanvasState } from '../../../../renderer/canvas/state.ts';
import { edge, id, ids, node } from './records.ts';

interface Both {
  readonly state: CanvasState;
  readonly known: Known;
}
const KINDS = ['host', 'process', 'file'] as const;
const kindOf = (n: number) => KINDS[n % KINDS.length]!;
const view =
  (change: (state: CanvasState, n: number) => CanvasState) =>
  ({ state, known }: Both, n: number): Both => ({ state: change(state, n), known });

/** Whatever may happen to a canvas, records that arrive late included. */
const EVENTS: readonly ((both: Both, n: number) => Both)[] = [
  ({ state, known }, n) => ({ state, known: learn(known, [node(n, kindOf(n)), node(n + 1, kindOf(n + 1))], []) }),
  ({ state, known }, n) => ({ state, known: learn(known, [], [edge(n, (n * 7 + 1) % 20), edge(n, (n * 3 + 2) % 20, 'WROTE')]) }),
  ({ state, known }, n) => ({ state, known: learnTotal(known, id(n), n * 60) }),
  view((state, n) => add(state, ids(n, n + 4), { x: n, y: -n }).state),
  view((state, n) => hide(state, ids(n, n + 3))),
  view((state) => showHidden(state)),
  view((state, n) => togglePinned(state, [id(n)])),
  view((state, n) => move(state, new Map([[id(n), { x: n * 7, y: n }]]))),
  view((state, n) => toggleFolded(state, id(n))),
  view((state, n) => toggleMerged(state, kindOf(n))),
  view((state, n) => toggleOff(state, kindOf(n))),
  view((state, n) => setRest(state, id(n), n)),
];
const events = fc.array(fc.tuple(fc.nat(EVENTS.length - 1), fc.nat(19)), { maxLength: 60 });

const plain = (scene: Scene) => ({
  nodes: [...scene.nodes.values()]
    .map((each) => ({ ...each, records: each.records.map((record) => record.id).sort() }))
    .sort((a, b) => a.id.localeCompare(b.id)),
  edges: [...scene.edges.values()]
    .map((each) => ({ ...each, records: each.records.map((record) => record.id).sort() }))
    .sort((a, b) => a.id.localeCompare(b.id)),
  touching: [...scene.nodes.keys()].sort().map((each) => [...scene.touching(each)].sort()),
});
/** Which of a group's places is nearest to its middle depends on their order where two are as near. */
const withoutGroupPlaces = (scene: ReturnType<typeof plain>) => ({
  ...scene,
  nodes: scene.nodes.map((each) => (each.group ? { ...each, x: 0, y: 0 } : each)),
});

describe('a scene that is kept', () => {
  it('is the scene that one would make from nothing, whatever happened', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const keeper = new SceneKeeper();
        let both: Both = { state: EMPTY_CANVAS, known: NOTHING_KNOWN };
        for (const [event, n] of happened) {
          both = EVENTS[event]!(both, n);
          const kept = plain(keeper.of(both.state, both.known));
          expect(withoutGroupPlaces(kept)).toEqual(withoutGroupPlaces(plain(sceneOf(both.state, both.known))));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('names all that changed to who follows, and says when it no longer knows', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 9 }), (happened, every) => {
        const keeper = new SceneKeeper();
        let both: Both = { state: EMPTY_CANVAS, known: NOTHING_KNOWN };
        let followed = keeper.of(both.state, both.known);
        let [nodes, edges] = [new Map(followed.nodes), new Map(followed.edges)];
        happened.forEach(([event, n], at) => {
          both = EVENTS[event]!(both, n);
          const scene = keeper.of(both.state, both.known);
          if (at % every !== 0) return;
          const changes = scene.since(followed.version)!;
          for (const each of new Set([...nodes.keys(), ...scene.nodes.keys()]))
            if (nodes.get(each) !== scene.nodes.get(each)) expect(changes.nodes).toContain(each);
          for (const each of new Set([...edges.keys(), ...scene.edges.keys()]))
            if (edges.get(each) !== scene.edges.get(each)) expect(changes.edges).toContain(each);
          [followed, nodes, edges] = [scene, new Map(scene.nodes), new Map(scene.edges)];
        });
      }),
    );
    const keeper = new SceneKeeper();
    const first = keeper.of(EMPTY_CANVAS, NOTHING_KNOWN);
    const known = learn(NOTHING_KNOWN, [node(1)], []);
    let state = add(EMPTY_CANVAS, [id(1)], { x: 0, y: 0 }).state;
    for (let n = 0; n < 200; n++) keeper.of((state = move(state, new Map([[id(1), { x: n, y: 0 }]]))), known);
    expect(keeper.of(state, known).since(first.version)).toBe(null);
  });

  it('is the same as long as nothing changed', () => {
    const keeper = new SceneKeeper();
    const known = learn(NOTHING_KNOWN, [node(1)], []);
    expect(keeper.of(EMPTY_CANVAS, known)).toBe(keeper.of(EMPTY_CANVAS, known));
  });
});
