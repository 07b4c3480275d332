/** Nodes of a slice by the whole label or its beginning: one range of the label's index. */
import { NODE_KINDS } from '../../../graph/kinds.ts';
import type { RecordId } from '../../../graph/ids.ts';
import { LIMITS } from '../../../limits.ts';
import type { Hits } from '../../answers.ts';
import type { SliceBackend } from '../../backend.ts';
import type { Search } from '../../plan/search.ts';
import { sql, statement } from '../../sql/statement.ts';
import { afterPrefix, foldLabel } from '../../text.ts';
import { hitGroups } from '../answer-order.ts';

export function searchOnSlice(backend: SliceBackend, { text }: Search): Hits {
  const folded = foldLabel(text.toWellFormed());
  const end = afterPrefix(folded);
  const range = end === null ? sql`r.label_fold >= ${folded}` : sql`r.label_fold >= ${folded} AND r.label_fold < ${end}`;
  const order = sql`PARTITION BY r.kind ORDER BY r.label_fold = ${folded} DESC, r.label, r.id`;
  const ranked = sql`SELECT lower(hex(r.id)), r.kind, r.label, r.last_seen, r.count, r.label_fold = ${folded}, row_number() OVER (${order}) AS place FROM node AS r WHERE ${range}`;
  const rows = backend.rows(statement('sqlite', sql`SELECT * FROM (${ranked}) WHERE place <= ${LIMITS.hitsPerKind + 1} ORDER BY place`));
  const hits = rows.map(([id, kind, label, lastSeen, count, exact]) => ({
    id: id as RecordId,
    kind: NODE_KINDS[kind as number]!,
    label: label as string,
    lastSeen: lastSeen as number,
    count: count as number,
    exact: exact === 1,
  }));
  return hitGroups(hits);
}
