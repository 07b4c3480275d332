/**
 * A snapshot's chunks from the hub into the store, from the one that is missing on. Asks for few at first, for more while they
 * come quickly; what breaks off is asked for again from there, and given up only when nothing came several times in a row.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { SNAPSHOT_REPLY_CHUNKS } from '../../shared/protocol/snapshot.ts';
import type { SliceStore } from '../store/slice-store.ts';
import type { FeedTransport } from './feed-transport.ts';
import type { Turns } from './turns.ts';

const FIRST_ASK = 8;
/** A reply that took less than this may be longer next time; one that took more than that shorter. */
const QUICK_MS = 1_500;
const SLOW_MS = 8_000;
/** Pauses after replies that brought nothing. After the last of them the run is lost, and goes on from there another time. */
const RETRY_MS = [500, 1_000, 2_000, 4_000] as const;
/** Bytes that go to the store in one message, and messages that it has not done yet. */
const HANDFUL = 512 * 1024;
const AHEAD = 3;

export interface PourOptions {
  readonly transport: FeedTransport;
  readonly store: Pick<SliceStore, 'addChunks'>;
  readonly turns: Turns;
  readonly id: string;
  readonly chunks: number;
  /** The first that is missing. */
  readonly next: number;
  readonly onChunk: (next: number) => void;
  readonly signal: AbortSignal;
}

/** `not_found`: the hub has another snapshot by now. */
export async function pour({ transport, store, turns, id, chunks, next: first, onChunk, signal }: PourOptions): Promise<Result<null>> {
  const giver = new Giver(store, onChunk, first);
  let next = first;
  let count = FIRST_ASK;
  let failures = 0;
  while (next < chunks) {
    const leave = await turns.take(signal);
    if (signal.aborted) {
      leave();
      return fail('context_ended');
    }
    const [from, at] = [next, performance.now()];
    const asked = Math.min(count, chunks - next);
    const reply = await transport
      .chunks(
        { id, from, count: asked },
        async (box) => {
          next++;
          await giver.give(box);
        },
        signal,
      )
      .finally(leave);
    const stored = await giver.settled();
    if (!stored.ok) return stored;
    if (next > chunks) return fail('hub_refused');
    if (reply.ok && next === from + asked) {
      const took = performance.now() - at;
      count = Math.max(1, Math.min(SNAPSHOT_REPLY_CHUNKS, took < QUICK_MS ? count * 2 : took > SLOW_MS ? count >> 1 : count));
      failures = 0;
      continue;
    }
    if (!reply.ok && reply.error.code !== 'hub_unreachable') return reply;
    count = Math.max(1, count >> 1);
    failures = next > from ? 0 : failures + 1;
    if (failures > RETRY_MS.length) return reply.ok ? fail('hub_unreachable') : reply;
    if (failures > 0) await pause(RETRY_MS[failures - 1], undefined, { signal }).catch(() => undefined);
  }
  return ok(null);
}

/** Hands chunks on by the handful, a few handfuls ahead of the store. */
class Giver {
  readonly #store: PourOptions['store'];
  readonly #onChunk: (next: number) => void;
  #next: number;
  #hand: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;
  #under: Promise<void>[] = [];
  #result: Result<null> = ok(null);

  constructor(store: PourOptions['store'], onChunk: (next: number) => void, next: number) {
    this.#store = store;
    this.#onChunk = onChunk;
    this.#next = next;
  }

  async give(box: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#hand.push(box);
    this.#bytes += box.length;
    if (this.#bytes < HANDFUL) return;
    this.#send();
    if (this.#under.length >= AHEAD) await this.#under.shift();
  }

  /** What came is in the store, or what is wrong with it. */
  async settled(): Promise<Result<null>> {
    this.#send();
    await Promise.all(this.#under.splice(0));
    return this.#result;
  }

  #send(): void {
    const boxes = this.#hand;
    [this.#hand, this.#bytes] = [[], 0];
    if (boxes.length === 0 || !this.#result.ok) return;
    const sent = this.#store.addChunks(boxes).then((result) => {
      if (!this.#result.ok) return;
      if (result.ok) this.#onChunk((this.#next += boxes.length));
      else this.#result = result;
    });
    this.#under.push(sent);
  }
}
