/** A first sync on a disk that is too small, or fills up. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeGraph } from '../../../bench/graph.ts';
import { CHUNK, GRAPH, ready } from '../../support/pages-sync.ts';
import { folder } from '../../support/slice.ts';
import { held, idsOf, keys, opened, run } from '../../support/sync-run.ts';
import { feedOfSnapshot, readySnapshot } from '../../support/snapshot-feed.ts';

/** A file system of 80 MB in memory, or null where this user may not mount one. */
function smallDisk(): string | null {
  const made = mkdtempSync(join(tmpdir(), 'netgraph-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=80m,mode=700', 'tmpfs', made], { stdio: 'ignore' });
    return made;
  } catch {
    rmSync(made, { recursive: true });
    return null;
  }
}
const unmount = (made: string): void => {
  execFileSync('umount', ['-l', made]);
  rmSync(made, { recursive: true });
};
const probe = process.platform === 'linux' ? smallDisk() : null;
if (probe) unmount(probe);

describe.skipIf(!probe)('a disk', () => {
  const fill = (where: string, leave: number): string => {
    const ballast = join(where, 'ballast');
    const { bavail, bsize } = statfsSync(where);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - leave));
    return ballast;
  };

  test('that has no room for the slice: it says how much is needed before anything is fetched', async () => {
    const where = smallDisk()!;
    onTestFinished(() => unmount(where));
    const store = await opened(join(where, 'a.slice'));
    const ballast = fill(where, 1_000_000);
    const asked: number[] = [];
    const result = await run(store, feedOfSnapshot(ready, [], { asked }));
    expect(result).toMatchObject({ ok: false, error: { text: expect.stringMatching(/no room for the slice: \d+ MB must be free/) } });
    expect(asked).toEqual([]);
    unlinkSync(ballast);
    expect(await run(store, feedOfSnapshot(ready))).toMatchObject({ ok: true });
  });

  test('that fills up in the middle: it says so, and with room again goes on from the chunk that it has', async () => {
    const where = smallDisk()!;
    onTestFinished(() => unmount(where));
    const file = join(where, 'a.slice');
    const store = await opened(file);
    let ballast = '';
    const bend = (box: Uint8Array<ArrayBuffer>, chunk: number) => {
      if (chunk === 1) ballast = fill(where, 50_000);
      return box;
    };
    const result = await run(store, feedOfSnapshot(ready, [], { bend }));
    expect(result).toMatchObject({ ok: false, error: { text: 'The disk is full or fails; the slice is as it was.' } });
    expect(statSync(`${file}.pages`).size).toBeGreaterThan(0);
    unlinkSync(ballast);
    expect(await run(store, feedOfSnapshot(ready))).toMatchObject({ ok: true });
    await store.close();
    expect(held(file)).toEqual(idsOf(GRAPH));
  });

  test('that fills up while several handfuls are under way: it says so, keeps what was written and goes on from there', async () => {
    const where = smallDisk()!;
    onTestFinished(() => unmount(where));
    const graph = makeGraph(8_000, 24_000, 8);
    const many = await readySnapshot(folder(), graph, keys.publicKey);
    const file = join(where, 'a.slice');
    const store = await opened(file);
    let ballast = '';
    // Room for three more chunks, when the store has a handful and the next ones are on their way.
    const bend = (box: Uint8Array<ArrayBuffer>, chunk: number) => {
      if (chunk === 8) ballast = fill(where, 3 * CHUNK + 50_000);
      return box;
    };
    const result = await run(store, feedOfSnapshot(many, [], { bend }));
    expect(many.boxes.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(4 * 512 * 1024);
    expect(result).toMatchObject({ ok: false, error: { text: 'The disk is full or fails; the slice is as it was.' } });
    const chunks = Math.floor(statSync(`${file}.pages`).size / CHUNK);
    expect(chunks).toBeGreaterThan(0);
    unlinkSync(ballast);
    const asked: number[] = [];
    expect(await run(store, feedOfSnapshot(many, [], { asked }))).toMatchObject({ ok: true });
    expect(asked[0]).toBe(chunks);
    await store.close();
    expect(held(file)).toEqual(idsOf(graph));
  });
});
