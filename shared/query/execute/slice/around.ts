/** What stands around one node of a slice, for counting and for expanding it. */
import { AppFailure } from '../../../errors.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../graph/kinds.ts';
import { LIMITS } from '../../../limits.ts';
import type { Counts, Expansion } from '../../answers.ts';
import type { Adjacency, SliceBackend } from '../../backend.ts';
import { nodeKindNumber } from '../../columns.ts';
import type { CountNeighbours } from '../../plan/counts.ts';
import type { Neighbours } from '../../plan/neighbours.ts';
import { sql, statement } from '../../sql/statement.ts';
import { byRecordId } from '../answer-order.ts';
import { Work } from '../work.ts';
import { edgeKindTable, nodeKindTable } from './kinds.ts';
import { nodesAt, ordinalsOf, readEdges, readNodes } from './read.ts';

/** In the order of the model's kinds, out before in. */
export function countsOnSlice(backend: SliceBackend, { id }: CountNeighbours): Counts {
  const centre = known(backend, id);
  const { adjacency } = backend;
  const all = new Set<number>();
  const seen = new Map<number, Set<number>>();
  const visit = (direction: 0 | 1) => (_: number, kind: number, far: number) => {
    if (far === centre) return true;
    all.add(far);
    const group = (kind * 2 + direction) * NODE_KINDS.length + adjacency.nodeKind(far);
    const members = seen.get(group) ?? new Set();
    seen.set(group, members.add(far));
    return true;
  };
  adjacency.eachOut(centre, visit(0));
  adjacency.eachIn(centre, visit(1));
  const groups = [...seen].sort(([a], [b]) => a - b);
  const counts = groups.map(([group, members]) => ({
    edge: EDGE_KIND_NAMES[Math.floor(group / (2 * NODE_KINDS.length))]!,
    direction: Math.floor(group / NODE_KINDS.length) % 2 === 0 ? ('out' as const) : ('in' as const),
    kind: NODE_KINDS[group % NODE_KINDS.length]!,
    count: members.size,
  }));
  return { counts, total: all.size, supernode: all.size > LIMITS.supernode };
}

export function neighboursOnSlice(backend: SliceBackend, plan: Neighbours): Expansion {
  const centre = known(backend, plan.id);
  const edges = edgesAround(backend.adjacency, centre, plan);
  const chosen = chosenOf(backend, [...new Set(edges.values())], plan.cap);
  const kept = new Set(chosen);
  const between = [...edges].flatMap(([edge, far]) => (kept.has(far) ? [edge] : []));
  new Work().spend(between.length);
  return {
    nodes: readNodes(backend, chosen) as Expansion['nodes'],
    edges: readEdges(backend, between).sort(byRecordId) as Expansion['edges'],
    rest: new Set(edges.values()).size - chosen.length,
  };
}

function known(backend: SliceBackend, id: string): number {
  const [ordinal] = ordinalsOf(backend, [id]);
  if (ordinal === undefined) throw new AppFailure('not_found');
  return ordinal;
}

/** Edges of the wanted kinds to other nodes of the wanted kinds, with the node at the far end. */
function edgesAround(adjacency: Adjacency, centre: number, { kinds, edgeKinds }: Neighbours): Map<number, number> {
  const found = new Map<number, number>();
  const edgeTable = edgeKindTable(edgeKinds);
  const nodeTable = nodeKindTable(kinds);
  const visit = (edge: number, kind: number, far: number): boolean => {
    if (far !== centre && edgeTable[kind] && nodeTable[adjacency.nodeKind(far)]) found.set(edge, far);
    return true;
  };
  adjacency.eachOut(centre, visit);
  adjacency.eachIn(centre, visit);
  return found;
}

/** Alerts first, then the newest, then by id. */
function chosenOf(backend: SliceBackend, ordinals: readonly number[], cap: number): number[] {
  if (ordinals.length === 0) return [];
  const order = sql`ORDER BY r.kind = ${nodeKindNumber('alert')} DESC, r.last_seen DESC, r.id LIMIT ${cap}`;
  return backend.rows(statement('sqlite', sql`SELECT r.n FROM ${nodesAt(ordinals)} ${order}`)).map(([n]) => n as number);
}
