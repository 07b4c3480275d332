import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startHistory, redo, step, undo } from '../../../../renderer/canvas/history.ts';
import { NOTHING_KNOWN } from '../../../../renderer/canvas/known.ts';
import { add, hide } from '../../../../renderer/canvas/model.ts';
import { changedPlaces } from '../../../../renderer/canvas/places.ts';
import { EMPTY_CANVAS } from '../../../../renderer/canvas/state.ts';
import { EVENTS } from './events.ts';
import { ids } from './records.ts';

/** Those that place, hide, show, pin and move. */
const PLACING = EVENTS.slice(3, 8);

describe('what a step says that it changed of the places', () => {
  it('leaves out nothing that came, went or is another, steps back and forth included', () => {
    const steps = fc.array(fc.tuple(fc.nat(PLACING.length + 1), fc.nat(5)), { maxLength: 40 });
    fc.assert(
      fc.property(steps, (done) => {
        let history = startHistory();
        for (const [event, n] of done) {
          const before = history.now.places;
          if (event > PLACING.length) history = redo(history);
          else if (event === PLACING.length) history = undo(history);
          else history = step(history, PLACING[event]!({ state: history.now, known: NOTHING_KNOWN }, n).state);
          const after = history.now.places;
          const said = new Set(changedPlaces(before, after));
          for (const id of new Set([...before.keys(), ...after.keys()])) if (before.get(id) !== after.get(id)) expect(said).toContain(id);
          // Nobody has said how one comes from the other.
          expect(new Set(changedPlaces(after, new Map(before)))).toEqual(new Set(changedPlaces(before, new Map(after))));
        }
      }),
    );
  });

  it('is no more than the step touched, though there are many others', () => {
    const full = add(EMPTY_CANVAS, ids(0, 500), { x: 0, y: 0 }).state;
    const hidden = hide(full, ids(3, 5));
    expect([...changedPlaces(full.places, hidden.places)]).toEqual(ids(3, 5));
    const back = undo(step(startHistory(full), hidden)).now;
    expect([...changedPlaces(hidden.places, back.places)]).toEqual(ids(3, 5));
  });
});
