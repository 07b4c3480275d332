/** Where a walk starts: by the predicates on that node alone where SQL can say them, else by its kind alone. */
import { nodeKindNumber } from '../../columns.ts';
import { NODE_KINDS } from '../../../graph/kinds.ts';
import type { SliceBackend } from '../../backend.ts';
import type { Scan } from '../../plan/scan.ts';
import { join, sql, statement } from '../../sql/statement.ts';
import type { Fragment } from '../../sql/statement.ts';
import { nodeKindTable } from './kinds.ts';

/** Whether a node has an edge over which the next step can go: where none has, it is no start. */
export type Leads = (node: number) => boolean;

/** Ordinals, ascending, at most so many. `predicates` are over the row `r`. */
export function starts(backend: SliceBackend, { kinds }: Scan, predicates: readonly Fragment[], most: number, leads: Leads): number[] {
  if (predicates.length === 0) return ofKind(backend, kinds, most, leads);
  const wanted = kinds && JSON.stringify(kinds.map(nodeKindNumber));
  // The unary plus keeps the label's and the id's indexes ahead.
  const where = wanted === null ? predicates : [...predicates, sql`+r.kind IN (SELECT value FROM json_each(${wanted}))`];
  return backend
    .rows(statement('sqlite', sql`SELECT r.n FROM node AS r WHERE ${join(where, sql` AND `)} ORDER BY r.n LIMIT ${most}`))
    .map(([n]) => n as number);
}

function ofKind({ adjacency, rows }: SliceBackend, kinds: Scan['kinds'], most: number, leads: Leads): number[] {
  const end = rows(statement('sqlite', sql`SELECT max(n) FROM node`))[0]?.[0];
  if (typeof end !== 'number') return [];
  const wanted = nodeKindTable(kinds ?? NODE_KINDS);
  const found: number[] = [];
  for (let node = 0; node <= end && found.length < most; node++) if (wanted[adjacency.nodeKind(node)] && leads(node)) found.push(node);
  return found;
}
