/**
 * Benches do not rot: each runs, at a size that proves nothing about speed, and yields rows with their figures and their targets.
 * Those that open a window or a browser are run by hand.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BENCHES } from '../../../bench/benches.ts';
import { ROOT } from '../../../runtime/platform.ts';

const SMALL = {
  // Together one full segment of the feed: the large slice of the sync bench is made of such.
  NETGRAPH_BENCH_NODES: '2500',
  NETGRAPH_BENCH_EDGES: '7500',
  NETGRAPH_BENCH_ROUNDS: '2',
  NETGRAPH_BENCH_FLOORS: '3',
  NETGRAPH_BENCH_FLOOR_MS: '6000',
};
/** What each has at the least, in the words of its rows. */
const ROWS: Readonly<Record<string, readonly RegExp[]>> = {
  sync: [
    /snapshot ready/,
    /nothing ready: rows opened/,
    /segments kept, snapshot built/,
    /MB of a Node process/,
    /event loop stood still/,
    /opening the slice/,
    /another customer's segment/,
  ],
  traverse: [/^2 hops/, /^3 hops/],
  peers: [
    /^neighbours.*LadybugDB/,
    /^2 hops.*LadybugDB/,
    /^2 hops.*DuckDB/,
    /^3 hops/,
    /^shortest path.*LadybugDB/,
    /begin so/,
    /contain it/,
  ],
  pivot: [/the window is told/, /the first answer/],
  action: [/durable records/, /^hub: \d+ people at \d+ customers.*as before/],
  export: [/with pseudonyms /, /in all/],
  load: [
    /^3 workstations, sign-in/,
    /^3 workstations, an action/,
    /^3 workstations, somebody signs in meanwhile/,
    /^3 workstations, a first sync by snapshot meanwhile.*in all [1-9]\d{4,}/,
    /^3 workstations, requests refused/,
    /^3 workstations, the hub's event loop.*ingested meanwhile: [1-9]/,
  ],
};

async function run(...args: string[]): Promise<{ code: number | null; out: string; errors: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'bench', 'main.ts'), ...args], { env: { ...process.env, ...SMALL } });
  const texts = { out: '', errors: '' };
  child.stdout.on('data', (bytes: Buffer) => (texts.out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (texts.errors += bytes.toString()));
  const code = await new Promise<number | null>((ended) => child.once('close', ended));
  return { code, ...texts };
}

test.each(Object.keys(ROWS))('%s, small', { timeout: 480_000 }, async (name) => {
  const { code, out, errors } = await run(name);
  const rows = out.split('\n\n')[0]!.split('\n').slice(1);
  expect(errors).not.toMatch(/^ +at /m);
  for (const row of ROWS[name]!) expect(rows.filter((line) => row.test(line)).length, String(row)).toBeGreaterThan(0);
  for (const line of rows) {
    expect(line).toMatch(/ {2}\d+(\.\d\d)? \/ \d+(\.\d\d)? {2}/);
    expect(line).toMatch(/ {2}(met|NOT MET)( |$)/);
  }
  // A target that is missed is the program's failure, and it says which.
  const missed = rows.some((line) => line.includes('NOT MET'));
  expect(code).toBe(missed ? 1 : 0);
  expect(errors.includes('NOT MET: ')).toBe(missed);
});

test('each bench has a place here, or opens a window', () => {
  const others = BENCHES.map(({ name }) => name).filter((name) => !(name in ROWS));
  expect(others.filter((name) => !/^(?:window|workbench|canvas)/.test(name))).toEqual([]);
});

test('a bench that there is not is named, with those that there are', async () => {
  const { code, errors } = await run('pivto');
  expect(code).toBe(2);
  expect(errors).toMatch(/no bench pivto: there are .*pivot/);
});
