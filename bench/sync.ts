/**
 * A first sync from the hub into the encrypted store, against the raw driver's best bulk insert of the same rows into a plain
 * file. Ours is the whole way: hub, chunks, keys, opening, pages sealed anew, check, fsync, rename; where the hub has no snapshot
 * yet, its building too. The yardstick begins with values that are ready to bind. Hub and desk are a process each.
 */
import { fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { makeHubClient } from '../electron/sync/transport.ts';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import { newAgreementKeys } from '../shared/protocol/wrap.ts';
import type { SyncFigures } from './desk-process.ts';
import { startHubProcess } from './hub-client.ts';
import { paired, timesOf } from './measure.ts';
import type { Bench, BenchRow } from './measure.ts';
import { EDGES, LARGE_PARTS, NEIGHBOUR, NODES, TENANT } from './size.ts';

const READY_TARGET = 1;
const COLD_TARGET = 3;
const MEGABYTES = 400;
const BLOCKED_MS = 50;
const OPEN_MS = 2_000;
const NEIGHBOUR_TARGET = 2;
/** Segments that are timed at the least. */
const SEGMENTS = 20;
/** Rows ready to bind take more memory than a thread may have by default. */
const YARDSTICK_MEGABYTES = 12_288;

export const syncBench: Bench = {
  name: 'sync',
  run: async (say) => [...(await measure(say, 1, 5, 3)), ...(await measure(say, LARGE_PARTS, 2, 1))],
};

async function measure(say: (line: string) => void, parts: number, rounds: number, coldRounds: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
  const keys = await newAgreementKeys();
  const records = `${(parts * NODES) / 1_000}k nodes, ${(parts * EDGES) / 1_000}k edges`;
  say(`filling a hub with ${records}`);
  const raw = new Worker(new URL('./raw-worker.ts', import.meta.url), {
    workerData: parts,
    resourceLimits: { maxOldGenerationSizeMb: YARDSTICK_MEGABYTES },
  });
  const [hub] = await Promise.all([startHubProcess(parts, keys.publicKey), once(raw, 'message')]);
  const desk = fork(new URL('./desk-process.ts', import.meta.url), [hub.url, keys.privateKey, join(folder, 'a.slice')]);
  const gone = once(desk, 'exit').then(() => Promise.reject(new Error('the desk has ended')));
  gone.catch(() => undefined);
  await once(desk, 'message');
  const tell = async <T>(what: 'anew' | 'open' | 'sync'): Promise<T> => {
    desk.send(what);
    const [answer] = (await Promise.race([once(desk, 'message'), gone])) as [T];
    return answer;
  };
  const figures: SyncFigures[] = [];
  const sync = async (): Promise<void> => {
    const one = await tell<SyncFigures>('sync');
    if (one.nodes !== parts * NODES || one.edges !== parts * EDGES) throw new Error('the sync did not bring the slice');
    figures.push(one);
  };
  const insert = async (): Promise<void> => {
    raw.postMessage(join(folder, 'raw.db'));
    await once(raw, 'message');
  };
  const row = (name: string, target: number, { ours, yardstick, ratio }: Awaited<ReturnType<typeof paired>>): BenchRow => ({
    name: `first sync of ${records}, ${name}`,
    ours,
    yardstick: { name: "raw driver's best bulk insert, plain", times: yardstick },
    ratio,
    target: `≤ ${target} ×`,
    met: ratio <= target,
  });
  const most = (name: string, values: readonly number[], unit: string, target: number): BenchRow => {
    const ours = timesOf(values);
    return {
      name: `${name}, ${records}`,
      ours,
      yardstick: null,
      ratio: null,
      target: `≤ ${target} ${unit}`,
      met: Math.max(...values) <= target,
    };
  };
  try {
    say(`${records}: ${coldRounds} pairs where the hub builds its snapshot first`);
    const beforeCold = async (): Promise<void> => {
      await tell('anew');
      // The large one has no rows to make segments of (`hub.ts`).
      await hub.ask(parts === 1 ? 'forgetAll' : 'forget', TENANT);
    };
    const cold = await paired(coldRounds, { before: beforeCold, run: sync }, { run: insert });
    say(`${records}: ${rounds} pairs where the snapshot is ready`);
    await hub.ask('ready', TENANT);
    await hub.ask('ready', NEIGHBOUR);
    figures.length = 0;
    const idle = await segmentsOf(hub.url, 2 * SEGMENTS, () => false);
    await hub.ask('forget', TENANT);
    let built = false;
    const building = hub.ask('ready', TENANT).then(() => (built = true));
    const busy = await segmentsOf(hub.url, SEGMENTS, () => !built);
    await building;
    const ready = await paired(rounds, { before: () => tell('anew'), run: sync }, { run: insert });
    const opened: number[] = [];
    for (let time = 0; time < 5; time++) opened.push(await tell<number>('open'));
    return [
      row('snapshot ready', READY_TARGET, ready),
      row(
        parts === 1 ? 'nothing ready: rows opened, segments and snapshot built on demand' : 'segments kept, snapshot built on demand',
        COLD_TARGET,
        cold,
      ),
      most(
        "MB of a Node process with the desk's sync and store in a first sync, without Electron's own",
        figures.map(({ megabytes }) => megabytes),
        'MB',
        MEGABYTES,
      ),
      most(
        'ms that its event loop stood still meanwhile (no window is open)',
        figures.map(({ blockedMs }) => blockedMs),
        'ms',
        BLOCKED_MS,
      ),
      most('opening the slice', opened, 'ms', OPEN_MS),
      {
        name: `another customer's segment while a snapshot of ${records} is built from kept segments`,
        ours: timesOf(busy),
        yardstick: { name: 'the same while the hub is idle', times: timesOf(idle) },
        ratio: timesOf(busy).p50 / timesOf(idle).p50,
        target: `≤ ${NEIGHBOUR_TARGET} ×`,
        met: timesOf(busy).p50 / timesOf(idle).p50 <= NEIGHBOUR_TARGET,
      },
    ];
  } finally {
    desk.disconnect();
    await raw.terminate();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds of each segment of the other customer's feed, from request to parsed reply: so many, and more while `longer` says so. */
async function segmentsOf(url: string, least: number, longer: () => boolean): Promise<number[]> {
  const pair = generateKeyPairSync('ed25519');
  const key = { privateKey: pair.privateKey, publicJwk: pair.publicKey.export({ format: 'jwk' }) };
  const feed = makeHubClient({ url, key, now: Date.now, onReach: () => undefined }).feed(() => NEIGHBOUR);
  const times: number[] = [];
  for (let cursor: string | null = null; times.length < least || longer();) {
    if (cursor === null) {
      const opened = await feed.open(WHOLE_SLICE, null);
      if (!opened.ok) throw new Error(opened.error.text);
      cursor = opened.value.cursor;
    }
    const at = performance.now();
    const segment = await feed.next(cursor);
    times.push(performance.now() - at);
    if (!segment.ok) throw new Error(segment.error.text);
    cursor = segment.value.done ? null : segment.value.cursor;
  }
  return times;
}
