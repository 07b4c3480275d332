/** Nodes at the hub by their ids, with the edges among them. */
import type { Records } from '../../answers.ts';
import type { HubBackend } from '../../backend.ts';
import type { ReadRecords } from '../../plan/records.ts';
import { sql } from '../../sql/statement.ts';
import { byRecordId } from '../answer-order.ts';
import type { Work } from '../work.ts';
import { EDGE_COLUMNS, ask, edgeOf, findNodes } from './read.ts';

export async function recordsOnHub(backend: HubBackend, { ids }: ReadRecords, work: Work): Promise<Records> {
  const nodes = await findNodes(backend, ids, work);
  const rows = await ask(
    backend,
    sql`SELECT ${EDGE_COLUMNS} FROM edge AS r WHERE r.tenant_id = ${backend.tenant} AND r.src = ANY(${ids}::uuid[]) AND r.dst = ANY(${ids}::uuid[]) LIMIT ${work.enough}`,
    work,
  );
  work.spend(rows.length);
  return {
    nodes: nodes.sort(byRecordId) as Records['nodes'],
    edges: rows.map((row) => edgeOf(backend, row)).sort(byRecordId) as Records['edges'],
  };
}
