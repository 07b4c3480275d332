/** The slice of one open context: its store, and keeping it fresh while the hub is there. */
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import type { SyncState } from '../../shared/contract/state.ts';
import { AppFailure, fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import { WHOLE_SLICE, sameSlice } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { TenantId } from '../../shared/graph/ids.ts';
import type { AskName, SliceStatus, SliceStore } from '../store/slice-store.ts';
import type { FeedTransport } from '../sync/feed-transport.ts';
import type { RunSync } from '../sync/run.ts';
import type { Turns } from '../sync/turns.ts';

/** How often an open slice is brought up to date. */
const FRESHEN_MS = 30_000;
const NOT_YET: SyncState = Object.freeze({ phase: 'none', done: 0, total: 0, sliceAt: null, error: null });

export interface ContextSliceOptions {
  /** As of when (Unix ms) the slice is that lies on this desk already; null where none is known. */
  readonly known: number | null;
  readonly open: () => Promise<SliceStore>;
  /** What the hub allows of the graph, as it said last. */
  readonly allowed: SliceSpec;
  readonly runSync: RunSync;
  readonly transport: FeedTransport;
  readonly turns: Turns;
  readonly tenant: TenantId;
  readonly agreementKey: string;
  /** There is a token and the hub answers. */
  readonly mayFetch: () => boolean;
  readonly onState: () => void;
  readonly onReady: (status: SliceStatus) => void;
  /** The hub allows something else by now: told before anything waits for what must go. */
  readonly onChanging: () => void;
  /** The feed says what the hub allows by now; nothing has been dropped yet, and nothing more is asked. */
  readonly onAllowed: (slice: SliceSpec) => void;
  /** What held more than the grant allows now was dropped, and the allowed part is on its way. */
  readonly onNarrowed: (slice: SliceSpec) => void;
  /** The hub said that the context or the grant has ended. */
  readonly onRefused: (error: AppError) => void;
}

export class ContextSlice {
  readonly #options: ContextSliceOptions;
  readonly #store: Promise<SliceStore>;
  #allowed: SliceSpec;
  /** Ends the run that is under way. */
  #run = new AbortController();
  #closed = false;
  #state: SyncState;
  #running: Promise<Result<null>> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ContextSliceOptions) {
    this.#options = options;
    this.#allowed = options.allowed;
    this.#state = { ...NOT_YET, sliceAt: options.known };
    // Nothing is answered before what may not be here any more is gone.
    this.#store = options.open().then(async (store) => {
      if (!(await this.#hold(store, this.#allowed))) throw new AppFailure('slice_damaged');
      return store;
    });
    this.#store.catch(() => undefined);
    options.turns.front();
    void this.#begin();
  }

  get state(): SyncState {
    return this.#state;
  }

  /** There is none to work with yet, and it is on its way. */
  get coming(): boolean {
    return this.#running !== null && this.#state.sliceAt === null;
  }

  async ask<Name extends AskName>(name: Name, input: ActionParsed<Name>): Promise<Result<ActionOutput<Name>>> {
    this.#options.turns.front();
    const store = await this.#store.catch(() => null);
    return store ? store.ask(name, input) : fail('slice_damaged');
  }

  /** Brings the slice up to date now; joins a run that is under way. */
  syncNow(): Promise<Result<null>> {
    if (this.#closed) return Promise.resolve(fail('context_ended'));
    this.#running ??= this.#sync().finally(() => {
      this.#running = null;
      this.#later();
    });
    return this.#running;
  }

  /** The grant may allow something else by now. A run that was begun before it was known is begun anew. */
  async allow(allowed: SliceSpec): Promise<void> {
    if (sameSlice(allowed, this.#allowed)) return;
    this.#allowed = allowed;
    this.#options.onChanging();
    const store = await this.#store.catch(() => null);
    if (!store || this.#closed) return;
    this.#run.abort();
    // What a run heard meanwhile is older.
    this.#allowed = allowed;
    if (await this.#hold(store, allowed)) await this.syncNow();
  }

  /** Ends the worker, and with it what it holds of the customer. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#run.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#running?.catch(() => undefined);
    await (await this.#store.catch(() => null))?.close();
  }

  async #begin(): Promise<void> {
    const store = await this.#store.catch(() => null);
    if (!store) return this.#set({ phase: 'failed', sliceAt: null, error: fail('slice_damaged').error });
    const status = await store.status();
    if (status.ok && status.value.state === 'ready') this.#ready(status.value);
    else if (!this.#options.mayFetch()) this.#set({ phase: 'failed', sliceAt: null, error: fail('slice_missing').error });
    else if (this.#state.sliceAt !== null) this.#set({ sliceAt: null });
    await this.syncNow();
  }

  async #sync(): Promise<Result<null>> {
    const { mayFetch, runSync, transport, turns, tenant, agreementKey, onRefused } = this.#options;
    if (!mayFetch()) {
      if (this.#state.sliceAt === null) this.#set({ phase: 'failed', error: fail('slice_missing').error });
      return fail('hub_unreachable');
    }
    const store = await this.#store.catch(() => null);
    if (!store) return fail('slice_damaged');
    if (this.#closed) return fail('context_ended');
    const { signal } = (this.#run = new AbortController());
    const ended = await runSync({
      transport,
      store,
      slice: WHOLE_SLICE,
      turns,
      tenant,
      agreementKey,
      // Increments run unseen behind a slice that can be used already.
      onProgress: ({ phase, done, total }) => {
        const first = phase === 'counting' || phase === 'building' ? phase : 'syncing';
        if (this.#state.sliceAt === null) this.#set({ phase: first, done, total, error: null });
      },
      onAllowed: (allowed) => this.#heard(allowed),
      onNarrowed: (allowed) => this.#narrowed(allowed),
      signal,
    }).catch((): Result<SliceStatus> => fail('internal'));
    if (this.#closed) return fail('context_ended');
    if (signal.aborted) return this.#sync();
    if (ended.ok) {
      this.#ready(ended.value);
      return ok(null);
    }
    this.#set({ phase: this.#state.sliceAt === null ? 'failed' : 'ready', error: ended.error });
    if (ended.error.code === 'context_ended' || ended.error.code === 'grant_ended' || ended.error.code === 'no_grant')
      onRefused(ended.error);
    return ended;
  }

  /** The store holds to what is allowed, or is closed: nobody is answered from what may not be here. */
  async #hold(store: SliceStore, allowed: SliceSpec): Promise<boolean> {
    const held = await store.allow(allowed);
    if (held.ok) {
      if (held.value.dropped) this.#narrowed(allowed);
      return true;
    }
    await store.close();
    this.#set({ phase: 'failed', sliceAt: null, error: held.error });
    return false;
  }

  #heard(allowed: SliceSpec): void {
    if (this.#closed || sameSlice(allowed, this.#allowed)) return;
    this.#allowed = allowed;
    this.#options.onChanging();
    this.#options.onAllowed(allowed);
  }

  #narrowed(allowed: SliceSpec): void {
    if (!this.#closed) this.#set({ phase: 'counting', done: 0, total: 0, sliceAt: null, error: null });
    this.#options.onNarrowed(allowed);
  }

  #ready(status: SliceStatus): void {
    const records = status.nodes + status.edges;
    this.#options.onReady(status);
    this.#set({ phase: 'ready', done: records, total: records, sliceAt: status.at, error: null });
  }

  #set(some: Partial<SyncState>): void {
    this.#state = { ...this.#state, ...some };
    this.#options.onState();
  }

  #later(): void {
    if (this.#closed) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.syncNow(), FRESHEN_MS).unref();
  }
}
