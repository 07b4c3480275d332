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
import type { TenantId } from '../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../shared/graph/slice.ts';
import { newAgreementKeys } from '../shared/protocol/wrap.ts';
import { bundleDesk } from './desk-bundle.ts';
import type { SyncFigures } from './desk-process.ts';
import { startHubProcess } from './hub-client.ts';
import type { HubProcess } from './hub-client.ts';
import { paired, timesOf } from './measure.ts';
import type { Bench, BenchRow } from './measure.ts';
import { EDGES, LARGE, NODES, PARTS, TENANT } from './size.ts';

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
  async run(say) {
    const keys = await newAgreementKeys();
    say(`filling a hub with ${recordsOf(TENANT)}, and ${recordsOf(LARGE)}`);
    const ready = [TENANT, LARGE].map(startRaw);
    const hub = await startHubProcess(keys.publicKey);
    const [raw, rawLarge] = (await Promise.all(ready)) as [Worker, Worker];
    const program = await bundleDesk();
    const scene = { say, hub, agreementKey: keys.privateKey, program };
    try {
      return [
        ...(await measure({ ...scene, raw, tenant: TENANT, rounds: 5, coldRounds: 2 })),
        ...(await measure({ ...scene, raw: rawLarge, tenant: LARGE, rounds: 2, coldRounds: 1 })),
        await besideBuild(hub),
      ];
    } finally {
      await Promise.all([raw.terminate(), rawLarge.terminate(), hub.stop()]);
      rmSync(program, { recursive: true, force: true });
    }
  },
};

const recordsOf = (tenant: TenantId): string => `${(PARTS[tenant]! * NODES) / 1_000}k nodes, ${(PARTS[tenant]! * EDGES) / 1_000}k edges`;

/** Resolves when its rows are ready to bind. */
async function startRaw(tenant: TenantId): Promise<Worker> {
  const raw = new Worker(new URL('./raw-worker.ts', import.meta.url), {
    workerData: PARTS[tenant],
    resourceLimits: { maxOldGenerationSizeMb: YARDSTICK_MEGABYTES },
  });
  await once(raw, 'message');
  return raw;
}

interface Scene {
  readonly say: (line: string) => void;
  readonly hub: HubProcess;
  readonly agreementKey: string;
  /** Folder of the desk's bundles. */
  readonly program: string;
  readonly raw: Worker;
  readonly tenant: TenantId;
  readonly rounds: number;
  readonly coldRounds: number;
}

async function measure({ say, hub, agreementKey, program, raw, tenant, rounds, coldRounds }: Scene): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
  const records = recordsOf(tenant);
  const parts = PARTS[tenant]!;
  const args = [hub.url, agreementKey, join(folder, 'a.slice'), tenant, join(program, 'worker.js')];
  const desk = fork(join(program, 'desk.js'), args);
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
      await hub.ask(tenant === TENANT ? 'forgetAll' : 'forget', tenant);
    };
    const cold = await paired(coldRounds, { before: beforeCold, run: sync }, { run: insert });
    say(`${records}: ${rounds} pairs where the snapshot is ready`);
    await hub.ask('ready', tenant);
    figures.length = 0;
    const ready = await paired(rounds, { before: () => tell('anew'), run: sync }, { run: insert });
    const opened: number[] = [];
    for (let time = 0; time < 5; time++) opened.push(await tell<number>('open'));
    return [
      row('snapshot ready', READY_TARGET, ready),
      row(
        tenant === TENANT ? 'nothing ready: rows opened, segments and snapshot built on demand' : 'segments kept, snapshot built on demand',
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
    ];
  } finally {
    desk.disconnect();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function besideBuild(hub: HubProcess): Promise<BenchRow> {
  const idle = await segmentsOf(hub.url, TENANT, 2 * SEGMENTS, () => false);
  await hub.ask('forget', LARGE);
  let built = false;
  const building = hub.ask('ready', LARGE).then(() => (built = true));
  const busy = await segmentsOf(hub.url, TENANT, SEGMENTS, () => !built);
  await building;
  const ratio = timesOf(busy).p50 / timesOf(idle).p50;
  return {
    name: `another customer's segment while a snapshot of ${recordsOf(LARGE)} is built from kept segments`,
    ours: timesOf(busy),
    yardstick: { name: 'the same while the hub is idle', times: timesOf(idle) },
    ratio,
    target: `≤ ${NEIGHBOUR_TARGET} ×`,
    met: ratio <= NEIGHBOUR_TARGET,
  };
}

/** Milliseconds of each segment of a customer's feed, from request to parsed reply: so many, and more while `longer` says so. */
async function segmentsOf(url: string, tenant: TenantId, least: number, longer: () => boolean): Promise<number[]> {
  const pair = generateKeyPairSync('ed25519');
  const key = { privateKey: pair.privateKey, publicJwk: pair.publicKey.export({ format: 'jwk' }) };
  const feed = makeHubClient({ url, key, now: Date.now, onReach: () => undefined }).feed(() => tenant);
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
