/** One edge further from many nodes at the hub: one statement for all of them. */
import type { HubBackend } from '../../backend.ts';
import { recordIdOf } from '../../sealed-rows.ts';
import { parameter, sql } from '../../sql/statement.ts';
import type { Fragment, Parameter } from '../../sql/statement.ts';
import { compareText } from '../../text.ts';
import type { Hops, Way } from '../shortest.ts';
import type { Numbered } from './numbered.ts';
import { ask } from './read.ts';

export function hubHops(backend: HubBackend, nodes: Numbered, edges: Numbered): Hops {
  const idsOf = (numbers: Iterable<number>): string[] => Array.from(numbers, (number) => nodes.id(number));
  return {
    fars: async (from, way, work) => {
      const rows = await ask(
        backend,
        sql`SELECT DISTINCT s.far FROM (${leaving(backend, idsOf(from), way, () => sql``)}) AS s LIMIT ${work.enough}`,
        work,
      );
      work.spend(rows.length);
      return rows.map((row) => nodes.number(recordIdOf(row['far'] as string)));
    },
    links: async (from, to, way, work) => {
      const ends = parameter(idsOf(to));
      const rows = await ask(
        backend,
        sql`SELECT s.id, s.near, s.far FROM (${leaving(backend, idsOf(from), way, (far) => sql`AND ${far} = ANY(${ends}::uuid[])`)}) AS s LIMIT ${work.enough}`,
        work,
      );
      work.spend(rows.length);
      return rows.map((row) => ({
        edge: edges.number(recordIdOf(row['id'] as string)),
        from: nodes.number(recordIdOf(row['near'] as string)),
        to: nodes.number(recordIdOf(row['far'] as string)),
      }));
    },
    compareEdges: (a, b) => compareText(edges.id(a), edges.id(b)),
  };
}

/** Edges from any of these nodes, as walked. A loop leads nowhere new. */
function leaving(backend: HubBackend, ids: readonly string[], { kinds, direction }: Way, more: (far: Fragment) => Fragment): Fragment {
  const [tenant, from]: readonly Parameter[] = [parameter(backend.tenant), parameter(ids)];
  const ofKind = kinds === null ? sql`` : sql`AND r.kind = ANY(${kinds}::text[])`;
  const side = (near: Fragment, far: Fragment): Fragment =>
    sql`SELECT r.id, ${near} AS near, ${far} AS far FROM edge AS r WHERE r.tenant_id = ${tenant!} AND ${near} = ANY(${from!}::uuid[]) ${ofKind} ${more(far)}`;
  const out = side(sql`r.src`, sql`r.dst`);
  const back = side(sql`r.dst`, sql`r.src`);
  return direction === 'out' ? out : direction === 'in' ? back : sql`${out} UNION ALL ${back}`;
}
