/** Many desks, each of which stands elsewhere, are given the same kept segment, where it has enough of what they lack. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nextSegment, openFeed } from '../../../../hub/feed/feed.ts';
import { prebuildFeed } from '../../../../hub/feed/kept.ts';
import { ingestLines } from '../../../../hub/ingest/ingest.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SegmentMessage } from '../../../../shared/protocol/feed.ts';
import { newAgreementKeys, unwrap } from '../../../../shared/protocol/wrap.ts';
import type { TenantContext } from '../../../../shared/query/tenant-context.ts';
import { openSegment } from '../../../../shared/slice-file/open-segment.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { connection, connections, openOn } from './open.ts';
import type { OpenStore } from './open.ts';

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let device: { publicKey: string; privateKey: string };
  beforeAll(async () => {
    hub = await openOn(kind);
    device = await newAgreementKeys();
  }, 120_000);
  afterAll(() => hub?.close());

  /** As an ingest leaves it. */
  async function ingest(context: TenantContext, from: number, to: number): Promise<void> {
    const lines = Array.from({ length: to - from }, (_, at) => connection(from + at, `h${from + at}`, `a${from + at}`));
    await ingestLines({ context, store: hub.store, connector: connections, source: 'x', lines });
    await prebuildFeed(hub.store, context);
  }
  /** The next segment, which opens, and how many records were announced. */
  async function next(context: TenantContext, cursor: string | null): Promise<{ message: SegmentMessage; announced: number }> {
    const start = await openFeed(hub.store, context, WHOLE_SLICE, cursor);
    const reply = start.ok ? await nextSegment(hub.store, context, start.value.cursor, device.publicKey) : start;
    if (!start.ok || !reply.ok) throw new Error('the feed refused');
    const { key, nodes, edges, nonce, box } = reply.value;
    openSegment({ nodes, edges, key: await unwrap(device.privateKey, 'netgraph segment', key!), nonce, box }, context.tenant);
    return { message: reply.value, announced: start.value.nodes + start.value.edges };
  }
  const kept = async (context: TenantContext): Promise<Buffer[]> =>
    (await hub.store.tenant(context).selectFrom('segment').select('box').whereRef('to_seq', '>', 'from_seq').execute()).map(
      ({ box }) => box,
    );

  test('who lacks most of a kept segment is given it whole; who lacks little of it, that alone', async () => {
    const context = await hub.tenant();
    await ingest(context, 0, 100);
    const first = await next(context, null);
    expect([first.message.done, Buffer.from(first.message.box)]).toEqual([true, (await kept(context))[0]]);
    // The kept segment goes on: the desk stands in its first half.
    await ingest(context, 100, 300);
    const second = await next(context, first.message.cursor);
    expect([second.message.done, Buffer.from(second.message.box)]).toEqual([true, (await kept(context))[0]]);
    expect([second.message.nodes + second.message.edges, second.announced]).toEqual([900, 600]);
    // A desk that had nothing is told the same, and stands where the other one does.
    const other = await next(context, null);
    expect(other.message.box).toEqual(second.message.box);
    await ingest(context, 300, 310);
    for (const { message } of [second, other]) {
      const third = await next(context, message.cursor);
      expect([third.message.done, third.message.nodes + third.message.edges, third.announced]).toEqual([true, 30, 30]);
    }
    expect((await kept(context)).length).toBe(1);
  });
});
