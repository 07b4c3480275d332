/**
 * The tables that the planner's SQL reads, as hub/store (PostgreSQL) and electron/store (SQLite) make them. In clear at
 * the hub are only tenant, ids, kind, times and counts; the rest of a record is in `sealed`, bound to its row.
 *
 * PostgreSQL: ids are uuid (a RecordId with hyphens), times and counts bigint, `sealed` and `token` bytea.
 * SQLite: `n` and `e` are ordinals from 0 up (what the adjacency arrays speak), `id` a BLOB of 16 bytes, `kind` an index into
 * `NODE_KINDS` or `EDGE_KIND_NAMES`, `label_fold` is `foldLabel(label)`, `props` a JSON object, `times` a JSON array.
 */
import { EDGE_KIND_NAMES, NODE_KINDS } from '../graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../graph/kinds.ts';

/** Kinds as the slice's tables and the adjacency arrays store them. */
export const nodeKindNumber = (kind: NodeKind): number => NODE_KINDS.indexOf(kind);
export const edgeKindNumber = (kind: EdgeKind): number => EDGE_KIND_NAMES.indexOf(kind);

/** Fields of a record that stand in columns, by the name that a query uses. `id` and `kind` are not numbers. */
export const FIELD_COLUMNS = Object.freeze({ firstSeen: 'first_seen', lastSeen: 'last_seen', count: 'count' } as const);
export type NumberField = keyof typeof FIELD_COLUMNS;
export const isNumberField = (field: string): field is NumberField => Object.hasOwn(FIELD_COLUMNS, field);
