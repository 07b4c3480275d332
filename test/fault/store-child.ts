/** A desk that syncs and nothing else, to be killed: `node store-child.ts FILE from to`. Says `ready` before it begins, `done` after. */
import { makeGraph } from '../../bench/graph.ts';
import { messagesOf } from '../../bench/segments.ts';
import { runSync } from '../../electron/sync/sync.ts';
import { SyncQueue } from '../../electron/sync/turns.ts';
import { newAgreementKeys } from '../../shared/protocol/wrap.ts';
import { sameSlice } from '../../shared/graph/slice.ts';
import type { SegmentMessage } from '../../shared/protocol/feed.ts';
import { TENANT, feedOf, openTestStore } from '../support/slice-facts.ts';
import { SIZE, SPECS } from './store-facts.ts';

const [file, spec, ...seeds] = process.argv.slice(2) as [string, keyof typeof SPECS, ...string[]];
const keys = await newAgreementKeys();
const messages: SegmentMessage[] = [];
for (const seed of seeds) {
  const more = await messagesOf(makeGraph(SIZE.nodes, SIZE.edges, Number(seed)), TENANT, keys.publicKey, SIZE.segment);
  for (const message of more) messages.push({ ...message, done: false, cursor: `${messages.length + 1}` });
}
messages.push({ ...messages.pop()!, done: true });
const feed = feedOf(messages);
const store = await openTestStore(file);
const before = await store.status();
const had = before.ok ? before.value.slice : null;
process.stdout.write('ready\n');
const result = await runSync({
  transport: {
    ...feed,
    // A cursor belongs to the slice that it was given for.
    open: (slice, cursor, begun) => feed.open(slice, cursor !== null && had && !sameSlice(had, slice) ? 'another' : cursor, begun),
  },
  store,
  slice: SPECS[spec],
  turns: new SyncQueue().turns(),
  tenant: TENANT,
  agreementKey: keys.privateKey,
  onProgress: () => undefined,
  signal: new AbortController().signal,
});
process.stdout.write(result.ok ? 'done\n' : `${result.error.code}\n`);
await store.close();
