/** What a sync run is asked to do, and what it says meanwhile. */
import type { TenantId } from '../../shared/graph/ids.ts';
import type { Result } from '../../shared/errors.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { SliceStatus, SliceStore } from '../store/slice-store.ts';
import type { FeedTransport } from './feed-transport.ts';

export interface SyncProgress {
  readonly phase: 'counting' | 'syncing' | 'finishing';
  /** Records applied, and promised in all (at least what came). */
  readonly done: number;
  readonly total: number;
}

export interface SyncOptions {
  readonly transport: FeedTransport;
  readonly store: SliceStore;
  readonly slice: SliceSpec;
  readonly tenant: TenantId;
  /** The device's X25519 private key, base64url: segment keys are wrapped to it. */
  readonly agreementKey: string;
  readonly onProgress: (progress: SyncProgress) => void;
  readonly signal: AbortSignal;
}

/** What `runSync` of `sync.ts` answers: the slice as it then stands. An aborted run is `context_ended`. */
export type RunSync = (options: SyncOptions) => Promise<Result<SliceStatus>>;
