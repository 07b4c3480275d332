/**
 * Built feed segments, kept sealed. From number 0 they form a chain: each begins where the one before ended. A segment
 * stays right for ever, since a row that changes moves to a higher number; it is only superseded in part.
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { HubStore } from './store.ts';
import type { RegionTables, SegmentTable } from './tables.ts';

export interface KeptSegment {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly nodes: number;
  readonly edges: number;
}

export interface Chain {
  /** Where the first segment at or above the asked number begins; the asked number where there is none. */
  readonly start: number;
  /** Where the last one ends; the asked number where there is none. */
  readonly end: number;
  readonly nodes: number;
  readonly edges: number;
  readonly tail: KeptSegment | null;
}

export async function keptSegments(db: Kysely<RegionTables>, tenant: string, slice: Buffer): Promise<KeptSegment[]> {
  const rows = await db
    .selectFrom('segment')
    .select(['from_seq', 'to_seq', 'nodes', 'edges'])
    .where('tenant_id', '=', tenant)
    .where('slice', '=', slice)
    .whereRef('to_seq', '>', 'from_seq')
    .orderBy('from_seq')
    .execute();
  return rows.map(({ from_seq, to_seq, nodes, edges }) => ({ fromSeq: from_seq, toSeq: to_seq, nodes, edges }));
}

/** The slices of which any are kept. */
export async function slicesKept(db: Kysely<RegionTables>, tenant: string): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('segment')
    .select('slice')
    .distinct()
    .where('tenant_id', '=', tenant)
    .whereRef('to_seq', '>', 'from_seq')
    .execute();
  return rows.map(({ slice }) => slice);
}

/** Whether there is neither a hole nor an overlap. `segments` in order of `fromSeq`. */
export const isChain = (segments: readonly KeptSegment[]): boolean =>
  segments.every(({ fromSeq }, at) => fromSeq === (at === 0 ? 0 : segments[at - 1]!.toSeq));

/** `segments` in order of `fromSeq`. */
export function follow(segments: readonly KeptSegment[], after: number): Chain {
  const first = segments.findIndex(({ fromSeq }) => fromSeq >= after);
  if (first < 0) return { start: after, end: after, nodes: 0, edges: 0, tail: null };
  const chain = segments.slice(first);
  const sum = (side: 'nodes' | 'edges'): number => chain.reduce((total, segment) => total + segment[side], 0);
  const tail = chain.at(-1)!;
  return { start: chain[0]!.fromSeq, end: tail.toSeq, nodes: sum('nodes'), edges: sum('edges'), tail };
}

export interface StoredBox extends Omit<SegmentTable, 'tenant_id'> {}

/** What a kept segment has beyond a number is worth sending it whole where it is more than one row in so many. */
const WORTH = 4;

export interface Place {
  /** The kept segment that has what follows, which may have some of what is before, too. */
  readonly box: StoredBox | null;
  /** Where the next rows end that have to be made a segment of; infinite where nothing is kept beyond. */
  readonly next: number;
  /** Where the last kept one ends. */
  readonly end: number;
  /** The tenant's last committed change number. */
  readonly now: number;
}

/** What is kept for who has everything up to `after`. */
export async function segmentAt(store: HubStore, context: TenantContext, slice: Buffer, after: number): Promise<Place> {
  const db = store.prepared(context);
  const { tenant } = context;
  const found = await db
    .selectFrom('counter')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('segment')
          .select(['slice', 'from_seq', 'to_seq', 'nodes', 'edges', 'nonce', 'box', 'key_sealed'])
          .where('tenant_id', '=', tenant)
          .where('slice', '=', slice)
          .whereRef('to_seq', '>', 'from_seq')
          .where('from_seq', '<=', after)
          .where('to_seq', '>', after)
          .where(sql<boolean>`(to_seq - ${after}::bigint) * ${WORTH}::int >= to_seq - from_seq`)
          .orderBy('from_seq', 'desc')
          .limit(1)
          .as('kept'),
      (join) => join.onTrue(),
    )
    .select(['counter.seq as now', 'slice', 'from_seq', 'to_seq', 'nodes', 'edges', 'nonce', 'box', 'key_sealed'])
    .where('counter.tenant_id', '=', tenant)
    .executeTakeFirst();
  const { now = 0, ...box } = found ?? {};
  if (isBox(box)) return { box, next: box.to_seq, end: box.to_seq, now };
  const places = await db
    .selectFrom('segment')
    .select(({ fn }) => [
      fn.max<number>('to_seq').as('end'),
      fn.min<number>('from_seq').filterWhere('from_seq', '>', after).as('begins'),
      fn.min<number>('to_seq').filterWhere('to_seq', '>', after).as('ends'),
    ])
    .where('tenant_id', '=', tenant)
    .where('slice', '=', slice)
    .whereRef('to_seq', '>', 'from_seq')
    .executeTakeFirstOrThrow();
  return { box: null, next: Math.min(places.begins ?? Infinity, places.ends ?? Infinity), end: places.end ?? 0, now };
}

const isBox = (row: { [Column in keyof StoredBox]?: StoredBox[Column] | null }): row is StoredBox => typeof row.to_seq === 'number';

/**
 * Keeps it where it goes on at the chain's end, or replaces the last one by more of the same. False, and nothing is kept, where it
 * would leave a hole or an overlap: somebody else has built from there meanwhile.
 */
export function keepSegment(store: HubStore, context: TenantContext, box: StoredBox): Promise<boolean> {
  const { from_seq: from, to_seq, nodes, edges, nonce, box: sealed, key_sealed } = box;
  return onChain(store, context, box.slice, async (db) => {
    const last = await db
      .selectFrom('segment')
      .select(['from_seq', 'to_seq'])
      .where('tenant_id', '=', context.tenant)
      .where('slice', '=', box.slice)
      .whereRef('to_seq', '>', 'from_seq')
      .orderBy('from_seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    const replaces = last?.from_seq === from && last.to_seq <= to_seq;
    if (!replaces && from !== (last?.to_seq ?? 0)) return false;
    await db
      .insertInto('segment')
      .values({ tenant_id: context.tenant, ...box })
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'slice', 'from_seq']).doUpdateSet({ to_seq, nodes, edges, nonce, box: sealed, key_sealed }),
      )
      .execute();
    return true;
  });
}

/** Empties them; such a row ends where it begins, and is filled again by a segment that begins there. */
export function dropSegments(store: HubStore, context: TenantContext, slice: Buffer): Promise<void> {
  return onChain(store, context, slice, async (db) => {
    await db
      .updateTable('segment')
      .set(({ ref }) => ({ to_seq: ref('from_seq'), ...EMPTY }))
      .where('tenant_id', '=', context.tenant)
      .where('slice', '=', slice)
      .whereRef('to_seq', '>', 'from_seq')
      .execute();
  });
}

const NONE = Buffer.alloc(0);
const EMPTY = { nodes: 0, edges: 0, nonce: NONE, box: NONE, key_sealed: NONE };

/** Those who change a chain follow each other: its row at number 0, which is made for that, is their turn. Readers don't wait. */
function onChain<T>(store: HubStore, context: TenantContext, slice: Buffer, work: (db: Kysely<RegionTables>) => Promise<T>): Promise<T> {
  const { tenant } = context;
  return store
    .tenant(context)
    .transaction()
    .execute(async (db) => {
      await db
        .insertInto('segment')
        .values({ tenant_id: tenant, slice, from_seq: 0, to_seq: 0, ...EMPTY })
        .onConflict((conflict) => conflict.columns(['tenant_id', 'slice', 'from_seq']).doNothing())
        .execute();
      await db
        .selectFrom('segment')
        .select('from_seq')
        .where('tenant_id', '=', tenant)
        .where('slice', '=', slice)
        .where('from_seq', '=', 0)
        .forUpdate()
        .executeTakeFirstOrThrow();
      return work(db);
    });
}
