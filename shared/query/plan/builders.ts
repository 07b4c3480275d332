/** Plans without text, for the canvas and for REST. They go through the same binder and the same executor. */
import type { Counts, Expansion, Hits, Joined, Path, Records, Timeline } from '../answers.ts';
import type { RecordId } from '../../graph/ids.ts';
import type { EdgeKind, NodeKind } from '../../graph/kinds.ts';
import { LIMITS } from '../../limits.ts';
import { counts } from './counts.ts';
import { filter } from './filter.ts';
import { join } from './join.ts';
import { neighboursOf } from './neighbours.ts';
import type { Plan } from './plan.ts';
import { makePlan } from './plan.ts';
import { records } from './records.ts';
import { scan } from './scan.ts';
import { searchFor } from './search.ts';
import { shortest } from './shortest.ts';
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

/** A place in no text. */
const NOWHERE = Object.freeze({ offset: 0, length: 0 });

/**
 * One path with the fewest edges, at most `LIMITS.hops`, over edges of any kind and direction; of several the first by the
 * ids of its edges. Nodes and edges in the order of the path; `hops` null where there is none, `not_found` for an unknown end.
 */
export function pathBetween(from: RecordId, to: RecordId): Plan<Path> {
  const ends = [from, to].flatMap((id, slot) => {
    const name = slot === 0 ? 'from' : 'to';
    return [
      scan(slot, name, null, NOWHERE),
      filter({
        type: 'compare',
        operator: '=',
        left: { type: 'field', slot, name, key: 'id', place: NOWHERE },
        right: { type: 'constant', value: id, place: NOWHERE },
        place: NOWHERE,
      }),
    ];
  });
  const way = shortest({
    ...{ from: 0, to: 1, edge: 2, names: { from: 'from', edge: 'path', to: 'to' } },
    ...{ kinds: null, direction: 'both', hops: { min: 0, max: LIMITS.hops }, all: false, place: NOWHERE },
  });
  const slots = [
    { name: 'from', type: 'node', kinds: null },
    { name: 'to', type: 'node', kinds: null },
    { name: 'path', type: 'edges', kinds: null },
  ] as const;
  return makePlan(slots, [...ends, way]);
}

/** Nodes in full with the edges among them, each by id; unknown ids are left out. */
export const byIds = (ids: readonly RecordId[]): Plan<Records> => makePlan([], [records([...new Set(ids)])]);

/** The same with edges to `to` as well, `LIMITS.readEdges` of them at a time; beyond the first page without the nodes. */
export const joined = (ids: readonly RecordId[], { to, skip }: { readonly to: readonly RecordId[]; readonly skip: number }): Plan<Joined> =>
  makePlan([], [join({ ids: [...new Set(ids)], to: [...new Set(to)], skip })]);

/** Groups in the order of NODE_KINDS; in each, the exact labels, then by label, then by id; at most `LIMITS.hitsPerKind`. */
export const search = (text: string): Plan<Hits> => makePlan([], [searchFor(text)]);

/** The earliest `LIMITS.timeline` occurrences on edges that touch these nodes; `total` counts all of them. */
export const timeline = (ids: readonly RecordId[], window: { readonly from: number | null; readonly to: number | null }): Plan<Timeline> =>
  makePlan([], [timelineOf({ ids: [...new Set(ids)], from: window.from, to: window.to })]);
