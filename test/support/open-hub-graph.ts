/** A graph in a real hub store, sealed under a tenant's keys, and the planner's back end over it. */
import { hubBackend } from '../../hub/store/graph-backend.ts';
import { isIndexed } from '../../hub/store/blind-index.ts';
import { writeGraph } from '../../hub/store/graph-write.ts';
import { packPayload } from '../../hub/store/payload.ts';
import type { HubStore } from '../../hub/store/store.ts';
import type { HubBackend, TenantContext } from '../../shared/query/index.ts';
import type { Graph } from './slice.ts';

export async function storeGraph(graph: Graph, store: HubStore, context: TenantContext): Promise<HubBackend> {
  const keys = await store.tenantKeys(context);
  await writeGraph(store, context, async (writer) => {
    let { seq } = writer;
    await writer.putNodes(
      graph.nodes.map(({ id, kind, label, firstSeen, lastSeen, count, props }) => ({
        id,
        kind,
        firstSeen,
        lastSeen,
        count,
        version: 1,
        seq: ++seq,
        sealed: keys.seal(id, 1, packPayload({ label, props })),
      })),
    );
    await writer.putEdges(
      graph.edges.map(({ id, kind, src, dst, firstSeen, lastSeen, count, props, times }) => ({
        id,
        kind,
        src,
        dst,
        firstSeen,
        lastSeen,
        count,
        version: 1,
        seq: ++seq,
        sealed: keys.seal(id, 1, packPayload({ props, times })),
      })),
    );
    await writer.putBlind(
      graph.nodes.filter(({ kind }) => isIndexed(kind)).map(({ id, kind, label }) => ({ token: keys.blind(kind, label), node: id })),
    );
    await writer.setSeq(seq);
  });
  return hubBackend(store, context);
}
