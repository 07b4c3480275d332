/**
 * Questions at the hub: one of each person at a time and a few in all, of one customer fewer still; others wait in the order in
 * which they came. A place is held until the reply has gone out, so that nobody piles up answers that they don't read.
 */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import { Turns } from '../snapshot/turns.ts';

/** Each may take its memory: what a question may hold, times this. */
const AT_ONCE = 4;
const OF_TENANT = 2;
/** Of one person, the one that runs among them. */
const WAITING = 3;

export interface Asker {
  readonly person: string;
  readonly tenant: TenantId;
  /** Aborted when the reply has gone out, or whoever asked has. */
  readonly over: AbortSignal;
}

const GONE = fail('rate', { text: 'Whoever asked has gone.', next: 'Ask again.' });

export class QueryLine {
  readonly #turns = new Turns(AT_ONCE, OF_TENANT);
  readonly #places = new Map<string, number>();

  /**
   * The answer as it is sent: made into a text within the turn. `question` is called when the turn comes: whatever may have
   * changed since it was asked is to be looked at there.
   */
  async run({ person, tenant, over }: Asker, question: () => Promise<Result<unknown>>): Promise<Result<string>> {
    const own = this.#places.get(person) ?? 0;
    if (own >= WAITING)
      return fail('rate', { text: 'Too many questions at once.', next: 'Wait until those that are under way have been answered.' });
    this.#places.set(person, own + 1);
    if (over.aborted) this.#leave(person);
    else over.addEventListener('abort', () => this.#leave(person), { once: true });
    const end = await this.#turns.take(person, tenant);
    try {
      if (over.aborted) return GONE;
      const answer = await question();
      if (over.aborted) return GONE;
      return answer.ok ? ok(JSON.stringify(answer.value)) : answer;
    } finally {
      end();
    }
  }

  #leave(person: string): void {
    const left = this.#places.get(person)! - 1;
    if (left > 0) this.#places.set(person, left);
    else this.#places.delete(person);
  }
}
