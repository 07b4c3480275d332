/** A desk's sync and what it brought, for tests of every kind of first sync. */
import { expect, onTestFinished } from 'vitest';
import type { Graph } from '../../bench/graph.ts';
import { closeSliceFile, openSliceFile } from '../../electron/store/read/slice-file.ts';
import type { SliceStatus, SliceStore } from '../../electron/store/slice-store.ts';
import type { FeedTransport } from '../../electron/sync/feed-transport.ts';
import type { SyncProgress } from '../../electron/sync/run.ts';
import { runSync } from '../../electron/sync/sync.ts';
import { SyncQueue } from '../../electron/sync/turns.ts';
import type { Result } from '../../shared/errors.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import { newAgreementKeys } from '../../shared/protocol/wrap.ts';
import { KEY, ORDINAL, TENANT, openTestStore } from './slice.ts';

export const keys = await newAgreementKeys();

export async function opened(file: string): Promise<SliceStore> {
  const store = await openTestStore(file);
  onTestFinished(() => store.close());
  return store;
}

export function run(
  store: SliceStore,
  transport: FeedTransport,
  more: {
    slice?: SliceSpec;
    signal?: AbortSignal;
    onProgress?: (progress: SyncProgress) => void;
    onNarrowed?: (slice: SliceSpec) => void;
  } = {},
): Promise<Result<SliceStatus>> {
  return runSync({
    transport,
    store,
    slice: WHOLE_SLICE,
    turns: new SyncQueue().turns(),
    tenant: TENANT,
    agreementKey: keys.privateKey,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...more,
  });
}

export const idsOf = (...all: readonly Graph[]): string[] =>
  all
    .flatMap(({ nodes, edges }) => [...nodes, ...edges])
    .map(({ id }) => id as string)
    .sort();

/** The ids of all records that the file holds, which is sound. */
export function held(file: string): string[] {
  const open = openSliceFile(file, KEY, ORDINAL, TENANT)!;
  expect(open.reader.sound()).toBe(true);
  const ids = ['node', 'edge'].flatMap((table) =>
    open.reader
      .query(`SELECT lower(hex(id)) FROM ${table}`)
      .all()
      .map(([id]) => id as string),
  );
  expect(open.shape.nodes + open.shape.edges).toBe(ids.length);
  closeSliceFile(open);
  return ids.sort();
}
