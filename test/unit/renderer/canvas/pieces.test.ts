import { describe, expect, it } from 'vitest';
import { atOnce, each, inPieces } from '../../../../renderer/canvas/pieces.ts';

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
});
