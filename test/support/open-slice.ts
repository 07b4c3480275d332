/** A graph in a real encrypted slice, and the planner's back end over it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf } from '../../bench/segments.ts';
import { newFile, replaceSlice } from '../../electron/store/files.ts';
import { backendOf } from '../../electron/store/read/backend.ts';
import { closeSliceFile, openSliceFile, refreshed } from '../../electron/store/read/slice-file.ts';
import { applyIncrement } from '../../electron/store/write/increment.ts';
import { Snapshot } from '../../electron/store/write/snapshot.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import type { SliceBackend } from '../../shared/query/index.ts';
import type { Graph } from './slice.ts';
import { KEY, ORDINAL, TENANT } from './slice-facts.ts';

export interface OpenedSlice {
  readonly backend: SliceBackend;
  close(): void;
}

/** The first `snapshotted` nodes and the edges among them as a snapshot, the rest as an increment. */
export function openSliceOf(graph: Graph, folder: string, snapshotted: number = graph.nodes.length): OpenedSlice {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'planner.slice');
  const early = new Set(graph.nodes.slice(0, snapshotted).map((node) => node.id));
  const isEarly = (edge: Graph['edges'][number]): boolean => early.has(edge.src) && early.has(edge.dst);
  const first = columnsOf(graph.nodes.slice(0, snapshotted), graph.edges.filter(isEarly));
  const then = columnsOf(
    graph.nodes.slice(snapshotted),
    graph.edges.filter((edge) => !isEarly(edge)),
  );
  const snapshot = new Snapshot({ file: newFile(file), key: KEY, ordinal: ORDINAL, tenant: TENANT, slice: WHOLE_SLICE, cursor: '0' });
  snapshot.apply(first, '1', 1);
  snapshot.finish();
  replaceSlice(file);
  let open = openSliceFile(file, KEY, ORDINAL, TENANT);
  if (!open) throw new Error('the slice is not there');
  if (snapshotted < graph.nodes.length) {
    for (const _ of applyIncrement(then, { db: open.writer, ordinal: ORDINAL, shape: open.shape, cursor: '2', at: 2 }));
    open = refreshed(open);
  }
  const opened = open;
  return { backend: backendOf(opened, TENANT), close: () => closeSliceFile(opened) };
}
