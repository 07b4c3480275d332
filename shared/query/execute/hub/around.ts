/** What stands around one node at the hub, for counting and for expanding it. */
import { AppFailure } from '../../../errors.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../../../graph/kinds.ts';
import { LIMITS } from '../../../limits.ts';
import type { Counts, Expansion } from '../../answers.ts';
import type { HubBackend } from '../../backend.ts';
import type { CountNeighbours } from '../../plan/counts.ts';
import type { Neighbours } from '../../plan/neighbours.ts';
import { parameter, sql } from '../../sql/statement.ts';
import type { Fragment, Parameter } from '../../sql/statement.ts';
import { byRecordId } from '../answer-order.ts';
import type { Work } from '../work.ts';
import { EDGE_COLUMNS, NODE_COLUMNS, ask, edgeOf, nodeOf } from './read.ts';

/** In the order of the model's kinds, out before in. */
export async function countsOnHub(backend: HubBackend, { id }: CountNeighbours, work: Work): Promise<Counts> {
  const [tenant, centre] = [parameter(backend.tenant), parameter(id)];
  await mustBeThere(backend, tenant, centre, work);
  const around = sql`SELECT r.kind, 'out' AS direction, r.dst AS far FROM edge AS r WHERE r.tenant_id = ${tenant} AND r.src = ${centre}::uuid UNION ALL SELECT r.kind, 'in', r.src FROM edge AS r WHERE r.tenant_id = ${tenant} AND r.dst = ${centre}::uuid`;
  const rows = await ask(
    backend,
    sql`SELECT a.kind AS edge, a.direction, n.kind, count(DISTINCT a.far) FROM (${around}) AS a JOIN node AS n ON n.tenant_id = ${tenant} AND n.id = a.far WHERE a.far <> ${centre}::uuid GROUP BY GROUPING SETS ((a.kind, a.direction, n.kind), ())`,
    work,
  );
  const counts = rows
    .filter((row) => row['edge'] !== null)
    .map((row) => ({
      edge: row['edge'] as EdgeKind,
      direction: row['direction'] as 'out' | 'in',
      kind: row['kind'] as NodeKind,
      count: Number(row['count']),
    }))
    .sort(
      (a, b) =>
        EDGE_KIND_NAMES.indexOf(a.edge) - EDGE_KIND_NAMES.indexOf(b.edge) ||
        (a.direction === b.direction ? 0 : a.direction === 'out' ? -1 : 1) ||
        NODE_KINDS.indexOf(a.kind) - NODE_KINDS.indexOf(b.kind),
    );
  const total = Number(rows.find((row) => row['edge'] === null)?.['count'] ?? 0);
  return { counts, total, supernode: total > LIMITS.supernode };
}

export async function neighboursOnHub(backend: HubBackend, { id, kinds, edgeKinds, cap }: Neighbours, work: Work): Promise<Expansion> {
  const [tenant, centre] = [parameter(backend.tenant), parameter(id)];
  await mustBeThere(backend, tenant, centre, work);
  const overKinds = edgeKinds === null ? sql`` : sql`AND r.kind = ANY(${edgeKinds}::text[])`;
  const ofKinds = kinds === null ? sql`` : sql`AND r.kind = ANY(${kinds}::text[])`;
  const both = (columns: (far: Fragment) => Fragment, more: (far: Fragment) => Fragment): Fragment =>
    sql`SELECT ${columns(sql`r.dst`)} FROM edge AS r WHERE r.tenant_id = ${tenant} AND r.src = ${centre}::uuid AND r.dst <> r.src ${overKinds} ${more(sql`r.dst`)} UNION ALL SELECT ${columns(sql`r.src`)} FROM edge AS r WHERE r.tenant_id = ${tenant} AND r.dst = ${centre}::uuid AND r.dst <> r.src ${overKinds} ${more(sql`r.src`)}`;
  const far = both(
    (column) => column,
    () => sql``,
  );
  const chosen = await ask(
    backend,
    sql`SELECT ${NODE_COLUMNS}, count(*) OVER () AS total FROM node AS r WHERE r.tenant_id = ${tenant} AND r.id IN (${far}) ${ofKinds} ORDER BY (r.kind = 'alert') DESC, r.last_seen DESC, r.id LIMIT ${cap}`,
    work,
  );
  const nodes = chosen.map((row) => nodeOf(backend, row));
  const ids = nodes.map((node) => node.id);
  const between = both(
    () => EDGE_COLUMNS,
    (column) => sql`AND ${column} = ANY(${ids}::uuid[])`,
  );
  const rows = ids.length === 0 ? [] : await ask(backend, sql`${between} LIMIT ${work.enough}`, work);
  work.spend(rows.length);
  return {
    nodes: nodes as Expansion['nodes'],
    edges: rows.map((row) => edgeOf(backend, row)).sort(byRecordId) as Expansion['edges'],
    rest: Number(chosen[0]?.['total'] ?? 0) - nodes.length,
  };
}

async function mustBeThere(backend: HubBackend, tenant: Parameter, id: Parameter, work: Work): Promise<void> {
  const rows = await ask(backend, sql`SELECT 1 FROM node AS r WHERE r.tenant_id = ${tenant} AND r.id = ${id}::uuid`, work);
  if (rows.length === 0) throw new AppFailure('not_found');
}
