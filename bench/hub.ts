/** A real hub for the sync: embedded PostgreSQL, a tenant with the generated graph, its feed built and kept, in a temporary folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { FeedTransport } from '../electron/sync/feed-transport.ts';
import { nextSegment, openFeed, prebuildFeed } from '../hub/feed/feed.ts';
import { writeFacts } from '../hub/ingest/write-facts.ts';
import { gatherFacts } from '../hub/ingest/facts.ts';
import { openFileKeys } from '../hub/keys/file-provider.ts';
import { openHubStore } from '../hub/store/engine.ts';
import { writeGraph } from '../hub/store/graph-write.ts';
import type { TenantId } from '../shared/graph/ids.ts';
import { hubContext } from '../hub/context/hub-context.ts';
import type { Graph } from './graph.ts';

export interface BenchHub {
  feed(agreementKey: string): FeedTransport;
  stop(): Promise<void>;
}

export async function startHub(graph: Graph, tenant: TenantId): Promise<BenchHub> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'netgraph-bench-hub-'));
  const store = await openHubStore({ dataFolder, log: pino({ level: 'silent' }), secrets: openFileKeys(join(dataFolder, 'keys')) });
  await store.createTenantSpace(tenant, 'eu');
  const context = hubContext(tenant, 'feed');
  const keys = await store.tenantKeys(context);
  const facts = gatherFacts(keys);
  for (const node of graph.nodes) facts.nodes.set(node.id, node);
  for (const edge of graph.edges) facts.edges.set(edge.id, edge);
  await writeGraph(store, context, (writer) => writeFacts(writer, keys, facts));
  await prebuildFeed(store, context);
  return {
    feed: (agreementKey) => ({
      open: (slice, cursor) => openFeed(store, context, slice, cursor),
      next: (cursor) => nextSegment(store, context, cursor, agreementKey),
    }),
    stop: async () => {
      await store.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}
