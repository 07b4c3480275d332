/** Occurrences on the edges that touch some nodes of a slice, read in time order. */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../graph/kinds.ts';
import type { RecordId } from '../../../graph/ids.ts';
import { LIMITS } from '../../../limits.ts';
import type { Timeline } from '../../answers.ts';
import type { SliceBackend } from '../../backend.ts';
import type { ReadTimeline } from '../../plan/timeline.ts';
import { sql, statement } from '../../sql/statement.ts';
import { Work } from '../work.ts';
import { edgesAt, ordinalsOf } from './read.ts';

/** Later than any moment that a record can hold. */
const END = Number.MAX_SAFE_INTEGER;

export function timelineOnSlice(backend: SliceBackend, { ids, from, to }: ReadTimeline): Timeline {
  const touching = new Set<number>();
  const visit = (edge: number): boolean => touching.add(edge) !== null;
  for (const node of ordinalsOf(backend, ids)) {
    backend.adjacency.eachOut(node, visit);
    backend.adjacency.eachIn(node, visit);
  }
  new Work().spend(touching.size);
  const window = sql`t.value >= ${from ?? 0} AND t.value <= ${to ?? END}`;
  const occurrences = sql`SELECT t.value AS time, r.e AS e, r.id AS id, count(*) OVER () AS total FROM ${edgesAt([...touching])} CROSS JOIN json_each(r.times) AS t WHERE ${window} ORDER BY t.value, r.id LIMIT ${LIMITS.timeline}`;
  const ends = sql`lower(hex(s.id)), s.kind, s.label, lower(hex(d.id)), d.kind, d.label`;
  const rows = backend.rows(
    statement(
      'sqlite',
      sql`SELECT o.total, o.time, lower(hex(o.id)), r.kind, ${ends} FROM (${occurrences}) AS o CROSS JOIN edge AS r ON r.e = o.e CROSS JOIN node AS s ON s.n = r.src CROSS JOIN node AS d ON d.n = r.dst ORDER BY o.time, o.id`,
    ),
  );
  const end = (id: unknown, kind: unknown, label: unknown) => ({
    id: id as RecordId,
    kind: NODE_KINDS[kind as number]!,
    label: label as string,
  });
  const entries = rows.map(([, time, edge, kind, src, srcKind, srcLabel, dst, dstKind, dstLabel]) => ({
    time: time as number,
    edge: edge as RecordId,
    kind: EDGE_KIND_NAMES[kind as number]!,
    src: end(src, srcKind, srcLabel),
    dst: end(dst, dstKind, dstLabel),
  }));
  return { entries, total: (rows[0]?.[0] as number | undefined) ?? 0 };
}
