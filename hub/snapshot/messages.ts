/** What goes between `build.ts` and `worker.ts`. The worker knows no tenant's key: segments come with their own. */
import type { TenantId } from '../../shared/graph/ids.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { Segment } from '../../shared/slice-file/open-segment.ts';

export interface BuildOptions {
  readonly tenant: TenantId;
  readonly ordinal: number;
  readonly slice: SliceSpec;
  /** The snapshot's, 32 hexadecimal digits. */
  readonly id: string;
  /** Of its chunks: 32 bytes. */
  readonly key: Uint8Array;
  /** All that was written by then (Unix ms) is in the segments. */
  readonly at: number;
  /** A file that is gone at the end, and the one that the chunks are written to. Neither is there yet. */
  readonly scratch: string;
  readonly target: string;
}

export type Order =
  | { readonly do: 'segment'; readonly segment: Segment }
  /** All has come. */
  | { readonly do: 'finish'; readonly cursor: string };

export interface Built {
  readonly pages: number;
  readonly nodes: number;
  readonly edges: number;
  /** Bytes of each chunk, in order. */
  readonly lengths: readonly number[];
}

/** One for each order. What fails ends the worker. */
export type Report = { readonly done: 'segment'; readonly records: number } | ({ readonly done: 'finish' } & Built);
