/**
 * A floor of analysts on one hub: simulated workstations that speak the real protocol, more of them at each step, each at the
 * same pace. Hub, database and load share this machine's cores, so that each step also says who used them.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { ARRIVALS_MS, KINDS, PACE, VISITORS } from './load/orders.ts';
import type { FloorOrder, FloorReport, Kind } from './load/orders.ts';
import type { HubReady, HubReport } from './load/hub.ts';
import { timesOf } from './measure.ts';
import type { Bench, BenchRow } from './measure.ts';
import { asked, floors, postgres } from './asked.ts';

/** Processes that hold the simulated floor. */
const PROCESSES = 2;
const STEPS = [10, 40, 100, 280, 560];
const FLOOR_MS = asked('FLOOR_MS', 15_000);
const FIRST_VISIT_MS = 1_000;
/** The floor that the targets are for, and what of a pivot may be the hub's. */
const FLOOR = 280;
const TARGETS: Readonly<Partial<Record<Kind, number>>> = { pivot: 300, feed: 300, action: 300 };
const WORDS: Readonly<Record<Kind, string>> = {
  signIn: 'sign-in and first pivot',
  pivot: 'pivot: token exchange to first increment',
  feed: 'feed: open and next, opened',
  query: 'a question answered at the hub',
  action: 'an action: intent and outcome taken by the hub',
  arrival: 'somebody signs in meanwhile',
  firstSync: 'a first sync by snapshot meanwhile',
};

export const loadBench: Bench = {
  name: 'load',
  run: async (say) => {
    say(`starting a hub on ${postgres()}`);
    const people = Math.max(...floors(STEPS)) + PROCESSES * (1 + VISITORS);
    const hub = child(new URL('./load/hub.ts', import.meta.url), [postgres(), String(people)]);
    const floor = Array.from({ length: PROCESSES }, () => child(new URL('./load/floor.ts', import.meta.url)));
    try {
      const { url, accounts } = await hub.next<HubReady>();
      const rows: BenchRow[] = [];
      for (const count of floors(STEPS)) {
        const order = (at: number, ms: number): FloorOrder => ({
          url,
          accounts: accounts.filter((_, person) => person % PROCESSES === at),
          count: share(count, at),
          ms,
          firstVisit: FIRST_VISIT_MS + (at * ARRIVALS_MS) / PROCESSES,
        });
        say(`${count} workstations sign in`);
        const entered = await Promise.all(floor.map((part, at) => part.ask<FloorReport>(order(at, 0))));
        await hub.ask<HubReport>('from here');
        say(`${count} workstations work for ${FLOOR_MS / 1000} s`);
        const start = performance.now();
        const worked = await Promise.all(floor.map((part, at) => part.ask<FloorReport>(order(at, FLOOR_MS))));
        const used = await hub.ask<HubReport>('until here');
        rows.push(...stepRows(count, entered, worked, used, (performance.now() - start) / 1000));
      }
      return rows;
    } finally {
      for (const part of floor) await part.end();
      await hub.end();
    }
  },
};

const share = (count: number, at: number): number => Math.floor(count / PROCESSES) + (at < count % PROCESSES ? 1 : 0);

function stepRows(
  count: number,
  entered: readonly FloorReport[],
  worked: readonly FloorReport[],
  hub: HubReport,
  seconds: number,
): BenchRow[] {
  const all = (kind: Kind): number[] => (kind === 'signIn' ? entered : worked).flatMap(({ took }) => took[kind]);
  const rows = KINDS.flatMap((kind): BenchRow[] => {
    const took = all(kind);
    const most = count === FLOOR ? TARGETS[kind] : undefined;
    if (took.length === 0 && most !== undefined) throw new Error(`nothing was measured: ${WORDS[kind]}`);
    if (took.length === 0) return [];
    const ours = timesOf(took);
    const p99 = took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)]!;
    return [
      {
        name: `${count} workstations, ${WORDS[kind]}`,
        ours,
        yardstick: null,
        ratio: null,
        target: most === undefined ? 'none' : `p95 ≤ ${most} ms`,
        met: most === undefined || ours.p95 <= most,
        note: `p99 ${p99.toFixed(0)}, ${took.length} of them${paceOf(kind)}${BRINGS.has(kind) ? brought(worked, kind) : ''}`,
      },
    ];
  });
  const refused = new Map<string, number>();
  for (const report of [...entered, ...worked])
    for (const [what, times] of Object.entries(report.refused)) refused.set(what, (refused.get(what) ?? 0) + times);
  const cores = availableParallelism();
  const part = (cpu: number | null): string => (cpu === null ? '?' : `${((cpu / seconds) * 100).toFixed(0)} %`);
  const load = worked.reduce((sum, { cpu }) => sum + cpu, 0);
  const late = { p50: hub.loopDelay.p50, p95: hub.loopDelay.p99 };
  const times = [...refused.values()].reduce((sum, one) => sum + one, 0);
  return [
    ...rows,
    {
      name: `${count} workstations, requests refused (a number)`,
      ours: { p50: times, p95: times },
      yardstick: null,
      ratio: null,
      target: count === FLOOR ? '0' : 'none',
      met: count !== FLOOR || times === 0,
      note: [...refused].map(([what, many]) => `${what} ${many} ×`).join(', '),
    },
    {
      name: `${count} workstations, the hub's event loop is late by (p50 / p99)`,
      ours: late,
      yardstick: null,
      ratio: null,
      target: 'none',
      met: true,
      note:
        `CPU of ${cores} cores: hub ${part(hub.cpu)}, PostgreSQL ${part(hub.databaseCpu)}, load ${part(load)}; ` +
        `hub ${(hub.memory / 2 ** 20).toFixed(0)} MB, ${hub.connections ?? '?'} connections; ingested meanwhile: ${hub.lines} lines`,
    },
  ];
}

/** Kinds of work that bring rows. */
const BRINGS: ReadonlySet<Kind> = new Set<Kind>(['pivot', 'feed', 'firstSync']);

function paceOf(kind: Kind): string {
  if (kind === 'signIn') return '';
  if (kind === 'arrival' || kind === 'firstSync') return `, one each ${ARRIVALS_MS / PROCESSES / 1000} s in all`;
  return `, one each ${PACE[kind] / 1000} s and workstation`;
}

function brought(reports: readonly FloorReport[], kind: Kind): string {
  const all = reports.flatMap(({ brought: records }) => records[kind]);
  const some = all.filter((records) => records > 0);
  const most = all.reduce((high, one) => Math.max(high, one), 0);
  return `; ${some.length} of them brought records, in all ${all.reduce((sum, one) => sum + one, 0)}, at most ${most}`;
}

interface Child {
  next<T>(): Promise<T>;
  ask<T>(what: object | string): Promise<T>;
  end(): Promise<void>;
}

function child(file: URL, args: readonly string[] = []): Child {
  const process: ChildProcess = fork(file, args);
  const gone = once(process, 'exit');
  const next = async <T>(): Promise<T> => {
    const [message] = (await Promise.race([
      once(process, 'message'),
      gone.then(() => Promise.reject(new Error(`${file.pathname} ended before it answered`))),
    ])) as [T];
    return message;
  };
  return {
    next,
    ask: <T>(what: object | string) => {
      const answer = next<T>();
      process.send(what);
      return answer;
    },
    end: async () => {
      if (process.connected) process.disconnect();
      await gone;
    },
  };
}
