/** One file of one tenant, with everything that may be done to it. The worker's inside; it knows nothing of messages. */
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { AppFailure, fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import { WHOLE_SLICE, isWithin } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { SegmentColumns } from '../../shared/protocol/segment.ts';
import type { TenantContext } from '../../shared/query/index.ts';
import { openSegment } from '../../shared/slice-file/open-segment.ts';
import { tenantContext } from '../context/tenant.ts';
import { badSegment, codeOf, isDamage, storeError } from './failure.ts';
import { destroySlice, newFile, pagesFile, removeNew, removePages, replaceSlice } from './files.ts';
import type { WorkerOptions } from './messages.ts';
import { answer } from './read/answer.ts';
import type { Question } from './read/answer.ts';
import { backendOf } from './read/backend.ts';
import { kindsOf } from './read/kinds.ts';
import { closeSliceFile, factsOf, openSliceFile, refreshed } from './read/slice-file.ts';
import type { SliceFile } from './read/slice-file.ts';
import type { AskName, SealedSegment, SliceStatus } from './slice-store.ts';
import { applyIncrement } from './write/increment.ts';
import { PagesFile, begunPages } from './write/pages-file.ts';
import type { PagesHead } from './write/pages-file.ts';
import { Snapshot } from './write/snapshot.ts';

export class Slice {
  readonly #options: WorkerOptions;
  readonly #key: Buffer;
  readonly #context: TenantContext;
  #state: SliceStatus['state'] = 'missing';
  #open: SliceFile | null = null;
  /** What the open file is of. */
  #holds: SliceSpec | null = null;
  /** What the hub said last may be here; null where it has not said yet. */
  #allowed: SliceSpec | null = null;
  #snapshot: Snapshot | null = null;
  #pages: PagesFile | null = null;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#key = Buffer.from(options.key.buffer, options.key.byteOffset, options.key.byteLength);
    this.#context = tenantContext(options.tenant, options.role, options.grant);
    removeNew(options.file);
    this.#reopen(null);
  }

  async ask<Name extends AskName>(name: Name, input: ActionParsed<Name>): Promise<Result<unknown>> {
    const [open, holds] = [this.#open, this.#holds];
    if (!open || !this.#mayBeHere(holds)) return fail(this.#state === 'damaged' ? 'slice_damaged' : 'slice_missing');
    try {
      if (name === 'graph.kinds') return ok<ActionOutput<'graph.kinds'>>(kindsOf(open.shape));
      const answered = await answer(name as Question, input as never, this.#context, backendOf(open, this.#options.tenant));
      // What is allowed may have become less meanwhile, and another file lie in this one's place.
      return this.#mayBeHere(holds) ? answered : fail('slice_missing');
    } catch (error) {
      return this.#failed(error);
    }
  }

  status(): Result<SliceStatus> {
    const open = this.#open;
    const begun = begunPages(this.#options.file);
    const snapshot = this.#snapshot && {
      slice: this.#snapshot.options.slice,
      cursor: this.#snapshot.cursor,
      records: this.#snapshot.records,
    };
    if (!open) return ok({ state: this.#state, cursor: null, at: null, slice: null, nodes: 0, edges: 0, pending: 0, begun, snapshot });
    return ok({ state: 'ready', ...factsOf(open), nodes: open.shape.nodes, edges: open.shape.edges, begun, snapshot });
  }

  beginSnapshot(slice: SliceSpec, cursor: string): Result<null> {
    this.#refuseBeyond(slice);
    this.dropSnapshot();
    const { file, ordinal, tenant } = this.#options;
    this.#snapshot = new Snapshot({ file: newFile(file), key: this.#key, ordinal, tenant, slice, cursor });
    return ok(null);
  }

  /** A segment that is refused leaves the snapshot as it was; one that contradicts the snapshot ends it. */
  applySegment(segment: SealedSegment): Result<null> {
    const snapshot = this.#snapshot;
    if (!snapshot) throw new AppFailure('internal', { text: 'There is no snapshot to add to.' });
    const columns = this.#decoded(segment);
    if (!columns.ok) return columns;
    try {
      snapshot.apply(columns.value, segment.cursor, segment.at);
    } catch (error) {
      this.dropSnapshot();
      return { ok: false, error: refusal(error) };
    }
    return ok(null);
  }

  finishSnapshot(): Result<null> {
    const snapshot = this.#snapshot;
    if (!snapshot) throw new AppFailure('internal', { text: 'There is no snapshot to finish.' });
    this.#refuseBeyond(snapshot.options.slice);
    try {
      const shape = snapshot.finish();
      this.#closeOld();
      replaceSlice(this.#options.file);
      this.#snapshot = null;
      this.#reopen(shape);
      return ok(null);
    } catch (error) {
      this.dropSnapshot();
      if (!this.#open) this.#reopen(null);
      throw error;
    }
  }

  async beginPages(snapshot: PagesHead): Promise<Result<{ readonly next: number }>> {
    this.#refuseBeyond(snapshot.slice);
    this.#snapshot?.drop();
    this.#snapshot = null;
    this.#pages?.close();
    this.#pages = null;
    const { file, ordinal, tenant } = this.#options;
    this.#pages = await PagesFile.open({ file, key: this.#key, ordinal, tenant, snapshot });
    return ok({ next: this.#pages.next });
  }

  /** What doesn't check out ends the file. What the disk refuses leaves it as it was, to be gone on with. */
  async addChunks(boxes: readonly Uint8Array[]): Promise<Result<null>> {
    const pages = this.#pages;
    if (!pages) throw new AppFailure('internal', { text: 'There is no file of pages to add to.' });
    try {
      await pages.add(boxes);
    } catch (error) {
      return this.#spoiled(error);
    }
    return ok(null);
  }

  finishPages(): Result<null> {
    const pages = this.#pages;
    if (!pages) throw new AppFailure('internal', { text: 'There is no file of pages to finish.' });
    this.#refuseBeyond(pages.slice);
    try {
      pages.finish();
    } catch (error) {
      return this.#spoiled(error);
    }
    this.#pages = null;
    const { file } = this.#options;
    try {
      this.#closeOld();
      replaceSlice(file, pagesFile(file));
    } finally {
      this.#reopen(null);
    }
    return this.#open ? ok(null) : fail('slice_damaged');
  }

  dropSnapshot(): Result<null> {
    this.#snapshot?.drop();
    this.#snapshot = null;
    this.#pages?.close();
    this.#pages = null;
    removePages(this.#options.file);
    return ok(null);
  }

  /** At once, whatever is under way: nothing beyond this is answered, begun or put in place any more. `allow` then removes it. */
  restrict(slice: SliceSpec): void {
    this.#allowed = slice;
  }

  /**
   * What holds more than this goes now: the slice's file and with it whatever was begun, or only that. Of what an earlier process
   * began, and of a file that doesn't open, nobody knows how much it holds: they stay only where everything is allowed.
   */
  allow(slice: SliceSpec): Result<{ readonly dropped: boolean }> {
    this.restrict(slice);
    const within = (one: SliceSpec | null): boolean => isWithin(one ?? WHOLE_SLICE, slice);
    const { file } = this.#options;
    if (this.#state !== 'missing' && !within(this.#holds)) {
      this.dropSnapshot();
      if (this.#open) closeSliceFile(this.#open);
      this.#open = this.#holds = null;
      this.#state = 'missing';
      destroySlice(file);
      return ok({ dropped: true });
    }
    const stays =
      (this.#snapshot === null || within(this.#snapshot.options.slice)) &&
      (this.#pages ? within(this.#pages.slice) : begunPages(file) === null || within(null));
    if (!stays) this.dropSnapshot();
    return ok({ dropped: !stays });
  }

  #mayBeHere(slice: SliceSpec | null): boolean {
    return this.#allowed === null || isWithin(slice ?? WHOLE_SLICE, this.#allowed);
  }

  #refuseBeyond(slice: SliceSpec): void {
    if (!this.#mayBeHere(slice)) throw new AppFailure('not_permitted', { text: 'The grant does not allow that part of the graph.' });
  }

  #spoiled(error: unknown): Result<null> {
    if (!(error instanceof RangeError)) throw error;
    this.dropSnapshot();
    return { ok: false, error: badSegment(error.message) };
  }

  #closeOld(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = null;
    try {
      open.writer.checkpoint();
    } finally {
      closeSliceFile(open);
    }
  }

  /** Yields between steps; readers see the slice from before until it is done. */
  *applyIncrement(segment: SealedSegment): Generator<void, Result<null>> {
    const open = this.#open;
    if (!open) throw new AppFailure(this.#state === 'damaged' ? 'slice_damaged' : 'slice_missing');
    const columns = this.#decoded(segment);
    if (!columns.ok) return columns;
    const { cursor, at } = segment;
    try {
      yield* applyIncrement(columns.value, { db: open.writer, ordinal: this.#options.ordinal, shape: open.shape, cursor, at });
    } catch (error) {
      return { ok: false, error: refusal(error) };
    }
    this.#open = refreshed(open);
    return ok(null);
  }

  /** Any thrown error as data. What shows that the file is broken closes it for good. */
  #failed(error: unknown): { ok: false; error: AppError } {
    if (isDamage(error) && this.#open) {
      closeSliceFile(this.#open);
      this.#open = null;
      this.#state = 'damaged';
    }
    return { ok: false, error: storeError(error) };
  }

  #decoded(segment: SealedSegment): Result<SegmentColumns | null> {
    try {
      return ok(openSegment(segment, this.#options.tenant));
    } catch {
      return { ok: false, error: badSegment('a segment does not open') };
    }
  }

  #reopen(ready: SliceFile['shape'] | null): void {
    const { file, ordinal, tenant } = this.#options;
    try {
      this.#open = openSliceFile(file, this.#key, ordinal, tenant, ready);
      this.#holds = this.#open && factsOf(this.#open).slice;
      this.#state = this.#open ? 'ready' : 'missing';
    } catch {
      this.#open = this.#holds = null;
      this.#state = 'damaged';
    }
  }
}

/** Errors of the disk are the disk's; anything else that a row brought up is the segment's. */
const refusal = (error: unknown): AppError =>
  codeOf(error) === '' || codeOf(error).startsWith('SQLITE_CONSTRAINT')
    ? badSegment('its records contradict each other')
    : storeError(error);
