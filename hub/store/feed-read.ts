/**
 * Reading a slice in order of change. A node belongs to a slice by its kind and by when it was last seen; an edge by when it
 * was last seen and when both of its ends belong (ingest sees to it that ends are never older than their edges, so
 * their kinds decide). What belongs once belongs for ever: kinds don't change and `last_seen` only grows.
 */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import { EDGE_KINDS, EDGE_KIND_NAMES } from '../../shared/graph/kinds.ts';
import type { EdgeKind, NodeKind } from '../../shared/graph/kinds.ts';
import type { SliceSpec } from '../../shared/graph/slice.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import { sealedEdge, sealedNode } from '../../shared/query/sealed-rows.ts';
import type { StoredEdge, StoredNode } from '../../shared/query/sealed-rows.ts';
import type { HubStore } from './store.ts';
import type { RegionTables } from './tables.ts';

export interface SliceRows {
  readonly nodes: readonly SealedNode[];
  readonly edges: readonly SealedEdge[];
  /** Everything of the slice up to here is in these rows or comes with a higher number. */
  readonly toSeq: number;
  /** Nothing at all is above `toSeq`, as of this reading. */
  readonly last: boolean;
}

export interface RowCounts {
  readonly nodes: number;
  readonly edges: number;
}

interface Condition {
  readonly node: RawBuilder<boolean>;
  readonly edge: RawBuilder<boolean>;
}

type Bound = number | RawBuilder<number>;

function condition(tenant: string, { kinds, since }: SliceSpec, after: Bound, upTo: Bound): Condition {
  const common = sql<boolean>`tenant_id = ${tenant} AND seq > ${after} AND seq <= ${upTo}${since === null ? sql`` : sql` AND last_seen >= ${since}`}`;
  if (kinds === null) return { node: common, edge: common };
  const wanted = sql`${[...kinds]}::text[]`;
  // Most kinds of edge say by themselves what stands at their ends; only for the others are the ends looked up.
  const { always, sometimes } = edgeKindsOf(kinds);
  const end = (column: 'src' | 'dst'): RawBuilder<unknown> =>
    sql`(SELECT n.kind FROM node n WHERE n.tenant_id = edge.tenant_id AND n.id = edge.${sql.ref(column)}) = ANY (${wanted})`;
  const ends = sql`(kind = ANY (${always}::text[]) OR (kind = ANY (${sometimes}::text[]) AND ${end('src')} AND ${end('dst')}))`;
  return { node: sql`${common} AND kind = ANY (${wanted})`, edge: sql`${common} AND ${ends}` };
}

function edgeKindsOf(kinds: readonly NodeKind[]): { always: EdgeKind[]; sometimes: EdgeKind[] } {
  const among = (ends: readonly NodeKind[]): readonly NodeKind[] => ends.filter((kind) => kinds.includes(kind));
  const possible = EDGE_KIND_NAMES.filter((kind) => among(EDGE_KINDS[kind].src).length > 0 && among(EDGE_KINDS[kind].dst).length > 0);
  const sure = (kind: EdgeKind): boolean =>
    among(EDGE_KINDS[kind].src).length === EDGE_KINDS[kind].src.length &&
    among(EDGE_KINDS[kind].dst).length === EDGE_KINDS[kind].dst.length;
  return { always: possible.filter(sure), sometimes: possible.filter((kind) => !sure(kind)) };
}

/** The tenant's last committed change number. */
export async function lastSeq(db: Kysely<RegionTables>, tenant: string): Promise<number> {
  const row = await db.selectFrom('counter').select('seq').where('tenant_id', '=', tenant).executeTakeFirst();
  return row?.seq ?? 0;
}

/**
 * At most `limit` rows of the slice above `after` (and not above `bound`), nodes and edges together, in order of change. One statement, which
 * sees one moment: a row that moved up behind a number that was read before would be missed by a reading that says it is the last.
 */
export async function readSlice(
  store: HubStore,
  context: TenantContext,
  slice: SliceSpec,
  after: number,
  bound: number,
  limit: number,
): Promise<SliceRows> {
  const { tenant } = context;
  const most = Math.min(bound, Number.MAX_SAFE_INTEGER);
  const where = condition(tenant, slice, after, sql`(SELECT LEAST(now, ${most}::bigint) FROM here)`);
  // One row more than asked for tells whether anything follows. Each table gives only what the order takes of it.
  const some = sql`ORDER BY seq LIMIT ${limit + 1}`;
  const { rows } = await sql<{ now: number } & (StoredRow | { id: null })>`
    WITH here AS MATERIALIZED (SELECT coalesce((SELECT seq FROM counter WHERE tenant_id = ${tenant}), 0) AS now),
      part AS ((SELECT ${COLUMNS}, NULL::uuid AS src, NULL::uuid AS dst FROM node WHERE ${where.node} ${some})
        UNION ALL (SELECT ${COLUMNS}, src, dst FROM edge WHERE ${where.edge} ${some}) ${some})
    SELECT now, ${COLUMNS}, src, dst FROM here LEFT JOIN part ON true ORDER BY seq`.execute(store.prepared(context));
  const { now } = rows[0]!;
  const found = rows.filter((row) => row.id !== null);
  const toSeq = found.length <= limit ? Math.min(now, bound) : Number(found[limit - 1]!.seq);
  const taken = found.filter(({ seq }) => Number(seq) <= toSeq);
  return {
    nodes: taken.filter((row) => row.src === null).map(sealedNode),
    edges: taken.filter((row) => row.src !== null).map(sealedEdge),
    toSeq,
    last: toSeq >= now,
  };
}

/**
 * What a feed that goes on from `after` will hand out, as of now: rows up to the next kept segment, those kept, rows beyond. One statement,
 * which sees one moment: each desk asks for it again and again.
 */
export async function countSlice(
  store: HubStore,
  context: TenantContext,
  slice: SliceSpec,
  sliceId: Buffer,
  after: number,
): Promise<RowCounts & { seq: number }> {
  const { tenant } = context;
  const kept = (column: 'begins' | 'ends' | 'now'): RawBuilder<number> => sql`(SELECT ${sql.ref(column)} FROM kept)`;
  const before = condition(tenant, slice, after, kept('begins'));
  const beyond = condition(tenant, slice, kept('ends'), kept('now'));
  const all = (table: 'node' | 'edge'): RawBuilder<number> => sql`
    (SELECT count(*) FROM ${sql.table(table)} WHERE ${before[table]}) + (SELECT count(*) FROM ${sql.table(table)} WHERE ${beyond[table]})`;
  const { rows } = await sql<RowCounts & { seq: number }>`
    WITH kept AS MATERIALIZED (
      SELECT coalesce((SELECT seq FROM counter WHERE tenant_id = ${tenant}), 0) AS now,
        coalesce(min(from_seq), ${after}) AS begins, coalesce(max(to_seq), ${after}) AS ends,
        coalesce(sum(nodes), 0)::bigint AS nodes, coalesce(sum(edges), 0)::bigint AS edges
      FROM segment WHERE tenant_id = ${tenant} AND slice = ${sliceId} AND to_seq > from_seq AND from_seq >= ${after})
    SELECT now AS seq, nodes + ${all('node')} AS nodes, edges + ${all('edge')} AS edges FROM kept`.execute(store.prepared(context));
  return rows[0]!;
}

/** Rows of the slice with numbers above `after` and up to `upTo`. */
export async function countRows(
  db: Kysely<RegionTables>,
  tenant: string,
  slice: SliceSpec,
  after: number,
  upTo: number,
): Promise<RowCounts> {
  if (upTo <= after) return { nodes: 0, edges: 0 };
  const where = condition(tenant, slice, after, upTo);
  const count = async (table: 'node' | 'edge'): Promise<number> => {
    const { rows } = await sql<{ n: number }>`SELECT count(*) AS n FROM ${sql.table(table)} WHERE ${where[table]}`.execute(db);
    return rows[0]!.n;
  };
  return { nodes: await count('node'), edges: await count('edge') };
}

const COLUMNS = sql.raw('id, kind, first_seen, last_seen, count, version, seq, sealed');
/** A node has no ends. */
type StoredRow = { readonly seq: number | string } & ((StoredNode & { readonly src: null }) | StoredEdge);
