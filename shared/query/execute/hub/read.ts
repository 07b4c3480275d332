/** Rows of the hub's tables, opened to records. Pages keep a hub that answers many from standing still for one. */
import type { EdgeRecord, NodeRecord } from '../../../graph/records.ts';
import type { HubBackend } from '../../backend.ts';
import { sealedEdge, sealedNode } from '../../sealed-rows.ts';
import type { StoredEdge, StoredNode } from '../../sealed-rows.ts';
import type { Work } from '../work.ts';
import { sql, statement } from '../../sql/statement.ts';
import type { Fragment } from '../../sql/statement.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Records that are opened in one go: about 20 ms. */
export const PAGE = 2_000;

export const NODE_COLUMNS = sql`r.id, r.kind, r.first_seen, r.last_seen, r.count, r.version, r.sealed`;
export const EDGE_COLUMNS = sql`r.id, r.kind, r.src, r.dst, r.first_seen, r.last_seen, r.count, r.version, r.sealed`;

/** A row of a statement that asked for `NODE_COLUMNS`, or for `EDGE_COLUMNS`. */
export const nodeOf = (backend: HubBackend, row: Row): NodeRecord => backend.openNode(sealedNode(row as unknown as StoredNode));
export const edgeOf = (backend: HubBackend, row: Row): EdgeRecord => backend.openEdge(sealedEdge(row as unknown as StoredEdge));

/** Each statement of the planner names the tenant in every table that it reads. */
export const ask = (backend: HubBackend, fragment: Fragment, work: Work): Promise<readonly Row[]> =>
  backend.rows(statement('postgres', fragment), work.left);

/** Nodes that are there, in any order. */
export const findNodes = (backend: HubBackend, ids: readonly string[], work: Work): Promise<NodeRecord[]> =>
  paged(ids, work, async (page) => {
    const rows = await ask(
      backend,
      sql`SELECT ${NODE_COLUMNS} FROM node AS r WHERE r.tenant_id = ${backend.tenant} AND r.id = ANY(${page}::uuid[])`,
      work,
    );
    return rows.map((row) => nodeOf(backend, row));
  });

const findEdges = (backend: HubBackend, ids: readonly string[], work: Work): Promise<EdgeRecord[]> =>
  paged(ids, work, async (page) => {
    const rows = await ask(
      backend,
      sql`SELECT ${EDGE_COLUMNS} FROM edge AS r WHERE r.tenant_id = ${backend.tenant} AND r.id = ANY(${page}::uuid[])`,
      work,
    );
    return rows.map((row) => edgeOf(backend, row));
  });

/** All of them, in the order of the ids. */
export const readNodes = async (backend: HubBackend, ids: readonly string[], work: Work): Promise<NodeRecord[]> =>
  inOrder(ids, await findNodes(backend, ids, work));
export const readEdges = async (backend: HubBackend, ids: readonly string[], work: Work): Promise<EdgeRecord[]> =>
  inOrder(ids, await findEdges(backend, ids, work));

async function paged<T>(ids: readonly string[], work: Work, read: (page: readonly string[]) => Promise<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 0; from < ids.length; from += PAGE) {
    for (const record of await read(ids.slice(from, from + PAGE))) all.push(record);
    work.tick();
    if (work.tired) await work.rest();
  }
  return all;
}

/** A row that a match names and the table lacks would be a partial answer. */
function inOrder<T extends { readonly id: string }>(ids: readonly string[], records: readonly T[]): T[] {
  const byId = new Map(records.map((record) => [record.id as string, record]));
  return ids.map((id) => {
    const record = byId.get(id);
    if (!record) throw new Error('a record that was matched is not there');
    return record;
  });
}
