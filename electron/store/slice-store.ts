/** What the rest of the desk sees of one customer's encrypted slice. `client.ts` opens one; a worker does the work. */
import type { ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { Result } from '../../shared/errors.ts';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { Segment } from '../../shared/slice-file/open-segment.ts';
import type { PagesHead } from './write/pages-file.ts';

/** The actions that a slice answers by itself, offline. */
export type AskName =
  | 'graph.search'
  | 'graph.counts'
  | 'graph.expand'
  | 'graph.path'
  | 'graph.read'
  | 'graph.join'
  | 'graph.timeline'
  | 'graph.query'
  | 'graph.alerts'
  | 'graph.kinds'
  | 'graph.values';

export interface SliceStoreOptions {
  /** Where `electron/store/worker.ts` (or its bundle) is. */
  readonly worker: URL;
  /** The slice's file; it need not exist yet. Its folder must. */
  readonly file: string;
  /** 32 bytes. Copied into the worker, and zeroed before `openSliceStore` returns. */
  readonly key: Buffer;
  /** The tenant's small number at the hub: what the CHECK of every row names. */
  readonly ordinal: number;
  readonly tenant: TenantId;
  readonly grant: GrantId;
  readonly role: Role;
}

export interface SliceStatus {
  /** `damaged`: there is a file, but it doesn't open with this key and tenant. A new snapshot replaces it. */
  readonly state: 'missing' | 'damaged' | 'ready';
  /** Where the next increment starts, or null without a slice. */
  readonly cursor: string | null;
  /** The slice is complete as of this moment (Unix ms), or null. */
  readonly at: number | null;
  readonly slice: SliceSpec | null;
  readonly nodes: number;
  readonly edges: number;
  /** Edges that wait for a node of theirs to arrive: kept, not yet visible. */
  readonly pending: number;
  /** The hub's snapshot of which a part lies here already, or null. */
  readonly begun: string | null;
  /** A snapshot that is being written in this worker from segments, and can go on from its cursor. */
  readonly snapshot: { readonly slice: SliceSpec; readonly cursor: string; readonly records: number } | null;
}

/** One segment; its key is zeroed by the call. The worker opens, decompresses and decodes it. */
export interface SealedSegment extends Segment {
  /** Where the feed stands after this segment. */
  readonly cursor: string;
  /** Unix ms, set on the last segment of a run: the slice is then complete as of this moment. */
  readonly at: number | null;
}

/** Each method answers with data, never throws, and answers `slice_damaged` once the worker is gone. */
export interface SliceStore {
  /** Answers an action from the slice. `slice_missing` without one, `rate` when too many questions wait; nothing else here is refused for that. */
  ask<Name extends AskName>(name: Name, input: ActionParsed<Name>): Promise<Result<ActionOutput<Name>>>;
  status(): Promise<Result<SliceStatus>>;
  /** Begins a new file beside the present slice; one that is under way is dropped. */
  beginSnapshot(slice: SliceSpec, cursor: string): Promise<Result<null>>;
  /** Adds a segment to the new file. The slice that questions see does not change. */
  applySegment(segment: SealedSegment): Promise<Result<null>>;
  /** Puts the new file in the old one's place, whole. Refused (`internal`) before a segment with `at`. */
  finishSnapshot(): Promise<Result<null>>;
  /** Begins a new file of ready pages beside the present slice, or goes on with what lies there of it: `next` is the chunk to ask for. */
  beginPages(snapshot: PagesHead): Promise<Result<{ readonly next: number }>>;
  /** Adds the chunks that follow, in order. They are handed over. */
  addChunks(boxes: readonly Uint8Array<ArrayBuffer>[]): Promise<Result<null>>;
  /** Puts the file of pages in the old one's place. Refused (`internal`) before its last chunk. */
  finishPages(): Promise<Result<null>>;
  /**
   * From now on this part of the graph may be here and no other. At once no question is answered beyond it; what holds more goes.
   * `dropped`: something did.
   */
  allow(slice: SliceSpec): Promise<Result<{ readonly dropped: boolean }>>;
  /** Drops what was begun. Fine when there is nothing. */
  dropSnapshot(): Promise<Result<null>>;
  /** Adds a segment to the present slice: rows and cursor in one transaction. */
  applyIncrement(segment: SealedSegment): Promise<Result<null>>;
  /** Ends the worker, whatever it does, and with it what it holds in memory. */
  close(): Promise<void>;
}
