import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redo, startHistory, step, undo } from '../../../../renderer/canvas/history.ts';
import {
  add,
  arrange,
  drawnCount,
  hiddenCount,
  hide,
  move,
  pinnedCount,
  setRest,
  showHidden,
  togglePinned,
} from '../../../../renderer/canvas/model.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import type { CanvasState } from '../../../../renderer/canvas/state.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { VERBS } from './events.ts';
import { id, ids } from './records.ts';

const HERE = { x: 0, y: 0 };
const withNodes = (count: number): CanvasState => add(EMPTY_CANVAS, ids(0, count), HERE).state;

const verbs = fc.array(fc.tuple(fc.nat(VERBS.length - 1), fc.nat(30)), { maxLength: 80 });

describe('adding', () => {
  it('moves nothing that stands there, whatever was done before', () => {
    fc.assert(
      fc.property(verbs, fc.nat(60), (done, n) => {
        const before = done.reduce((state, [verb, argument]) => VERBS[verb]!(state, argument), EMPTY_CANVAS);
        const { state: after } = add(before, ids(n, n + 50), { x: 30, y: 30 });
        for (const [each, place] of before.places)
          expect(after.places.get(each)).toMatchObject({ x: place.x, y: place.y, pinned: place.pinned });
      }),
      { numRuns: 100 },
    );
  });

  it('stops at the cap and says how many were left', () => {
    const nearly = withNodes(LIMITS.canvasStop - 10);
    const { state, added, left } = add(nearly, ids(90_000, 90_030), HERE);
    expect([state.places.size, added.length, left]).toEqual([LIMITS.canvasStop, 10, 20]);
    expect(added).toEqual(ids(90_000, 90_010));
  });

  it('forgets hidden ones for new ones where the canvas is full, but none that is pinned', () => {
    const full = withNodes(LIMITS.canvasStop);
    const hidden = hide(togglePinned(full, [id(0)]), ids(0, 4));
    const { state, added, left } = add(hidden, [id(3), ...ids(90_000, 90_005)], HERE);
    expect([state.places.size, drawnCount(state), added.length, left]).toEqual([LIMITS.canvasStop, LIMITS.canvasStop - 1, 2, 3]);
    expect(ids(0, 4).map((each) => state.places.has(each))).toEqual([true, false, false, true]);
  });

  it('shows a hidden one again where it was', () => {
    const hidden = hide(withNodes(3), [id(1)]);
    const { state, added } = add(hidden, [id(1)], { x: 900, y: 900 });
    expect(added).toEqual([]);
    expect(state.places.get(id(1))).toEqual({ ...hidden.places.get(id(1)), hidden: false });
  });
});

describe('pinned nodes', () => {
  it('stay where they are in a layout, and hidden ones too', () => {
    const state = hide(togglePinned(withNodes(3), [id(0)]), [id(1)]);
    const after = arrange(state, new Map(ids(0, 3).map((each) => [each, { x: 777, y: 777 }])));
    expect(after.places.get(id(0))).toEqual(state.places.get(id(0)));
    expect(after.places.get(id(1))).toEqual(state.places.get(id(1)));
    expect(after.places.get(id(2))).toMatchObject({ x: 777, y: 777 });
  });

  it('move by hand', () => {
    const state = move(togglePinned(withNodes(1), [id(0)]), new Map([[id(0), { x: 9, y: 9 }]]));
    expect(state.places.get(id(0))).toEqual({ x: 9, y: 9, pinned: true, hidden: false });
  });

  it('are let go only when all of the chosen are pinned', () => {
    const one = togglePinned(withNodes(3), [id(0)]);
    const both = togglePinned(one, [id(0), id(1)]);
    expect(pinnedCount(both)).toBe(2);
    expect(pinnedCount(togglePinned(both, [id(0), id(1)]))).toBe(0);
  });
});

it('counts what is hidden, and shows it all again', () => {
  const state = hide(withNodes(12), ids(0, 12));
  expect(hiddenCount(state)).toBe(12);
  expect(hiddenCount(showHidden(state))).toBe(0);
});

describe('undo and redo', () => {
  it('give back every state on the way there and back', () => {
    fc.assert(
      fc.property(verbs, (done) => {
        const states = [EMPTY_CANVAS];
        let history = startHistory();
        for (const [verb, argument] of done) {
          const next = VERBS[verb]!(history.now, argument);
          if (next !== history.now) states.push(next);
          history = step(history, next);
        }
        for (const state of [...states].reverse().slice(1)) {
          history = undo(history);
          expect(history.now).toEqual(state);
        }
        expect(undo(history)).toBe(history);
        for (const state of states.slice(1)) {
          history = redo(history);
          expect(history.now).toEqual(state);
        }
        expect(redo(history)).toBe(history);
      }),
    );
  });

  it('reach a hundred steps back and no further', () => {
    let history = startHistory();
    for (let n = 0; n < 130; n++) history = step(history, setRest(history.now, id(0), n + 1));
    for (let n = 0; n < 130; n++) history = undo(history);
    expect(history.now.rest.get(id(0))).toBe(30);
  });

  it('forget what was undone when something else is done', () => {
    const undone = undo(step(startHistory(), withNodes(1)));
    const history = step(undone, withNodes(2));
    expect(redo(history)).toBe(history);
  });
});
