/** The hub's side of the sync bench, in a process of its own as in life: fills the tenant, then answers the feed. */
import { makeGraph } from './graph.ts';
import { startHub } from './hub.ts';
import type { FeedCall } from './hub-client.ts';
import { NODES, EDGES, TENANT } from './size.ts';

const hub = await startHub(makeGraph(NODES, EDGES), TENANT);

process.on('message', ({ id, agreementKey, call }: FeedCall) => {
  const feed = hub.feed(agreementKey);
  const reply = call.name === 'open' ? feed.open(call.slice, call.cursor) : feed.next(call.cursor);
  void reply.then((result) => process.send!({ id, result }));
});
process.on('disconnect', () => void hub.stop().then(() => process.exit(0)));
process.send!('ready');
