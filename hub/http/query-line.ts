/** Questions at the hub: one of each person at a time and a few in all; others wait in the order in which they came. */
import { fail } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { Turns } from '../snapshot/turns.ts';

/** Each may take its memory: what a question may hold, times this. */
const AT_ONCE = 4;
/** Of one person, the one that runs among them. */
const WAITING = 3;

export class QueryLine {
  readonly #turns = new Turns(AT_ONCE);
  readonly #waiting = new Map<string, number>();

  async run<T>(person: string, question: () => Promise<Result<T>>): Promise<Result<T>> {
    const own = this.#waiting.get(person) ?? 0;
    if (own >= WAITING)
      return fail('rate', { text: 'Too many questions at once.', next: 'Wait until those that are under way have been answered.' });
    this.#waiting.set(person, own + 1);
    const end = await this.#turns.take(person);
    try {
      return await question();
    } finally {
      end();
      const left = this.#waiting.get(person)! - 1;
      if (left > 0) this.#waiting.set(person, left);
      else this.#waiting.delete(person);
    }
  }
}
