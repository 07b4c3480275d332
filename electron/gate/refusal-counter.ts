/**
 * Refusals that stand in nobody's context are recorded once a source and minute, and counted for the rest of it, so that
 * hammering the gate fills neither the disk nor the log.
 */
import type { ErrorCode } from '../../shared/errors.ts';
import { NOBODY } from '../audit/draft.ts';
import type { Recorder } from '../audit/recorder.ts';
import type { Clock } from '../clock.ts';

const MINUTE_MS = 60_000;

export class RefusalCounter {
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #seen = new Map<string, { since: number; more: number; action: string; code: ErrorCode }>();

  constructor(recorder: Recorder, clock: Clock) {
    this.#recorder = recorder;
    this.#clock = clock;
  }

  /** `source`: whatever tells one origin of refusals from another; it is not recorded. */
  refused(source: string, action: string, code: ErrorCode): void {
    this.flush();
    const key = JSON.stringify([source, code]);
    const known = this.#seen.get(key);
    if (known) known.more++;
    else {
      this.#seen.set(key, { since: this.#clock.steady(), more: 0, action, code });
      this.#recorder.refusal(NOBODY, action, code, 1);
    }
  }

  /** Writes down the counts of minutes that are over; `all` at the end of the program. */
  flush(all = false): void {
    for (const [key, { since, more, action, code }] of this.#seen) {
      if (!all && this.#clock.steady() - since < MINUTE_MS) continue;
      this.#seen.delete(key);
      if (more > 0) this.#recorder.refusal(NOBODY, action, code, more);
    }
  }
}
