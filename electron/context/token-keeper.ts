/**
 * A first sync may take longer than a view-as token lives: while one runs, its token is extended shortly before its end, so that
 * nobody who waits for it has to look after that (decision 26).
 */
import type { Result } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Context } from './context.ts';

/** How long before its end, in ms. */
const SOON_MS = 5 * 60_000;

export class TokenKeeper {
  readonly #clock: Clock;
  readonly #extend: (context: Context) => Promise<Result<null>>;
  readonly #asking = new WeakSet<Context>();
  /** The hub lets these last no longer: it is not asked again. */
  readonly #atItsEnd = new WeakSet<Context>();

  constructor(clock: Clock, extend: (context: Context) => Promise<Result<null>>) {
    this.#clock = clock;
    this.#extend = extend;
  }

  /** Called every few seconds, while the hub can be reached. */
  async look(context: Context): Promise<void> {
    const endsSoon = (): boolean => context.expiresWithin(SOON_MS, this.#clock);
    if (!endsSoon() || !context.slice?.coming || context.phase !== 'online') return;
    if (this.#asking.has(context) || this.#atItsEnd.has(context)) return;
    this.#asking.add(context);
    const extended = await this.#extend(context).finally(() => this.#asking.delete(context));
    if ((extended.ok || extended.error.code !== 'hub_unreachable') && endsSoon()) this.#atItsEnd.add(context);
  }
}
