/** Occurrences on the edges that touch some nodes at the hub. Times of an edge are sealed, the first and the last stand in clear. */
import { AppFailure } from '../../../errors.ts';
import type { EdgeRecord, NodeRecord } from '../../../graph/records.ts';
import { LIMITS } from '../../../limits.ts';
import type { Timeline } from '../../answers.ts';
import type { HubBackend } from '../../backend.ts';
import type { ReadTimeline } from '../../plan/timeline.ts';
import { sql } from '../../sql/statement.ts';
import { byRecordId } from '../answer-order.ts';
import type { Work } from '../work.ts';
import { EDGE_COLUMNS, ask, edgeOf, readNodes } from './read.ts';

export async function timelineOnHub(backend: HubBackend, { ids, from, to }: ReadTimeline, work: Work): Promise<Timeline> {
  const begin = from ?? 0;
  const end = to ?? Number.MAX_SAFE_INTEGER;
  const rows = await ask(
    backend,
    sql`SELECT ${EDGE_COLUMNS} FROM edge AS r WHERE r.tenant_id = ${backend.tenant} AND (r.src = ANY(${ids}::uuid[]) OR r.dst = ANY(${ids}::uuid[])) AND r.first_seen <= ${end}::float8 AND r.last_seen >= ${begin}::float8 LIMIT ${work.enough}`,
    work,
  );
  work.spend(rows.length);
  const occurrences = rows.flatMap((row) => {
    const edge = edgeOf(backend, row);
    return edge.times.filter((time) => time >= begin && time <= end).map((time) => ({ time, edge }));
  });
  const shown = occurrences.sort((a, b) => a.time - b.time || byRecordId(a.edge, b.edge)).slice(0, LIMITS.timeline);
  const ends = new Map((await readNodes(backend, endsOf(shown), work)).map((node) => [node.id, node]));
  return {
    entries: shown.map(({ time, edge }) => ({
      time,
      edge: edge.id,
      kind: edge.kind,
      src: endOf(ends.get(edge.src)),
      dst: endOf(ends.get(edge.dst)),
    })),
    total: occurrences.length,
  };
}

const endsOf = (shown: readonly { readonly edge: EdgeRecord }[]): string[] => [
  ...new Set(shown.flatMap(({ edge }) => [edge.src, edge.dst])),
];

function endOf(node: NodeRecord | undefined) {
  if (!node) throw new AppFailure('internal');
  return { id: node.id, kind: node.kind, label: node.label };
}
