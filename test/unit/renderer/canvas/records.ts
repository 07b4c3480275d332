/** Small graphs for the canvas's tests. */
import type { RecordId } from '../../../../shared/graph/ids.ts';
import type { EdgeKind, NodeKind } from '../../../../shared/graph/kinds.ts';
import type { EdgeRecord, NodeRecord } from '../../../../shared/graph/records.ts';
import { NOTHING_KNOWN, learn } from '../../../../renderer/canvas/known.ts';
import type { Known } from '../../../../renderer/canvas/known.ts';

export const id = (number: number): RecordId => number.toString(16).padStart(32, '0') as RecordId;
export const ids = (from: number, to: number): RecordId[] => Array.from({ length: to - from }, (_, index) => id(from + index));

export const node = (number: number, kind: NodeKind = 'process', more: Partial<NodeRecord> = {}): NodeRecord => ({
  id: id(number),
  kind,
  label: `${kind} ${number}`,
  firstSeen: 1_000,
  lastSeen: 2_000,
  count: 1,
  props: {},
  ...more,
});

export const edge = (src: number, dst: number, kind: EdgeKind = 'SPAWNED', times: readonly number[] = [1_500]): EdgeRecord => ({
  id: id(1_000_000 + src * 1_000 + dst),
  kind,
  src: id(src),
  dst: id(dst),
  firstSeen: times[0] ?? 0,
  lastSeen: times.at(-1) ?? 0,
  count: times.length,
  props: {},
  times,
});

export const known = (nodes: readonly NodeRecord[], edges: readonly EdgeRecord[] = []): Known => learn(NOTHING_KNOWN, nodes, edges);
