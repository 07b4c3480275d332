/**
 * Refusals that stand in nobody's context are recorded once a source and minute, and counted for the rest of it, so that
 * hammering a gate fills neither the disk nor the log.
 */
import type { ErrorCode } from '../errors.ts';

const MINUTE_MS = 60_000;
/** Sources told apart at once; beyond them all others are one. */
const SOURCES = 2_000;
const OTHERS = 'others';

export interface RefusalCounterOptions {
  /** `count`: refusals since the last record of the same source and code. */
  readonly record: (action: string, code: ErrorCode, count: number) => void;
  /** Ms on a clock that nobody turns back. */
  readonly steady: () => number;
}

export class RefusalCounter {
  readonly #options: RefusalCounterOptions;
  readonly #seen = new Map<string, { since: number; more: number; action: string; code: ErrorCode }>();

  constructor(options: RefusalCounterOptions) {
    this.#options = options;
  }

  /** `source`: whatever tells one origin of refusals from another; it is not recorded. */
  refused(source: string, action: string, code: ErrorCode): void {
    this.flush();
    const own = JSON.stringify([source, code]);
    const key = this.#seen.has(own) || this.#seen.size < SOURCES ? own : JSON.stringify([OTHERS, code]);
    const known = this.#seen.get(key);
    if (known) known.more++;
    else {
      this.#seen.set(key, { since: this.#options.steady(), more: 0, action, code });
      this.#options.record(action, code, 1);
    }
  }

  /** Writes down the counts of minutes that are over; `all` at the end of the program. */
  flush(all = false): void {
    for (const [key, { since, more, action, code }] of this.#seen) {
      // In order of `since`: what follows is younger.
      if (!all && this.#options.steady() - since < MINUTE_MS) break;
      this.#seen.delete(key);
      if (more > 0) this.#options.record(action, code, more);
    }
  }
}
