/** Nodes at the hub by their ids, with a page of the edges among them and to others. */
import { LIMITS } from '../../../limits.ts';
import type { Joined } from '../../answers.ts';
import type { HubBackend } from '../../backend.ts';
import type { JoinRecords } from '../../plan/join.ts';
import { sql } from '../../sql/statement.ts';
import { byRecordId } from '../answer-order.ts';
import type { Work } from '../work.ts';
import { EDGE_COLUMNS, ask, edgeOf, findNodes } from './read.ts';

export async function joinOnHub(backend: HubBackend, { ids, to, skip }: JoinRecords, work: Work): Promise<Joined> {
  const nodes = skip > 0 ? [] : await findNodes(backend, ids, work);
  const all = [...ids, ...to];
  const rows = await ask(
    backend,
    sql`SELECT ${EDGE_COLUMNS} FROM edge AS r WHERE r.tenant_id = ${backend.tenant} AND r.src = ANY(${all}::uuid[]) AND r.dst = ANY(${all}::uuid[]) AND (r.src = ANY(${ids}::uuid[]) OR r.dst = ANY(${ids}::uuid[])) ORDER BY r.id LIMIT ${LIMITS.readEdges + 1} OFFSET ${skip}`,
    work,
  );
  return {
    nodes: nodes.sort(byRecordId) as Joined['nodes'],
    edges: rows
      .slice(0, LIMITS.readEdges)
      .map((row) => edgeOf(backend, row))
      .sort(byRecordId) as Joined['edges'],
    more: rows.length > LIMITS.readEdges,
  };
}
