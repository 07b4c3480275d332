/** One file of one tenant, with everything that may be done to it. The worker's inside; it knows nothing of messages. */
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import { AppFailure, fail, ok } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import { isWithin } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { SegmentColumns } from '../../shared/protocol/segment.ts';
import type { TenantContext } from '../../shared/query/index.ts';
import { openSegment } from '../../shared/slice-file/open-segment.ts';
import { tenantContext } from '../context/tenant.ts';
import { badSegment, codeOf, isDamage, storeError } from './failure.ts';
import { destroySlice, newFile, pagesFile, removeNew, replaceSlice } from './files.ts';
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
    const open = this.#open;
    if (!open) return fail(this.#state === 'damaged' ? 'slice_damaged' : 'slice_missing');
    try {
      if (name === 'graph.kinds') return ok<ActionOutput<'graph.kinds'>>(kindsOf(open.shape));
      return await answer(name as Question, input as never, this.#context, backendOf(open, this.#options.tenant));
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
    this.#pages?.drop();
    this.#pages = null;
    return ok(null);
  }

  /** Nobody is answered from a slice that holds more than this: its file goes at once, and with it whatever was begun. */
  allow(slice: SliceSpec): Result<null> {
    if (!this.#open || isWithin(factsOf(this.#open).slice, slice)) return ok(null);
    this.dropSnapshot();
    closeSliceFile(this.#open);
    this.#open = null;
    this.#state = 'missing';
    destroySlice(this.#options.file);
    return ok(null);
  }

  #spoiled(error: unknown): Result<null> {
    if (!(error instanceof RangeError)) throw error;
    this.dropSnapshot();
    return { ok: false, error: badSegment(error.message) };
  }

  #closeOld(): void {
    if (!this.#open) return;
    this.#open.writer.checkpoint();
    closeSliceFile(this.#open);
    this.#open = null;
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
      this.#state = this.#open ? 'ready' : 'missing';
    } catch {
      this.#open = null;
      this.#state = 'damaged';
    }
  }
}

/** Errors of the disk are the disk's; anything else that a row brought up is the segment's. */
const refusal = (error: unknown): AppError =>
  codeOf(error) === '' || codeOf(error).startsWith('SQLITE_CONSTRAINT')
    ? badSegment('its records contradict each other')
    : storeError(error);
