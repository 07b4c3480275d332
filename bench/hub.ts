/**
 * A real hub for the sync: embedded PostgreSQL and a tenant with the generated graph, its feed built and kept, in a temporary
 * folder. A graph of the usual size is written as rows and its segments are made of them. Of a larger one the segments are real, but
 * writing the rows that they were made of would take minutes: empty ones stand for them, so that the hub finds its segments in proportion.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { hubContext } from '../hub/context/hub-context.ts';
import { sliceText } from '../hub/feed/cursor.ts';
import { prebuildFeed } from '../hub/feed/kept.ts';
import { PART_BYTES, PART_ROWS } from '../hub/feed/part.ts';
import { sealColumns } from '../hub/feed/seal-columns.ts';
import { gatherFacts } from '../hub/ingest/facts.ts';
import { writeFacts } from '../hub/ingest/write-facts.ts';
import { openFileKeys } from '../hub/keys/file-provider.ts';
import { Snapshots } from '../hub/snapshot/snapshots.ts';
import { openHubStore } from '../hub/store/engine.ts';
import { writeGraph } from '../hub/store/graph-write.ts';
import { keepSegment } from '../hub/store/segments.ts';
import type { HubStore } from '../hub/store/store.ts';
import type { TenantId } from '../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import type { TenantContext } from '../shared/query/tenant-context.ts';
import { makeGraph } from './graph.ts';
import type { Graph } from './graph.ts';
import { columnsOf } from './segments.ts';
import { EDGES, NODES } from './size.ts';

export interface BenchHub {
  readonly store: HubStore;
  readonly snapshots: Snapshots;
  contextOf(tenant: TenantId): TenantContext;
  /** The tenant, with `parts` graphs of the usual size. */
  fill(tenant: TenantId, ordinal: number, parts: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startHub(): Promise<BenchHub> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'netgraph-bench-hub-'));
  const log = pino({ level: 'silent' });
  const store = await openHubStore({ dataFolder, log, secrets: openFileKeys(join(dataFolder, 'keys')) });
  const snapshots = new Snapshots({ store, dataFolder, log });
  const contextOf = (tenant: TenantId): TenantContext => hubContext(tenant, 'feed');
  return {
    store,
    snapshots,
    contextOf,
    async fill(tenant, ordinal, parts) {
      const mark = { name: `Customer ${ordinal}`, monogram: `C0${ordinal}`, colour: 1, pattern: 1, region: 'eu', created_at: 1 };
      await store.control
        .insertInto('tenant')
        .values({ id: tenant, ordinal, ...mark })
        .execute();
      await store.createTenantSpace(tenant, 'eu');
      if (parts === 1) return writeRows(store, contextOf(tenant));
      for (let part = 0; part < parts; part++) await keepAsSegments(store, contextOf(tenant), makeGraph(NODES, EDGES, part + 1));
      await standIns(store, contextOf(tenant), parts * (NODES + EDGES));
    },
    async stop() {
      await snapshots.close();
      await store.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** As an ingest writes and leaves it. */
async function writeRows(store: HubStore, context: TenantContext): Promise<void> {
  const { nodes, edges } = makeGraph(NODES, EDGES, 1);
  const keys = await store.tenantKeys(context);
  const facts = gatherFacts(keys);
  for (const node of nodes) facts.nodes.set(node.id, node);
  for (const edge of edges) facts.edges.set(edge.id, edge);
  await writeGraph(store, context, (writer) => writeFacts(writer, keys, facts));
  await prebuildFeed(store, context);
}

/** As an ingest would have left them, without the rows. */
async function keepAsSegments(store: HubStore, context: TenantContext, { nodes, edges }: Graph): Promise<void> {
  const keys = await store.tenantKeys(context);
  const slice = keys.sliceId(sliceText(WHOLE_SLICE));
  const counter = store.tenant(context);
  const { seq } = await counter.selectFrom('counter').select('seq').where('tenant_id', '=', context.tenant).executeTakeFirstOrThrow();
  let from = seq;
  const rows = [...nodes, ...edges];
  for (let at = 0; at < rows.length; at += PART_ROWS) {
    const [these, those] = [
      nodes.slice(at, at + PART_ROWS),
      edges.slice(Math.max(0, at - nodes.length), Math.max(0, at + PART_ROWS - nodes.length)),
    ];
    const { key, nonce, box } = await sealColumns(columnsOf(these, those), context.tenant);
    if (box.length > PART_BYTES) throw new Error('a segment is longer than the hub makes them');
    const to = from + these.length + those.length;
    await keepSegment(store, context, {
      slice,
      from_seq: from,
      to_seq: to,
      nodes: these.length,
      edges: those.length,
      nonce,
      box,
      key_sealed: keys.wrapSegmentKey(slice, from, key),
    });
    from = to;
  }
  await counter.updateTable('counter').set({ seq: from }).where('tenant_id', '=', context.tenant).execute();
}

async function standIns(store: HubStore, context: TenantContext, rows: number): Promise<void> {
  const client = await store.connect(context);
  try {
    await client.query(
      `INSERT INTO node (tenant_id, id, kind, first_seen, last_seen, count, version, seq, sealed)
       SELECT $1, gen_random_uuid(), 'host', 0, 0, 1, 1, seq, '' FROM generate_series(1, $2::int) seq`,
      [context.tenant, Math.ceil(rows / 2)],
    );
  } finally {
    client.release();
  }
}
