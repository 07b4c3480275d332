/**
 * Sends records to the hub: in order, in batches, at least once, with growing pauses while the hub is away. What the
 * hub has taken is marked; nothing is ever dropped.
 */
import type { AppError, Result } from '../../shared/errors.ts';
import type { Envelope } from '../../shared/audit/record.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { RecordsReply } from '../../shared/protocol/records.ts';
import type { Outbox } from './outbox.ts';

const GATHER_MS = 150;
const RETRY_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;

export interface ForwarderOptions {
  readonly outbox: Outbox;
  /** Tokens of the sessions that are open on this desk: any of them may carry any record. */
  readonly tokens: () => readonly string[];
  readonly send: (token: string, envelopes: readonly Envelope[]) => Promise<Result<RecordsReply>>;
  readonly onChange: () => void;
}

export class Forwarder {
  readonly #options: ForwarderOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #failures = 0;
  #stopped = false;
  #error: AppError | null = null;

  constructor(options: ForwarderOptions) {
    this.#options = options;
  }

  /** Why records are not going out, or null. */
  get error(): AppError | null {
    return this.#error;
  }

  /** There is something new to send; it goes out shortly. */
  nudge(): void {
    if (this.#failures === 0) this.#schedule(GATHER_MS);
  }

  /** Tries at once, whatever pause was under way: the hub is back, or somebody signed in. */
  retryNow(): void {
    this.#failures = 0;
    this.#schedule(0);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  /** Sends all that there is; resolves when nothing is left or a try failed. */
  drain(): Promise<void> {
    this.#running ??= this.#drain()
      // The outbox could not be read: it is tried again.
      .catch(() => this.#later())
      .finally(() => (this.#running = null));
    return this.#running;
  }

  #schedule(pause: number): void {
    if (this.#stopped) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.drain();
    }, pause).unref();
  }

  #later(): void {
    this.#schedule(RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)] ?? RETRY_MS[0]);
  }

  async #drain(): Promise<void> {
    const { outbox, tokens, onChange } = this.#options;
    while (!this.#stopped && outbox.unsent > 0) {
      const batch = outbox.batch(LIMITS.recordBatch);
      const sent = await this.#send(tokens(), batch);
      if (sent === null) return;
      if (this.#stopped) return;
      const before = outbox.unsent;
      const through = sent.ok ? sent.value.through : 0;
      if (sent.ok) this.#take(through);
      const worked = sent.ok && outbox.unsent < before;
      this.#error = sent.ok ? null : sent.error;
      if (!worked) {
        this.#later();
        onChange();
        return;
      }
      this.#failures = 0;
      onChange();
    }
  }

  /** A disk that is full lets nothing be marked as sent; then it is sent again, and the hub takes it once. */
  #take(through: number): void {
    try {
      this.#options.outbox.taken(through);
    } catch {
      return;
    }
  }

  /** Null when nobody is signed in: records wait for the next sign-in. */
  async #send(tokens: readonly string[], batch: readonly Envelope[]): Promise<Result<RecordsReply> | null> {
    let last: Result<RecordsReply> | null = null;
    for (const token of tokens) {
      last = await this.#options.send(token, batch);
      if (last.ok || last.error.code === 'hub_unreachable' || last.error.code === 'device_suspended') return last;
    }
    return last;
  }
}
