/** A graph for a customer of a hub that runs, written as an ingest does it: beside the hub, over a store of its own. */
import pino from 'pino';
import type { Graph } from '../../bench/graph.ts';
import { hubContext } from '../../hub/context/hub-context.ts';
import { gatherFacts } from '../../hub/ingest/facts.ts';
import { writeFacts } from '../../hub/ingest/write-facts.ts';
import { openFileKeys } from '../../hub/keys/file-provider.ts';
import { openStoreBeside } from '../../hub/store/beside.ts';
import { writeGraph } from '../../hub/store/graph-write.ts';
import type { TenantId } from '../../shared/graph/ids.ts';

/** `customer`: its name. Gives its id. */
export async function writeToHub(
  hub: { readonly dataFolder: string; readonly database: string },
  customer: string,
  { nodes, edges }: Graph,
): Promise<TenantId> {
  const store = await openStoreBeside({ ...hub, log: pino({ level: 'silent' }), secrets: openFileKeys(hub.dataFolder) });
  try {
    const { id } = await store.control.selectFrom('tenant').select('id').where('name', '=', customer).executeTakeFirstOrThrow();
    const context = hubContext(id as TenantId, 'ingest');
    const keys = await store.tenantKeys(context);
    const facts = gatherFacts(keys);
    for (const node of nodes) facts.nodes.set(node.id, node);
    for (const edge of edges) facts.edges.set(edge.id, edge);
    await writeGraph(store, context, (writer) => writeFacts(writer, keys, facts));
    return context.tenant;
  } finally {
    await store.close();
  }
}
