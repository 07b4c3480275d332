import { describe, expect, it } from 'vitest';
import { atOnce, each, inOrder, inPieces } from '../../../../renderer/canvas/pieces.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('work in pieces', () => {
  it('goes through all, in its order, at once or not', async () => {
    const values = Array.from({ length: 1_000 }, (_, at) => at);
    const seen: number[] = [];
    atOnce(each(values, (value) => seen.push(value)));
    expect(seen).toEqual(values);
    const later: number[] = [];
    await new Promise<void>((resolve) =>
      inPieces(
        each(values, (value) => later.push(value)),
        resolve,
      ),
    );
    expect(later).toEqual(values);
  });

  it('has breaks in which others have their turn, and an end when it is given up', async () => {
    let rounds = 0;
    const stop = inPieces(
      (function* endless(): Generator<void, void> {
        for (;;) {
          rounds++;
          yield;
        }
      })(),
      () => expect.unreachable(),
    );
    await turn();
    await turn();
    expect(rounds).toBeGreaterThan(0);
    stop();
    const then = rounds;
    await turn();
    expect(rounds).toBe(then);
  });

  it.each([0, 1, 1_024, 1_025, 5_000])('puts %i things in order, equal ones as they came', (count) => {
    const values = Array.from({ length: count }, (_, at) => ({ key: (at * 7_919) % 97, at }));
    const compare = (a: { key: number }, b: { key: number }): number => a.key - b.key;
    let rests = 0;
    const work = inOrder(values, compare);
    let step = work.next();
    for (; !step.done; step = work.next()) rests++;
    expect(step.value).toEqual(values.toSorted(compare));
    expect(rests).toBeGreaterThanOrEqual(count > 1_024 ? Math.floor(count / 128) : 0);
  });
});
