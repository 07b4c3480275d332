/** The hub under load, in a process of its own: its demo customers and people, its real log, telemetry that comes in, and what it costs meanwhile. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HUB_LIMITS } from '../../hub/http/parts.ts';
import { openLog } from '../../hub/log-file.ts';
import { startHub } from '../../hub/start.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import type { PostgresKind } from '../../test/support/postgres.ts';
import { hire } from './people.ts';
import { postgresUse } from './postgres-use.ts';
import type { Account } from './workstation.ts';

export interface HubReady {
  readonly url: string;
  readonly accounts: readonly Account[];
}
/** Since the last report. */
export interface HubReport {
  /** Seconds. */
  readonly cpu: number;
  readonly databaseCpu: number | null;
  /** Milliseconds. */
  readonly loopDelay: { readonly p50: number; readonly p99: number };
  /** Bytes. */
  readonly memory: number;
  readonly connections: number | null;
  /** That were ingested. */
  readonly lines: number;
}

const [kind, people] = [process.argv[2] as PostgresKind, Number(process.argv[3])];
const server = kind === 'embedded 18' ? null : await startPostgres(kind, ['fsync=on', 'max_connections=100']);
const folder = mkdtempSync(join(tmpdir(), 'netgraph-bench-load-'));
const accounts = hire(folder, people);
const hub = await startHub({
  port: 0,
  dataFolder: folder,
  issuer: null,
  data: null,
  log: openLog(folder),
  say: () => undefined,
  // Here everybody signs in from one address, and a real floor does not do so within a minute.
  limits: { ...HUB_LIMITS, token: 100_000 },
  ...(server ? { database: server.url('postgres') } : {}),
});

let lines = 0;
const ingest = fork(new URL('./ingest.ts', import.meta.url), [folder, ...(server ? [server.url('postgres')] : [])]);
const ingestEnded = once(ingest, 'exit');
ingest.on('message', (kept: number) => (lines += kept));
await Promise.race([once(ingest, 'message'), ingestEnded.then(() => Promise.reject(new Error('the ingest did not start')))]);

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
let cpu = process.cpuUsage();
let database = postgresUse();

function report(): HubReport {
  const { user, system } = process.cpuUsage(cpu);
  const now = postgresUse();
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - 5);
  const made: HubReport = {
    cpu: (user + system) / 1_000_000,
    databaseCpu: now && database && now.cpu - database.cpu,
    loopDelay: { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)) },
    memory: process.memoryUsage().rss,
    connections: now && now.connections,
    lines,
  };
  lines = 0;
  cpu = process.cpuUsage();
  database = now;
  delay.reset();
  return made;
}

process.on('message', () => process.send!(report()));
process.on('disconnect', () => {
  if (ingest.connected) ingest.disconnect();
  void ingestEnded
    .then(() => hub.close())
    .then(() => server?.stop())
    .then(() => {
      rmSync(folder, { recursive: true, force: true });
      process.exit(0);
    });
});
process.send!({ url: hub.url, accounts } satisfies HubReady);
