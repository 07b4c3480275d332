/** A feed while what it reads moves: between any two statements, not only when chance has it so. */
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextSegment, openFeed } from '../../../../hub/feed/feed.ts';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import { newAgreementKeys } from '../../../../shared/protocol/wrap.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { connection, connections, openOn } from './open.ts';
import type { OpenStore } from './open.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  beforeAll(async () => {
    hub = await openOn(kind);
  }, 120_000);
  afterAll(() => hub?.close());

  test('rows that move right behind each statement are no hole: what was announced has come when nothing follows', async () => {
    const context = await hub.tenant();
    const { publicKey } = await newAgreementKeys();
    let at = 0;
    // The same rows each time, by other events.
    const touch = (): Promise<unknown> => {
      const lines = Array.from({ length: 50 }, (_, index) => connection(index + 1_000 * at, `h${index}`, `a${index}`));
      at++;
      return ingestLines({ context, store: hub.store, connector: connections, source: 'x', lines });
    };
    await touch();
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        await touch();
        return result;
      },
    };
    const moving = {
      ...hub.store,
      tenant: (of: TenantContext) => hub.store.tenant(of).withPlugin(plugin),
      prepared: (of: TenantContext) => hub.store.prepared(of).withPlugin(plugin),
    };
    const opened = await openFeed(hub.store, context, WHOLE_SLICE, null);
    if (!opened.ok) throw new Error(opened.error.code);
    const { nodes, edges, cursor } = opened.value;
    let rows = 0;
    for (let next = cursor, done = false; !done;) {
      const reply = await nextSegment(moving, context, next, publicKey);
      if (!reply.ok) throw new Error(reply.error.code);
      rows += reply.value.nodes + reply.value.edges;
      ({ cursor: next, done } = reply.value);
    }
    expect(rows).toBeGreaterThanOrEqual(nodes + edges);
    expect(at).toBeGreaterThan(2);
  });
});
