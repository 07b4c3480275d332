/**
 * A slice from a snapshot's chunks: ready pages, sealed under this desk's own key as they come and written where they belong.
 * The file begins with the snapshot's id (its salt) and grows by whole chunks, so it says by itself which snapshot it is of and
 * how far it is: interrupted or killed, the next run goes on from there. Nothing of it is read before it is whole.
 */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { AppFailure } from '../../../shared/errors.ts';
import type { TenantId } from '../../../shared/graph/ids.ts';
import { sameSlice } from '../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../shared/graph/slice.ts';
import { sliceSchema } from '../../../shared/protocol/slice.ts';
import { CHUNK_PAGES, chunksOf, openChunk, pagesIn } from '../../../shared/slice-file/chunks.ts';
import type { SnapshotName } from '../../../shared/slice-file/chunks.ts';
import { isNewest } from '../../../shared/slice-file/migrations/index.ts';
import { PAGE, PageSealer, SALT, isFirstPage } from '../../../shared/slice-file/pages.ts';
import { openDatabase } from '../driver.ts';
import { isDiskFault } from '../failure.ts';
import { pagesFile } from '../files.ts';

export interface PagesOptions {
  /** The slice's file; the pages are gathered beside it. */
  readonly file: string;
  readonly key: Buffer;
  readonly ordinal: number;
  readonly tenant: TenantId;
  readonly snapshot: PagesHead;
}

/** What the hub said of the snapshot. */
export interface PagesHead {
  /** 32 hexadecimal digits. */
  readonly id: string;
  readonly pages: number;
  readonly slice: SliceSpec;
  /** Of its chunks: 32 bytes, zeroed by the call. */
  readonly key: Buffer;
}

const CHUNK = CHUNK_PAGES * PAGE;
/** Bytes that are left free on a disk for everything else. */
const SPARE = 64 * 1024 * 1024;

export class PagesFile {
  /** The number of the chunk that comes next. */
  next = 0;
  readonly #options: PagesOptions;
  readonly #path: string;
  readonly #name: SnapshotName;
  readonly #chunkKey: KeyObject;
  readonly #sealer: PageSealer;
  #fd: number | null;
  /** What adding threw. What was on its way behind it is no longer in order, and fares the same. */
  #failure: { readonly error: unknown } | null = null;

  private constructor(options: PagesOptions) {
    const { file, tenant, key, snapshot } = options;
    this.#options = options;
    this.#path = pagesFile(file);
    this.#name = { tenant, id: snapshot.id, pages: snapshot.pages };
    this.#chunkKey = createSecretKey(snapshot.key);
    snapshot.key.fill(0);
    this.#sealer = new PageSealer(key, Buffer.from(snapshot.id, 'hex'));
    this.#fd = openSync(this.#path, constants.O_CREAT | constants.O_RDWR, 0o600);
  }

  /** Goes on with what lies there of this very snapshot; what lies there of another goes. Throws when the disk has no room. */
  static async open(options: PagesOptions): Promise<PagesFile> {
    const pages = new PagesFile(options);
    try {
      pages.next = await pages.#found();
      ftruncateSync(pages.#fd!, Math.min(pages.next * CHUNK, options.snapshot.pages * PAGE));
      const { bavail, bsize } = statfsSync(dirname(options.file));
      const needed = (options.snapshot.pages - pages.next * CHUNK_PAGES) * PAGE;
      if (bavail * bsize < needed + SPARE)
        throw new AppFailure('internal', {
          text: `The disk has no room for the slice: ${Math.ceil((needed + SPARE) / 1_048_576)} MB must be free.`,
          next: 'Free disk space, then sync again.',
        });
      return pages;
    } catch (error) {
      pages.close();
      throw error;
    }
  }

  get slice(): SliceSpec {
    return this.#options.snapshot.slice;
  }

  get isWhole(): boolean {
    return this.next === chunksOf(this.#name.pages);
  }

  /**
   * Adds the chunks that come next; while one is sealed the others are decompressed on other threads. Throws `RangeError` on any
   * other and on what doesn't open; of that one nothing is then in the file. After it threw it throws the same each time.
   */
  async add(boxes: readonly Uint8Array[]): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    try {
      await this.#add(boxes);
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }

  async #add(boxes: readonly Uint8Array[]): Promise<void> {
    const first = this.next;
    const opening = boxes.map((box, index) => openChunk(this.#chunkKey, this.#name, first + index, box));
    for (const one of opening) one.catch(() => undefined);
    for (const one of opening) {
      const contents = await one.catch(() => {
        throw new RangeError('a chunk does not open');
      });
      this.#write(contents);
    }
  }

  #write(contents: Uint8Array): void {
    const chunk = this.next;
    if (chunk === 0 && !isFirstPage(contents, this.#name.pages)) throw new RangeError('a snapshot is no slice file');
    const pages = this.#sealer.seal(contents, chunk * CHUNK_PAGES + 1);
    for (let at = 0; at < pages.length;) at += writeSync(this.#fd!, pages, at, pages.length - at, chunk * CHUNK + at);
    this.next++;
  }

  /** Looks at the whole file as its reader will, and closes it. Throws `RangeError` when it is not what was promised. */
  finish(): void {
    if (!this.isWhole) throw new Error('a snapshot without all of its chunks can not be finished');
    const { key, ordinal, tenant, snapshot } = this.#options;
    fsyncSync(this.#fd!);
    this.close();
    try {
      const db = openDatabase(this.#path, key, { mode: 'build' });
      try {
        // First: nothing is asked of tables that this build didn't make.
        if (!isNewest(db, ordinal)) throw new RangeError('a snapshot is of another form');
        const rows = db.query('SELECT tenant, tenant_id, spec, at FROM slice').all();
        const [owner, id, spec, at] = rows[0] ?? [];
        const right = rows.length === 1 && owner === ordinal && id === tenant && at !== null;
        if (!right || !sameSlice(sliceSchema.parse(JSON.parse(spec as string)), snapshot.slice))
          throw new RangeError('a snapshot is of another slice');
      } finally {
        db.close();
      }
    } catch (error) {
      // Whatever else is wrong with it is so each time, and lies in what the hub sent.
      if (error instanceof RangeError || isDiskFault(error)) throw error;
      throw new RangeError('a snapshot is no slice file');
    }
  }

  /** What is written stays, for the next run. */
  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  /** How many chunks lie there that are of this snapshot and were written whole: a power cut can leave holes. */
  async #found(): Promise<number> {
    const { pages } = this.#name;
    const whole = fstatSync(this.#fd!).size;
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (let chunk = 0; chunk < chunksOf(pages); chunk++) {
      const length = pagesIn(chunk, pages) * PAGE;
      if (chunk * CHUNK + length > whole) return chunk;
      readSync(this.#fd!, buffer, 0, length, chunk * CHUNK);
      if (chunk === 0 && buffer.toString('hex', 0, SALT) !== this.#name.id) return 0;
      for (let at = 0; at < length; at += PAGE)
        if (!this.#sealer.isGenuine(buffer.subarray(at, at + PAGE), (chunk * CHUNK + at) / PAGE + 1)) return chunk;
      await turn();
    }
    return chunksOf(pages);
  }
}

/** The snapshot of which a part lies beside the slice, or null. */
export function begunPages(file: string): string | null {
  try {
    const fd = openSync(pagesFile(file), 'r');
    try {
      const salt = Buffer.alloc(SALT);
      return readSync(fd, salt, 0, SALT, 0) === SALT ? salt.toString('hex') : null;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}
