/**
 * The hub's side of the sync bench, in a process of its own as in life: fills its two tenants, then answers the feed over HTTP as
 * the hub's routes do, without sessions and records. `/bench/…` is for the bench alone.
 */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { json } from 'node:stream/consumers';
import { Packr } from 'msgpackr';
import { sliceText } from '../hub/feed/cursor.ts';
import { nextSegment } from '../hub/feed/feed.ts';
import { openSlice } from '../hub/feed/open.ts';
import { dropSegments } from '../hub/store/segments.ts';
import type { Result } from '../shared/errors.ts';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import type { FeedOpenRequest } from '../shared/protocol/feed.ts';
import type { SnapshotRequest } from '../shared/protocol/snapshot.ts';
import { startHub } from './hub.ts';
import { LARGE, ORDINALS, PARTS, TENANT } from './size.ts';

const agreementKey = process.argv[2]!;
const { store, snapshots, contextOf, fill, stop } = await startHub();
for (const tenant of [TENANT, LARGE]) await fill(tenant, ORDINALS[tenant]!, PARTS[tenant]!);
const packr = new Packr({ useRecords: false, moreTypes: false });

function send(response: ServerResponse, result: Result<unknown>, packed = false): void {
  response.statusCode = result.ok ? 200 : 400;
  response.end(result.ok ? (packed ? packr.pack(result.value) : JSON.stringify(result.value)) : JSON.stringify({ error: result.error }));
}

const server = createServer(async (request, response) => {
  const body = await json(request);
  // Whose feed it is, the token says.
  const context = contextOf(request.headers.authorization === `DPoP ${LARGE}` ? LARGE : TENANT);
  switch (request.url) {
    case '/v1/feed/open':
      return send(response, await openSlice({ store, snapshots, context, allowed: WHOLE_SLICE, agreementKey }, body as FeedOpenRequest));
    case '/v1/feed/next':
      return send(response, await nextSegment(store, context, (body as { cursor: string }).cursor, agreementKey), true);
    case '/v1/feed/snapshot': {
      const chunks = await snapshots.chunks(context, WHOLE_SLICE, body as SnapshotRequest);
      if (!chunks.ok) return send(response, chunks);
      return pipeline(Readable.from(chunks.value), response);
    }
    case '/bench/ready':
      await snapshots.prepare(context, WHOLE_SLICE);
      return response.end('null');
    case '/bench/forget':
      snapshots.forget(context.tenant);
      return response.end('null');
    case '/bench/forgetAll':
      snapshots.forget(context.tenant);
      await dropSegments(store, context, (await store.tenantKeys(context)).sliceId(sliceText(WHOLE_SLICE)));
      return response.end('null');
    default:
      response.statusCode = 404;
      return response.end();
  }
});
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('disconnect', () => void stop().then(() => process.exit(0)));
