import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as rest } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { openSliceStore } from '../../../../electron/store/client.ts';
import { SpareWorker } from '../../../../electron/store/spare.ts';
import type { SliceStore } from '../../../../electron/store/slice-store.ts';
import { GRANT, ORDINAL, TENANT } from '../../../support/slice-facts.ts';
import { WORKER } from '../../../support/desk.ts';

const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

function scene(url = WORKER) {
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-spare-'));
  const spare = new SpareWorker(url);
  const taken: Worker[] = [];
  ended.push(
    () => rmSync(folder, { recursive: true, force: true }),
    () => spare.end(),
  );
  const open = async (name: string): Promise<SliceStore> => {
    const store = await openSliceStore(
      { worker: url, file: join(folder, name), key: Buffer.alloc(32, 7), ordinal: ORDINAL, tenant: TENANT, grant: GRANT, role: 'observer' },
      () => {
        const worker = spare.take();
        taken.push(worker);
        return worker;
      },
    );
    ended.push(() => store.close());
    return store;
  };
  return { spare, taken, open };
}

test('a spare worker takes the next slice, and a worker that has had a slice takes no other', async () => {
  const { taken, open } = scene();
  const first = await open('a.slice');
  expect(await first.status()).toMatchObject({ ok: true, value: { state: 'missing' } });
  const gone = once(taken[0]!, 'exit');
  await first.close();
  await gone;
  const second = await open('b.slice');
  expect(await second.status()).toMatchObject({ ok: true, value: { state: 'missing' } });
  expect(taken[1]).not.toBe(taken[0]);
});

test('two slices at once have two workers, whether a spare stood ready or not', async () => {
  const { taken, open } = scene();
  const stores = [await open('a.slice'), await open('b.slice'), await open('c.slice')];
  for (const store of stores) expect(await store.status()).toMatchObject({ ok: true });
  expect(new Set(taken).size).toBe(3);
});

test('a second message that looks like a slice is a call that no worker knows', async () => {
  const { taken, open } = scene();
  const store = await open('a.slice');
  await store.status();
  taken[0]!.postMessage({ file: 'b.slice', key: new Uint8Array(32), ordinal: ORDINAL, tenant: TENANT, grant: GRANT, role: 'observer' });
  await new Promise((gone) => taken[0]!.on('exit', gone));
  expect(await store.status()).toMatchObject({ ok: false, error: { code: 'slice_damaged' } });
});

test('code that does not load is no end of the program: who opens a slice is told', async () => {
  const { open } = scene(new URL('../../../integration/electron/broken-worker.ts', import.meta.url));
  await rest(500);
  const store = await open('a.slice');
  expect(await store.status()).toMatchObject({ ok: false, error: { code: 'slice_damaged' } });
});

test('the end takes the spare with it, and starts no other', async () => {
  const { spare } = scene();
  const worker = spare.take();
  await spare.end();
  await worker.terminate();
  await rest(400);
  await spare.end();
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort')).toEqual([]);
});
