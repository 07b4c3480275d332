/** A desk that fetches a ready snapshot and nothing else, to be killed: `node sync-child.ts FILE SNAPSHOT`. Says each chunk that it gets, then `done`. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import { runSync } from '../../../electron/sync/sync.ts';
import { SyncQueue } from '../../../electron/sync/turns.ts';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';
import { TENANT, openTestStore } from '../../support/slice-facts.ts';
import { feedOfSnapshot } from '../../support/snapshot-feed.ts';
import type { Ready } from '../../support/snapshot-feed.ts';

const [file, snapshot] = process.argv.slice(2) as [string, string];
const { ready, agreementKey } = deserialize(readFileSync(snapshot)) as { ready: Ready; agreementKey: string };
const store = await openTestStore(file);
const feed = feedOfSnapshot(ready);
const result = await runSync({
  transport: {
    ...feed,
    chunks: (wanted, take) =>
      feed.chunks(wanted, async (box) => {
        process.stdout.write('chunk\n');
        await pause(30);
        await take(box);
      }),
  },
  store,
  slice: WHOLE_SLICE,
  turns: new SyncQueue().turns(),
  tenant: TENANT,
  agreementKey,
  onProgress: () => undefined,
  signal: new AbortController().signal,
});
process.stdout.write(result.ok ? 'done\n' : `${result.error.code}\n`);
await store.close();
