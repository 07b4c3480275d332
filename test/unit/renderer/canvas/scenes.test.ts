import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { NOTHING_KNOWN, learn } from '../../../../renderer/canvas/known.ts';
import type { Known } from '../../../../renderer/canvas/known.ts';
import { add, arrange, hide, move, toggleMerged } from '../../../../renderer/canvas/model.ts';
import { redo, startHistory, step, undo } from '../../../../renderer/canvas/history.ts';
import type { inPieces } from '../../../../renderer/canvas/pieces.ts';
import { sceneOf } from '../../../../renderer/canvas/scene-keeper.ts';
import { different } from '../../../../renderer/canvas/scene.ts';
import type { Scene } from '../../../../renderer/canvas/scene.ts';
import { Scenes } from '../../../../renderer/canvas/scenes.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import type { CanvasState, Point } from '../../../../renderer/canvas/state.ts';
import type { RecordId } from '../../../../shared/graph/ids.ts';
import { EVENTS, kindOf, plain as plainOf, view } from './events.ts';
import type { Both, CanvasEvent } from './events.ts';
import { edge, id, ids, node } from './records.ts';

const ONE_PIECE = 40;
/** As text: many are compared. */
const plain = (scene: Scene): string => JSON.stringify(plainOf(scene));

/** Runs what is settled in pieces by hand. */
class Hand {
  #piece: (() => boolean) | null = null;
  given = 0;
  readonly run: typeof inPieces = (work, done) => {
    this.given++;
    const piece = (): boolean => {
      const next = work.next();
      if (!next.done) return true;
      this.#piece = null;
      done(next.value);
      return this.#piece !== null;
    };
    this.#piece = piece;
    return () => {
      this.#piece = null;
    };
  };
  get busy(): boolean {
    return this.#piece !== null;
  }
  piece(): void {
    this.#piece?.();
  }
  /** To the end of all that it leads to. */
  all(): void {
    while (this.#piece) this.#piece();
  }
}

const wide = (n: number): Known =>
  learn(
    NOTHING_KNOWN,
    Array.from({ length: n }, (_, at) => node(at, kindOf(at))),
    Array.from({ length: n * 2 }, (_, at) => edge(at % n, (at * 7 + (at < n ? 1 : 3)) % n)),
  );
const WIDTH = 300;

/** What touches hundreds at once, beside what touches few. */
const LARGE: readonly CanvasEvent[] = [
  ({ state, known }, n) => ({
    state,
    known: learn(
      known,
      [node(WIDTH + n, 'host')],
      Array.from({ length: 150 }, (_, at) => edge(WIDTH + n, at)),
    ),
  }),
  view((state, n) => add(state, ids(n * 20, WIDTH + n), { x: 0, y: 0 }).state),
  view((state, n) => hide(state, ids(n * 10, n * 10 + 150))),
  view((state) => move(state, new Map([...state.places].map(([each, { x, y }]) => [each, { x: -x, y }])))),
  view((state, n) => toggleMerged(state, kindOf(n))),
];
const ALL = [...EVENTS, ...LARGE, ...LARGE];
const LEARNING = new Set([...EVENTS.slice(0, 3), LARGE[0]!]);

describe('a scene that is settled in pieces', () => {
  it('is always one that was asked for, whole, and in the end the last, whatever happens meanwhile', () => {
    const steps = fc.array(fc.tuple(fc.nat(ALL.length + 3), fc.nat(19), fc.nat(4)), { minLength: 5, maxLength: 25 });
    fc.assert(
      fc.property(steps, (happened) => {
        const hand = new Hand();
        const scenes = new Scenes({ onWhole: () => undefined, onePiece: ONE_PIECE, run: hand.run });
        let known = wide(WIDTH);
        let history = startHistory(add(EMPTY_CANVAS, ids(0, 300), { x: 0, y: 0 }).state);
        let asked: CanvasState[] = [history.now];
        let seen = scenes.of(history.now, known);
        let looks = plain(seen);
        /** Follows by what is said to have changed, as who draws does. */
        const drawn = { nodes: new Map(seen.nodes), edges: new Map(seen.edges) };
        const possible: string[] = [];
        const look = (): void => {
          const scene = scenes.of(history.now, known);
          if (scene === seen) return expect(plain(scene)).toEqual(looks);
          looks = plain(scene);
          expect([...possible, ...asked.map((state) => plain(sceneOf(state, known)))].includes(looks)).toBe(true);
          const changes = scene.since(seen.version)!;
          for (const each of changes.nodes) put(drawn.nodes, each, scene.nodes.get(each));
          for (const each of changes.edges) put(drawn.edges, each, scene.edges.get(each));
          seen = scene;
          if (!hand.busy) [asked, possible.length] = [[history.now], 0];
        };
        for (const [event, n, pieces] of happened) {
          // What is learned is known in all that was asked for before, too: until then it looked like this.
          if (hand.busy && LEARNING.has(ALL[event]!)) for (const state of asked) possible.push(plain(sceneOf(state, known)));
          if (event >= ALL.length + 2) history = redo(history);
          else if (event >= ALL.length) history = undo(history);
          else {
            const next: Both = ALL[event]!({ state: history.now, known }, n);
            known = next.known;
            history = step(history, next.state);
          }
          asked.push(history.now);
          look();
          for (let at = 0; at < pieces; at++) {
            hand.piece();
            look();
          }
        }
        hand.all();
        const last = scenes.of(history.now, known);
        expect(plain(last)).toEqual(plain(sceneOf(history.now, known)));
        look();
        expect(different(new Set(drawn.nodes.values()), new Set(last.nodes.values())).size).toBe(0);
        expect(different(new Set(drawn.edges.values()), new Set(last.edges.values())).size).toBe(0);
      }),
      { numRuns: 12 },
    );
  });

  let hand: Hand;
  let scenes: Scenes;
  let whole: number;
  let known: Known;
  const full = add(EMPTY_CANVAS, ids(0, 300), { x: 0, y: 0 }).state;
  const mirrored = (state: CanvasState): CanvasState =>
    move(state, new Map([...state.places].map(([each, { x, y }]) => [each, { x: -x - 1, y }])));
  beforeEach(() => {
    whole = 0;
    known = wide(WIDTH);
    hand = new Hand();
    scenes = new Scenes({ onWhole: () => whole++, onePiece: ONE_PIECE, run: hand.run });
    scenes.of(full, known);
    hand.all();
  });

  it('has a small change at once, and a large one when it is whole', () => {
    const before = scenes.of(full, known);
    const small = move(full, new Map([[id(3), { x: 1, y: 1 }]]));
    expect(scenes.of(small, known).nodes.get(id(3))).toMatchObject({ x: 1, y: 1 });
    expect(whole).toBe(1);
    const at = before.nodes.get(id(4));
    const large = mirrored(small);
    expect(scenes.of(large, known).nodes.get(id(4))).toBe(at);
    hand.all();
    expect([scenes.of(large, known).nodes.get(id(4))?.x, whole]).toEqual([large.places.get(id(4))!.x, 2]);
  });

  it('keeps what has not changed as the very same thing', () => {
    const before = scenes.of(full, known);
    const [kept, left] = [before.nodes.get(id(250)), before.edges.size];
    const hidden = hide(full, ids(0, 100));
    scenes.of(hidden, known);
    hand.all();
    const after = scenes.of(hidden, known);
    expect(after.nodes.get(id(250))).toBe(kept);
    const { nodes, edges } = after.since(before.version)!;
    expect([nodes.size, edges.size]).toEqual([100, left - after.edges.size]);
  });

  it('settles what was asked for last, not each that was asked for meanwhile', () => {
    const first = mirrored(full);
    scenes.of(first, known);
    let last = first;
    for (let at = 0; at < 10; at++) scenes.of((last = mirrored(last)), known);
    hand.all();
    expect(plain(scenes.of(last, known))).toEqual(plain(sceneOf(last, known)));
    // The first scene of all, what was begun, and the last.
    expect(hand.given).toBe(3);
  });

  it('takes in a layout that arrives while it settles, and leaves where a hand has put something', () => {
    const grouped = toggleMerged(full, 'file');
    scenes.of(grouped, known);
    hand.piece();
    const moved = move(grouped, new Map([[id(1), { x: 5_000, y: 5_000 }]]));
    scenes.of(moved, known);
    const to = new Map(ids(0, 300).map((each, at): [RecordId, Point] => [each, { x: at, y: at }]));
    const laid = arrange(moved, to, grouped);
    scenes.of(laid, known);
    hand.all();
    const scene = scenes.of(laid, known);
    expect([scene.nodes.get(id(1))?.x, scene.nodes.get(id(4))?.x]).toEqual([5_000, 4]);
  });

  it('tells who waits for the scene when it is whole, at once where it is', () => {
    const told: Scene[] = [];
    scenes.whenWhole((scene) => told.push(scene));
    expect(told).toEqual([scenes.of(full, known)]);
    const [large, larger] = [mirrored(full), hide(mirrored(full), ids(0, 200))];
    scenes.of(large, known);
    scenes.whenWhole((scene) => told.push(scene));
    scenes.of(larger, known);
    expect(told).toHaveLength(1);
    hand.all();
    expect([told.length, told.at(-1)]).toEqual([2, scenes.of(larger, known)]);
    expect(told.at(-1)?.nodes.size).toBe(100);
  });

  it('gives up when nobody looks any more, and begins anew when somebody does', () => {
    const large = mirrored(full);
    const before = scenes.of(large, known);
    hand.piece();
    scenes.rest();
    expect(hand.busy).toBe(false);
    expect(scenes.of(large, known)).toBe(before);
    hand.all();
    expect(plain(scenes.of(large, known))).toEqual(plain(sceneOf(large, known)));
  });

  it('knows either nothing or all of what is learned while it settles', () => {
    // The first is gone through before it is learned, the last after.
    const state = add(add(add(EMPTY_CANVAS, [id(900)], { x: 0, y: 0 }).state, ids(0, 300), { x: 0, y: 0 }).state, [id(901)], {
      x: 0,
      y: 0,
    }).state;
    scenes.of(state, known);
    hand.piece();
    const links = ids(0, 60).flatMap((_, at) => [edge(900, at), edge(901, at)]);
    const more = learn(known, [node(900), node(901)], [...links, edge(900, 901)]);
    while (hand.busy) {
      const scene = scenes.of(state, more);
      expect([scene.nodes.has(id(900)), scene.touching(id(900)).size]).toEqual([scene.nodes.has(id(901)), scene.touching(id(901)).size]);
      hand.piece();
    }
    expect(scenes.of(state, more).touching(id(901)).size).toBe(61);
  });

  it('reads nothing anew for what was learned and has no place', () => {
    const more = learn(
      known,
      [node(900)],
      Array.from({ length: 300 }, (_, at) => edge(900, at)),
    );
    scenes.of(full, more);
    expect(hand.given).toBe(1);
    const placed = add(full, [id(900)], { x: 0, y: 0 }).state;
    scenes.of(placed, more);
    hand.all();
    expect(scenes.of(placed, more).touching(id(900)).size).toBe(300);
  });
});

function put<T>(drawn: Map<string, T>, id: string, thing: T | undefined): void {
  if (thing === undefined) drawn.delete(id);
  else drawn.set(id, thing);
}
