/**
 * Writing a tenant's graph: one transaction a batch, begun by taking the tenant's counter row, which makes the writers of
 * one tenant follow each other. So a reader that sees counter value N sees every row up to N, and never one above it
 * that commits later. All writes are `INSERT … VALUES`, which Citus takes too (it refuses COPY and INSERT … SELECT).
 */
import type { PoolClient } from 'pg';
import type { RecordId } from '../../shared/graph/ids.ts';
import type { SealedEdge, SealedNode } from '../../shared/query/index.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { sealedEdge, sealedNode } from '../../shared/query/sealed-rows.ts';
import type { HubStore } from './store.ts';
import type { BatchTable, EdgeTable, NodeTable, QuarantineTable } from './tables.ts';

export type NodeRow = SealedNode & { readonly seq: number };
export type EdgeRow = SealedEdge & { readonly seq: number };
export type BatchRow = Omit<BatchTable, 'tenant_id'>;
export type QuarantineRow = Omit<QuarantineTable, 'tenant_id' | 'batch'>;

export interface GraphWriter {
  /** The last change number given out; the caller counts on from it and says where it came to. */
  readonly seq: number;
  batch(id: Buffer): Promise<BatchRow | null>;
  nodes(ids: readonly RecordId[]): Promise<SealedNode[]>;
  edges(ids: readonly RecordId[]): Promise<SealedEdge[]>;
  putNodes(rows: readonly NodeRow[]): Promise<void>;
  /** After the nodes at their ends. */
  putEdges(rows: readonly EdgeRow[]): Promise<void>;
  putBlind(rows: readonly { readonly token: Buffer; readonly node: RecordId }[]): Promise<void>;
  putBatch(row: BatchRow, quarantined: readonly QuarantineRow[]): Promise<void>;
  setSeq(seq: number): Promise<void>;
}

/** Rows of one statement: with 11 values a row far below the protocol's 65,535 parameters. */
export const ROWS = 500;

/** Commits what `work` did, or nothing of it when it throws. */
export async function writeGraph<T>(store: HubStore, context: TenantContext, work: (writer: GraphWriter) => Promise<T>): Promise<T> {
  const client = await store.connect(context);
  let broken = true;
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<{ seq: number }>('SELECT seq FROM counter WHERE tenant_id = $1 FOR UPDATE', [context.tenant]);
    const result = await work(writerOn(client, context.tenant, rows[0]!.seq));
    await client.query('COMMIT');
    broken = false;
    return result;
  } finally {
    client.release(broken);
  }
}

/** The batch of this id as it was stored, or null. */
export async function findBatch(store: HubStore, context: TenantContext, id: Buffer): Promise<BatchRow | null> {
  const found = store.tenant(context).selectFrom('batch').select(BATCH).where('tenant_id', '=', context.tenant).where('id', '=', id);
  return (await found.executeTakeFirst()) ?? null;
}

/** Number and reason of each line that a stored batch kept aside, in the order of the lines. */
export function findQuarantined(
  store: HubStore,
  context: TenantContext,
  batch: Buffer,
): Promise<readonly Pick<QuarantineRow, 'line' | 'reason'>[]> {
  const rows = store.tenant(context).selectFrom('quarantine').select(['line', 'reason']).where('tenant_id', '=', context.tenant);
  return rows.where('batch', '=', batch).orderBy('line').execute();
}

function writerOn(client: PoolClient, tenant: string, seq: number): GraphWriter {
  const put = async (name: string, columns: readonly string[], conflict: string, rows: readonly (readonly unknown[])[]): Promise<void> => {
    for (let from = 0; from < rows.length; from += ROWS) {
      const part = rows.slice(from, from + ROWS);
      const text = `INSERT INTO ${name} (tenant_id, ${columns.join(', ')}) VALUES ${tuples(part.length, columns.length)} ${conflict}`;
      const values = [tenant, ...part.flat()];
      // A full statement has the same text each time: it is parsed once a connection.
      await client.query(part.length === ROWS ? { name: `put ${name}`, text, values } : { text, values });
    }
  };
  const newer =
    'ON CONFLICT (tenant_id, id) DO UPDATE SET (first_seen, last_seen, count, version, seq, sealed) = (excluded.first_seen, excluded.last_seen, excluded.count, excluded.version, excluded.seq, excluded.sealed)';
  const shared = (row: NodeRow): unknown[] => [row.id, row.kind, row.firstSeen, row.lastSeen, row.count, row.version, row.seq, row.sealed];
  return {
    seq,
    async batch(id) {
      const { rows } = await client.query<BatchRow>(`SELECT ${BATCH.join(', ')} FROM batch WHERE tenant_id = $1 AND id = $2`, [tenant, id]);
      return rows[0] ?? null;
    },
    async nodes(ids) {
      const { rows } = await client.query<Omit<NodeTable, 'tenant_id' | 'seq'>>(
        `SELECT ${STORED} FROM node WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
        [tenant, ids],
      );
      return rows.map(sealedNode);
    },
    async edges(ids) {
      const { rows } = await client.query<Omit<EdgeTable, 'tenant_id' | 'seq'>>(
        `SELECT ${STORED}, src, dst FROM edge WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
        [tenant, ids],
      );
      return rows.map(sealedEdge);
    },
    putNodes: (rows) => put('node', COLUMNS, newer, rows.map(shared)),
    putEdges: (rows) =>
      put(
        'edge',
        [...COLUMNS, 'src', 'dst'],
        newer,
        rows.map((row) => [...shared(row), row.src, row.dst]),
      ),
    putBlind: (rows) =>
      put(
        'blind',
        ['token', 'node'],
        'ON CONFLICT DO NOTHING',
        rows.map(({ token, node }) => [token, node]),
      ),
    async putBatch(row, quarantined) {
      await put('batch', BATCH, '', [BATCH.map((column) => row[column])]);
      await put(
        'quarantine',
        ['batch', 'line', 'reason', 'sealed'],
        '',
        quarantined.map(({ line, reason, sealed }) => [row.id, line, reason, sealed]),
      );
    },
    async setSeq(to) {
      await client.query('UPDATE counter SET seq = $2 WHERE tenant_id = $1', [tenant, to]);
    },
  };
}

const COLUMNS = ['id', 'kind', 'first_seen', 'last_seen', 'count', 'version', 'seq', 'sealed'] as const;
const BATCH = ['id', 'connector', 'source', 'lines', 'kept', 'skipped', 'malformed', 'at'] as const;
const STORED = 'id, kind, first_seen, last_seen, count, version, sealed';

/** `($1,$2,$3),($1,$4,$5)`: the tenant is the first value of each row. */
function tuples(rows: number, columns: number): string {
  const parts: string[] = [];
  for (let row = 0; row < rows; row++) {
    const first = 2 + row * columns;
    parts.push(`($1,${Array.from({ length: columns }, (_, index) => `$${first + index}`).join(',')})`);
  }
  return parts.join(',');
}
