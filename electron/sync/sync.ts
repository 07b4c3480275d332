/**
 * One sync run: the machine's commands carried out on the hub's feed and the slice's store. The next segment is fetched
 * while the one before is applied. What is in them is opened in the store's worker; here pass only sealed bytes.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { appError, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { FeedOpenReply, SegmentMessage } from '../../shared/protocol/feed.ts';
import type { SnapshotOffer } from '../../shared/protocol/snapshot.ts';
import { unwrap } from '../../shared/protocol/wrap.ts';
import { chunksOf } from '../../shared/slice-file/chunks.ts';
import { WHOLE_SLICE, isWithin, sameSlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { badSegment } from '../store/failure.ts';
import type { SealedSegment, SliceStatus } from '../store/slice-store.ts';
import { Intake } from './intake.ts';
import { next } from './machine.ts';
import type { Command, Event, State } from './machine.ts';
import { pour } from './pour.ts';
import type { SyncOptions, SyncProgress } from './run.ts';

/** How long to wait before the hub is asked again whether its snapshot is ready; it waits some seconds itself before it answers. */
const ASK_AGAIN_MS = 500;

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
  #before: SliceStatus;
  #settle!: (result: Result<SliceStatus>) => void;
  #state: State = 'idle';
  #error: AppError = appError('internal');
  /** Where the run begins: in the present slice, in a begun snapshot, or from nothing. */
  #mode: 'increment' | 'resume' | 'anew';
  #offer: Extract<SnapshotOffer, { state: 'ready' }> | null = null;
  #slice: SliceSpec;
  #cursor = '';
  #intake: Intake | null = null;
  #hand: InHand | null = null;
  #applied = 0;
  #earlier = 0;
  /** The chunk of the snapshot that comes next. */
  #next = 0;
  /** What is under way in the store: a run that fails ends after it. One that is stopped doesn't wait. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: SyncOptions, before: SliceStatus) {
    this.#options = options;
    this.#before = before;
    this.#slice = options.slice;
    const wanted = (slice: SliceSpec | null): boolean => slice !== null && isWithin(slice, options.slice);
    this.#mode = wanted(before.snapshot?.slice ?? null)
      ? 'resume'
      : before.state === 'ready' && wanted(before.slice)
        ? 'increment'
        : 'anew';
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
      case 'wait':
        return this.#wait();
      case 'ready':
        return this.#ready();
      case 'fill':
        return this.#fill();
      case 'install':
        return this.#install();
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
    if (this.#offer === null) this.#report('counting');
    const { transport, slice } = this.#options;
    const { begun, cursor, snapshot } = this.#before;
    const from = this.#mode === 'increment' ? cursor : this.#mode === 'resume' ? snapshot!.cursor : null;
    const reply = await transport.open(slice, from, from === null ? begun : null);
    // Somebody who stopped this run may have told the store of something newer.
    if (this.#isOver) return;
    if (!reply.ok) return this.#event(from !== null && reply.error.code === 'not_found' ? 'unknown' : 'lost', reply.error);
    const allowed = await this.#allow(reply.value.slice);
    if (!allowed.ok) return this.#event('lost', allowed.error);
    const offer = reply.value.snapshot;
    if (offer?.state === 'building') {
      this.#options.onProgress({ phase: 'building', done: offer.done, total: offer.total });
      return this.#event('building');
    }
    this.#offer = offer;
    if (offer) return this.#event('offered');
    this.#begin(reply.value);
    this.#event('opened');
  }

  /** The store holds to what the hub gives: what the desk has beyond it, whole or begun, leaves it now. */
  async #allow(slice: SliceSpec): Promise<Result<unknown>> {
    const { store, slice: wanted, onAllowed, onNarrowed } = this.#options;
    if (!isWithin(slice, wanted)) return { ok: false, error: badSegment('it is of another slice than was asked for') };
    this.#slice = slice;
    // All of a part is given: that says nothing of what else is allowed.
    if (sameSlice(slice, wanted) && !sameSlice(wanted, WHOLE_SLICE)) return ok(null);
    onAllowed?.(slice);
    const held = await store.allow(slice);
    if (held.ok && held.value.dropped) onNarrowed?.(slice);
    return held;
  }

  get #isOver(): boolean {
    return this.#state === 'failed' || this.#state === 'stopped';
  }

  async #wait(): Promise<void> {
    await pause(ASK_AGAIN_MS, undefined, { signal: this.#options.signal }).catch(() => undefined);
    this.#event('again');
  }

  async #ready(): Promise<void> {
    const { id, pages, key: wrapped } = this.#offer!;
    const key = await unwrap(this.#options.agreementKey, 'netgraph snapshot', wrapped).catch(() => null);
    if (key?.length !== 32) return this.#event('spoiled', badSegment('a key is not for this desk'));
    const under = this.#options.store.beginPages({ id, pages, slice: this.#slice, key });
    this.#busy = under;
    const begun = await under;
    if (!begun.ok) return this.#event('lost', begun.error);
    this.#next = begun.value.next;
    this.#event('prepared');
  }

  async #fill(): Promise<void> {
    const { transport, store, turns, onProgress, signal } = this.#options;
    const { id, pages, nodes, edges } = this.#offer!;
    const [chunks, total] = [chunksOf(pages), nodes + edges];
    const onChunk = (next: number): void => onProgress({ phase: 'syncing', done: Math.floor((total * next) / chunks), total });
    onChunk(this.#next);
    const under = pour({ transport, store, turns, id, chunks, next: this.#next, onChunk, signal });
    this.#busy = under;
    const filled = await under;
    if (filled.ok) return this.#event('filled');
    const { code } = filled.error;
    this.#event(code === 'not_found' ? 'unknown' : code === 'hub_refused' ? 'spoiled' : 'lost', filled.error);
  }

  async #install(): Promise<void> {
    const { nodes, edges } = this.#offer!;
    this.#options.onProgress({ phase: 'finishing', done: nodes + edges, total: nodes + edges });
    const { store } = this.#options;
    const under = store.finishPages();
    this.#busy = under;
    const installed = await under;
    if (!installed.ok) return this.#event(installed.error.code === 'hub_refused' ? 'spoiled' : 'lost', installed.error);
    const status = await store.status();
    if (!status.ok) return this.#event('lost', status.error);
    this.#before = status.value;
    this.#mode = 'increment';
    this.#event('installed');
  }

  #begin(reply: FeedOpenReply): void {
    this.#intake = new Intake(reply);
    this.#cursor = reply.cursor;
    this.#earlier = this.#mode === 'resume' ? this.#before.snapshot!.records : 0;
  }

  async #prepare(): Promise<void> {
    if (this.#mode === 'anew') {
      const begun = await this.#options.store.beginSnapshot(this.#slice, this.#cursor);
      if (!begun.ok) return this.#event('lost', begun.error);
    }
    this.#report('syncing');
    this.#event('prepared');
  }

  async #fetch(): Promise<void> {
    const { transport, turns, signal } = this.#options;
    const leave = await turns.take(signal);
    if (signal.aborted) return leave();
    const at = Date.now();
    const reply = await transport.next(this.#cursor, signal).finally(leave);
    if (!reply.ok) return this.#event('lost', reply.error);
    const message = reply.value;
    const wrong = this.#intake!.take(message);
    if (wrong !== null) return this.#event('spoiled', badSegment(wrong));
    const key = message.key && (await unwrap(this.#options.agreementKey, 'netgraph segment', message.key).catch(() => null));
    if (message.key && !key) return this.#event('spoiled', badSegment('a key is not for this desk'));
    if (this.#isOver) {
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
    const under =
      this.#mode !== 'increment' ? store.finishSnapshot() : this.#before.begun === null ? Promise.resolve(ok(null)) : store.dropSnapshot();
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
