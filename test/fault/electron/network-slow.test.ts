/** A desk on a modem's line that loses three packets of ten and is reset again and again: late, but whole, once, and said. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { Packr } from 'msgpackr';
import { expect, onTestFinished, test } from 'vitest';
import { makeGraph } from '../../../bench/graph.ts';
import { messagesOf } from '../../../bench/segments.ts';
import { makeHubClient } from '../../../electron/sync/transport.ts';
import type { SyncProgress } from '../../../electron/sync/run.ts';
import type { FeedTransport } from '../../../electron/sync/feed-transport.ts';
import type { SnapshotRequest } from '../../../shared/protocol/snapshot.ts';
import { LossyNetwork, MODEM } from '../../support/lossy-network.ts';
import { held, idsOf, keys, opened, run } from '../../support/sync-run.ts';
import { TENANT, feedOf, folder } from '../../support/slice.ts';
import { feedOfSnapshot, readySnapshot } from '../../support/snapshot-feed.ts';

test(
  'a first sync by pages over it brings every record; after each break it goes on from the last whole chunk',
  { timeout: 180_000 },
  async () => {
    const graph = makeGraph(200, 600, 3);
    const ready = await readySnapshot(folder(), graph, keys.publicKey);
    const { line, served, said, result, file } = await overModem(feedOfSnapshot(ready), ready.boxes);
    expect(result).toMatchObject({ ok: true, value: { nodes: 200, edges: 600 } });
    expect(held(file)).toEqual(idsOf(graph));
    expect(ready.boxes.length).toBeGreaterThan(1);
    expect(line.resets).toBeGreaterThan(0);
    expect(line.lost).toBeGreaterThan(10);
    // Where each reply began: the break cost no more than the chunk that it cut. Then what came since, which is nothing.
    expect(served).toEqual([0, 1, '0']);
    const counts = said.filter(({ phase, total }) => phase === 'syncing' && total > 0).map(({ done }) => done);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  },
);

test(
  'so does one by segments: a break costs no more than the segment that it cut, and none is taken in twice',
  { timeout: 120_000 },
  async () => {
    const graph = makeGraph(60, 180, 4);
    const messages = await messagesOf(graph, TENANT, keys.publicKey, 60);
    const boxes = messages.map(({ box }) => box);
    const { line, served, said, result, file } = await overModem(feedOf(messages), boxes);
    expect(result).toMatchObject({ ok: true, value: { nodes: 60, edges: 180, cursor: '4' } });
    expect(held(file)).toEqual(idsOf(graph));
    expect(line.lost).toBeGreaterThan(5);
    expect(line.resets).toBeGreaterThan(0);
    // Each was asked for until it was there whole, in order; what was cut, again.
    expect([...new Set(served)]).toEqual(['0', '1', '2', '3']);
    expect(served.length).toBeGreaterThan(4);
    expect(served.length).toBeLessThanOrEqual(4 + line.resets);
    expect(said.filter(({ phase, done }) => phase === 'syncing' && done > 0).map(({ done }) => done)).toEqual([60, 120, 180, 240]);
  },
);

/** A first sync of a feed over the modem's line. Of its boxes the first comes whole, the second is cut. `served`: as in `serveFeed`. */
async function overModem(feed: FeedTransport, [first, second]: readonly Uint8Array[]) {
  const line = await LossyNetwork.open();
  onTestFinished(() => line.close());
  const served: (number | string)[] = [];
  line.leadTo(await serveFeed(feed, served));
  line.quality = { ...MODEM, resetAfter: first!.length + Math.round(second!.length / 2) };
  const file = join(folder(), 'a.slice');
  const store = await opened(file);
  const said: SyncProgress[] = [];
  const result = await run(
    store,
    clientOf(line.url).feed(() => 'token'),
    { onProgress: (one) => said.push(one) },
  );
  await store.close();
  return { line, served, said, result, file };
}

function clientOf(url: string): ReturnType<typeof makeHubClient> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { kty, crv, x } = privateKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string };
  return makeHubClient({ url, key: { privateKey, publicJwk: { kty, crv, x } }, now: Date.now, onReach: () => undefined });
}

/** The hub's three calls of a feed, as they are on the wire. `served`: from which chunk on each reply was, or behind which cursor. */
async function serveFeed(feed: FeedTransport, served: (number | string)[]): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const asked = JSON.parse(Buffer.concat(parts).toString()) as never;
    if (request.url === '/v1/feed/snapshot') {
      const wanted = asked as SnapshotRequest;
      served.push(wanted.from);
      await feed.chunks(wanted, async (box) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(box.length);
        response.write(Buffer.concat([length, box]));
      });
      return void response.end();
    }
    const { slice, cursor, have } = asked as { slice: never; cursor: string; have: null };
    if (request.url === '/v1/feed/next') served.push(cursor);
    const reply = request.url === '/v1/feed/open' ? await feed.open(slice, cursor, have) : await feed.next(cursor);
    if (!reply.ok) throw new Error(reply.error.code);
    response.end(request.url === '/v1/feed/open' ? JSON.stringify(reply.value) : PACKR.pack(reply.value));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const PACKR = new Packr({ useRecords: false, moreTypes: false });
