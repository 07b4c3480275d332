/** What goes between `client.ts` and `worker.ts`. Answers are one JSON text: one string crosses faster than 500 objects. */
import type { Role } from '../../shared/access/roles.ts';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { AskName, SealedSegment } from './slice-store.ts';
import type { PagesHead } from './write/pages-file.ts';

export interface WorkerOptions {
  readonly file: string;
  /** Moved into the worker. */
  readonly key: Uint8Array;
  readonly ordinal: number;
  readonly tenant: TenantId;
  readonly grant: GrantId;
  readonly role: Role;
}

export type Call =
  | { readonly call: 'ask'; readonly name: AskName; readonly input: unknown }
  | { readonly call: 'status' | 'finishSnapshot' | 'finishPages' | 'dropSnapshot' }
  | { readonly call: 'beginPages'; readonly snapshot: PagesHead }
  | { readonly call: 'addChunks'; readonly boxes: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly call: 'allow'; readonly slice: SliceSpec }
  | { readonly call: 'beginSnapshot'; readonly slice: SliceSpec; readonly cursor: string }
  | { readonly call: 'applySegment' | 'applyIncrement'; readonly segment: SealedSegment };

export interface Request {
  readonly id: number;
  readonly call: Call;
}
export interface Reply {
  readonly id: number;
  /** JSON of a `Result`. */
  readonly result: string;
}
