/** What a sync run is asked to do, and what it says meanwhile. */
import type { TenantId } from '../../shared/graph/ids.ts';
import type { Result } from '../../shared/errors.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { SliceStatus, SliceStore } from '../store/slice-store.ts';
import type { FeedTransport } from './feed-transport.ts';
import type { Turns } from './turns.ts';

export interface SyncProgress {
  /** `building`: at the hub, which has the slice ready soon. */
  readonly phase: 'counting' | 'building' | 'syncing' | 'finishing';
  /** Records applied (or built), and promised in all (at least what came). */
  readonly done: number;
  readonly total: number;
}

export interface SyncOptions {
  readonly transport: FeedTransport;
  readonly store: SliceStore;
  /** What is wanted. The hub may give less of it, and what is on the desk beyond that goes. */
  readonly slice: SliceSpec;
  readonly turns: Turns;
  readonly tenant: TenantId;
  /** The device's X25519 private key, base64url: segment keys are wrapped to it. */
  readonly agreementKey: string;
  readonly onProgress: (progress: SyncProgress) => void;
  readonly signal: AbortSignal;
  /** What the hub gives of the graph, each time that it says so, before the store is told. */
  readonly onAllowed?: (slice: SliceSpec) => void;
  /** What the grant allows became less: what the desk had of the slice is gone, before anything else is asked of it. */
  readonly onNarrowed?: (slice: SliceSpec) => void;
}

/** What `runSync` of `sync.ts` answers: the slice as it then stands. An aborted run is `context_ended`. */
export type RunSync = (options: SyncOptions) => Promise<Result<SliceStatus>>;
