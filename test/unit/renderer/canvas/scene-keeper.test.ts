import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_KNOWN, learn } from '../../../../renderer/canvas/known.ts';
import type { Known } from '../../../../renderer/canvas/known.ts';
import { add, move } from '../../../../renderer/canvas/model.ts';
import { SceneKeeper, sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import { EVENTS, plain } from './events.ts';
import type { Both } from './events.ts';
import { edge, id, ids, node } from './records.ts';

const events = fc.array(fc.tuple(fc.nat(EVENTS.length - 1), fc.nat(19)), { maxLength: 60 });

describe('a scene that is kept', () => {
  it('is the scene that one would make from nothing, whatever happened', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const keeper = new SceneKeeper();
        let both: Both = { state: EMPTY_CANVAS, known: NOTHING_KNOWN };
        for (const [event, n] of happened) {
          both = EVENTS[event]!(both, n);
          expect(plain(keeper.of(both.state, both.known))).toEqual(plain(sceneOf(both.state, both.known)));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is whole, too, where records are learned again while it is made beside another', () => {
    const nodes = Array.from({ length: 400 }, (_, n) => node(n));
    const edges = Array.from({ length: 399 }, (_, n) => [0, n + 1] as const);
    const again = (known: Known): Known =>
      learn(
        known,
        [],
        edges.map(([src, dst]) => edge(src, dst)),
      );
    const { state } = add(EMPTY_CANVAS, ids(0, 400), { x: 0, y: 0 });
    let known = again(learn(NOTHING_KNOWN, nodes, []));
    const work = SceneKeeper.beside(new SceneKeeper(), state, known);
    let made = work.next();
    for (let slice = 0; !made.done; slice++, made = work.next()) if (slice < 12) known = again(known);
    expect(plain((made.value as SceneKeeper).scene)).toEqual(plain(sceneOf(state, known)));
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
