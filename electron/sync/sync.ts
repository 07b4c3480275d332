/**
 * One sync run: the machine's commands carried out on the hub's feed and the slice's store. The next segment is fetched
 * while the one before is applied. The rows themselves are opened in the store's worker; here pass only sealed bytes.
 */
import { appError, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { FeedOpenReply, SegmentMessage } from '../../shared/protocol/feed.ts';
import { unwrap } from '../../shared/protocol/wrap.ts';
import { badSegment } from '../store/failure.ts';
import type { SealedSegment, SliceStatus } from '../store/slice-store.ts';
import { Intake } from './intake.ts';
import { next } from './machine.ts';
import type { Command, Event, State } from './machine.ts';
import type { SyncOptions, SyncProgress } from './run.ts';

/**
 * Brings the slice up to date: a snapshot where there is none of this shape, else increments. Goes on where an earlier run
 * stopped. After an error the present slice is whole: the old one, or with some increments more. Never throws.
 */
export async function runSync(options: SyncOptions): Promise<Result<SliceStatus>> {
  const status = await options.store.status();
  if (!status.ok) return status;
  return new Run(options, status.value).done;
}

interface InHand {
  readonly message: SegmentMessage;
  readonly key: Buffer | null;
  readonly at: number;
}

class Run {
  readonly done: Promise<Result<SliceStatus>>;
  readonly #options: SyncOptions;
  readonly #before: SliceStatus;
  #settle!: (result: Result<SliceStatus>) => void;
  #state: State = 'idle';
  #error: AppError = appError('internal');
  /** Where the run begins: in the present slice, in a begun snapshot, or from nothing. */
  #mode: 'increment' | 'resume' | 'anew';
  #cursor = '';
  #intake: Intake | null = null;
  #hand: InHand | null = null;
  #applied = 0;
  #earlier = 0;
  /** What is under way in the store: a run that fails ends after it. One that is stopped doesn't wait. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: SyncOptions, before: SliceStatus) {
    this.#options = options;
    this.#before = before;
    const same = (slice: unknown): boolean => JSON.stringify(slice) === JSON.stringify(options.slice);
    this.#mode =
      before.snapshot && same(before.snapshot.slice) ? 'resume' : before.state === 'ready' && same(before.slice) ? 'increment' : 'anew';
    this.done = new Promise((settle) => (this.#settle = settle));
    const stop = (): void => this.#event('stop');
    options.signal.addEventListener('abort', stop, { once: true });
    void this.done.finally(() => options.signal.removeEventListener('abort', stop));
    this.#event(options.signal.aborted ? 'stop' : 'start');
  }

  #event(event: Event, error?: AppError): void {
    const step = next(this.#state, event);
    if (step === null) return;
    if (error) this.#error = error;
    if (event === 'stop')
      this.#error = appError('context_ended', { text: 'The sync was stopped.', next: 'It goes on from here next time.' });
    this.#state = step.to;
    for (const command of step.commands) void this.#do(command).catch(() => this.#event('lost', appError('internal')));
    if (step.to === 'stopped') this.#end();
    if (step.to === 'failed') void this.#busy.finally(() => this.#end());
  }

  #end(): void {
    this.#hand?.key?.fill(0);
    this.#settle({ ok: false, error: this.#error });
  }

  async #do(command: Command): Promise<void> {
    switch (command) {
      case 'open':
        return this.#open();
      case 'openAnew':
        this.#mode = 'anew';
        return this.#open();
      case 'prepare':
        return this.#prepare();
      case 'fetch':
        return this.#fetch();
      case 'apply':
        return this.#apply();
      case 'finish':
        return this.#finish();
      case 'drop':
        this.#busy = this.#options.store.dropSnapshot();
    }
  }

  async #open(): Promise<void> {
    this.#report('counting');
    const from = this.#mode === 'increment' ? this.#before.cursor : this.#mode === 'resume' ? this.#before.snapshot!.cursor : null;
    const reply = await this.#options.transport.open(this.#options.slice, from);
    if (!reply.ok) return this.#event(from !== null && reply.error.code === 'not_found' ? 'unknown' : 'lost', reply.error);
    this.#begin(reply.value);
    this.#event('opened');
  }

  #begin(reply: FeedOpenReply): void {
    this.#intake = new Intake(reply);
    this.#cursor = reply.cursor;
    this.#earlier = this.#mode === 'resume' ? this.#before.snapshot!.records : 0;
  }

  async #prepare(): Promise<void> {
    if (this.#mode === 'anew') {
      const begun = await this.#options.store.beginSnapshot(this.#options.slice, this.#cursor);
      if (!begun.ok) return this.#event('lost', begun.error);
    }
    this.#report('syncing');
    this.#event('prepared');
  }

  async #fetch(): Promise<void> {
    const at = Date.now();
    const reply = await this.#options.transport.next(this.#cursor);
    if (!reply.ok) return this.#event('lost', reply.error);
    const message = reply.value;
    const wrong = this.#intake!.take(message);
    if (wrong !== null) return this.#event('spoiled', badSegment(wrong));
    const key = message.key && (await unwrap(this.#options.agreementKey, 'netgraph segment', message.key).catch(() => null));
    if (message.key && !key) return this.#event('spoiled', badSegment('a key is not for this desk'));
    if (this.#state === 'failed' || this.#state === 'stopped') {
      key?.fill(0);
      return;
    }
    this.#cursor = message.cursor;
    this.#hand = { message, key, at };
    this.#event(message.done ? 'last' : 'more');
  }

  async #apply(): Promise<void> {
    const { message, key, at } = this.#hand!;
    this.#hand = null;
    const { cursor, nodes, edges, nonce, box, done } = message;
    const segment: SealedSegment = { cursor, nodes, edges, key, nonce, box, at: done ? at : null };
    const { store } = this.#options;
    const under = this.#mode === 'increment' ? store.applyIncrement(segment) : store.applySegment(segment);
    this.#busy = under;
    const applied = await under;
    if (!applied.ok) return this.#event(applied.error.code === 'hub_refused' ? 'spoiled' : 'lost', applied.error);
    this.#applied += nodes + edges;
    this.#report('syncing');
    this.#event('applied');
  }

  async #finish(): Promise<void> {
    this.#report('finishing');
    const { store } = this.#options;
    const under = this.#mode === 'increment' ? Promise.resolve(ok(null)) : store.finishSnapshot();
    this.#busy = under;
    const finished = await under;
    if (!finished.ok) return this.#event('lost', finished.error);
    const status = await store.status();
    if (!status.ok) return this.#event('lost', status.error);
    this.#event('finished');
    this.#settle(status);
  }

  #report(phase: SyncProgress['phase']): void {
    const total = this.#earlier + (this.#intake?.total ?? 0);
    this.#options.onProgress({ phase, done: this.#earlier + this.#applied, total });
  }
}
