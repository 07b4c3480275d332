/** Records of a slice by their ordinals, each kind in one statement. */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../graph/kinds.ts';
import type { RecordId } from '../../../graph/ids.ts';
import type { EdgeRecord, NodeRecord, Props } from '../../../graph/records.ts';
import type { SliceBackend } from '../../backend.ts';
import { sql, statement } from '../../sql/statement.ts';
import type { Fragment } from '../../sql/statement.ts';

/** The row `r` of `node` or `edge` for each ordinal of a list. CROSS JOIN keeps SQLite from turning the join round. */
export const nodesAt = (ordinals: readonly number[]): Fragment =>
  sql`json_each(${JSON.stringify(ordinals)}) AS j CROSS JOIN node AS r ON r.n = j.value`;
export const edgesAt = (ordinals: readonly number[]): Fragment =>
  sql`json_each(${JSON.stringify(ordinals)}) AS j CROSS JOIN edge AS r ON r.e = j.value`;
const EDGE_ENDS = sql`CROSS JOIN node AS s ON s.n = r.src CROSS JOIN node AS d ON d.n = r.dst`;

/** In the order of the ordinals, all of which are there. */
export function readNodes(backend: SliceBackend, ordinals: readonly number[]): NodeRecord[] {
  if (ordinals.length === 0) return [];
  const rows = backend.rows(
    statement(
      'sqlite',
      sql`SELECT lower(hex(r.id)), r.kind, r.label, r.first_seen, r.last_seen, r.count, r.props FROM ${nodesAt(ordinals)}`,
    ),
  );
  return whole(ordinals, rows).map(([id, kind, label, firstSeen, lastSeen, count, props]) => ({
    id: id as RecordId,
    kind: NODE_KINDS[kind as number]!,
    label: label as string,
    firstSeen: firstSeen as number,
    lastSeen: lastSeen as number,
    count: count as number,
    props: propsOf(props as string),
  }));
}

export function readEdges(backend: SliceBackend, ordinals: readonly number[]): EdgeRecord[] {
  if (ordinals.length === 0) return [];
  const rows = backend.rows(
    statement(
      'sqlite',
      sql`SELECT lower(hex(r.id)), r.kind, lower(hex(s.id)), lower(hex(d.id)), r.first_seen, r.last_seen, r.count, r.props, r.times FROM ${edgesAt(ordinals)} ${EDGE_ENDS}`,
    ),
  );
  return whole(ordinals, rows).map(([id, kind, src, dst, firstSeen, lastSeen, count, props, times]) => ({
    id: id as RecordId,
    kind: EDGE_KIND_NAMES[kind as number]!,
    src: src as RecordId,
    dst: dst as RecordId,
    firstSeen: firstSeen as number,
    lastSeen: lastSeen as number,
    count: count as number,
    props: propsOf(props as string),
    times: JSON.parse(times as string) as number[],
  }));
}

const propsOf = (text: string): Props => (text === '{}' ? {} : (JSON.parse(text) as Props));

/** In the order of the ids, all of which are there. */
export const nodesOf = (backend: SliceBackend, ids: readonly string[]): NodeRecord[] =>
  readNodes(backend, whole(ids, ordinalsOf(backend, ids)));
export function edgesOf(backend: SliceBackend, ids: readonly string[]): EdgeRecord[] {
  const rows = backend.rows(
    statement('sqlite', sql`SELECT r.e FROM json_each(${JSON.stringify(ids)}) AS j CROSS JOIN edge AS r ON r.id = unhex(j.value)`),
  );
  return readEdges(
    backend,
    whole(ids, rows).map(([e]) => e as number),
  );
}

/** The ordinals of nodes by their ids; what is not there is left out. */
export function ordinalsOf(backend: SliceBackend, ids: readonly string[]): number[] {
  const rows = backend.rows(
    statement('sqlite', sql`SELECT r.n FROM json_each(${JSON.stringify(ids)}) AS j CROSS JOIN node AS r ON r.id = unhex(j.value)`),
  );
  return rows.map(([n]) => n as number);
}

/** A row that the shape knows and the table lacks would be a partial answer. */
function whole<T>(ordinals: readonly unknown[], rows: readonly T[]): readonly T[] {
  if (rows.length !== ordinals.length) throw new Error('the shape of the slice names a record that it does not hold');
  return rows;
}
