/** Plans without text, for the canvas and for REST. They go through the same binder and the same executor. */
import type { Counts, Expansion, Hits, Records, Timeline } from '../answers.ts';
import type { RecordId } from '../../graph/ids.ts';
import type { EdgeKind, NodeKind } from '../../graph/kinds.ts';
import { counts } from './counts.ts';
import { neighboursOf } from './neighbours.ts';
import type { Plan } from './plan.ts';
import { makePlan } from './plan.ts';
import { records } from './records.ts';
import { searchFor } from './search.ts';
import { timelineOf } from './timeline.ts';

/** Other nodes by kind of edge, direction and kind of node; `total` is how many different ones. `not_found` for an unknown id. */
export const neighbourCounts = (id: RecordId): Plan<Counts> => makePlan([], [counts(id)]);

export interface NeighbourOptions {
  /** Kinds of the far node, or null for any. */
  readonly kinds: readonly NodeKind[] | null;
  readonly edgeKinds: readonly EdgeKind[] | null;
  /** Most nodes; up to `LIMITS.expandMax`, else `limit` at binding. */
  readonly cap: number;
}
/** Alerts first, then the newest, then by id; with all edges of those kinds to them. `rest`: how many nodes more there are. */
export const neighbours = (id: RecordId, options: NeighbourOptions): Plan<Expansion> =>
  makePlan(
    [],
    [
      neighboursOf({
        id,
        kinds: options.kinds && [...options.kinds],
        edgeKinds: options.edgeKinds && [...options.edgeKinds],
        cap: options.cap,
      }),
    ],
  );

/** Nodes in full with the edges among them, each by id; unknown ids are left out. */
export const byIds = (ids: readonly RecordId[]): Plan<Records> => makePlan([], [records([...new Set(ids)])]);

/** Groups in the order of NODE_KINDS; in each, the exact labels, then by label, then by id; at most `LIMITS.hitsPerKind`. */
export const search = (text: string): Plan<Hits> => makePlan([], [searchFor(text)]);

/** The earliest `LIMITS.timeline` occurrences on edges that touch these nodes; `total` counts all of them. */
export const timeline = (ids: readonly RecordId[], window: { readonly from: number | null; readonly to: number | null }): Plan<Timeline> =>
  makePlan([], [timelineOf({ ids: [...new Set(ids)], from: window.from, to: window.to })]);
