import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { makeGraph } from '../../bench/graph.ts';
import { closeSliceFile, openSliceFile } from '../../electron/store/read/slice-file.ts';
import { destroySlice, removeNew } from '../../electron/store/files.ts';
import { KEY, ORDINAL, TENANT, folder } from '../support/slice.ts';
import { SIZE, SPECS } from './store-facts.ts';

const CHILD = new URL('./store-child.ts', import.meta.url).pathname;
const ROUNDS = 14;

/** Runs a desk; kills it `after` ms from the moment that it begins to sync, or lets it end. Gives how long it took, or null when it was killed. */
async function desk(args: readonly string[], after: number | null): Promise<number | null> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise((done) => child.once('exit', done));
  let said = '';
  let began = 0;
  let ended: number | null = null;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (began === 0 && said.includes('ready\n')) {
      began = performance.now();
      if (after !== null) void pause(after).then(() => child.kill('SIGKILL'));
    }
    if (said.includes('done\n')) ended ??= performance.now() - began;
  });
  await exit;
  if (after === null) expect(said).toBe('ready\ndone\n');
  return ended;
}

const idsOf = (...seeds: readonly number[]): string[] =>
  seeds.flatMap((seed) =>
    Object.values(makeGraph(SIZE.nodes, SIZE.edges, seed)).flatMap((records: readonly { readonly id: string }[]) =>
      records.map(({ id }) => id),
    ),
  );

/** What the file holds: its cursor, its shape, and whether arrays and rows agree. Null without a file. */
function found(file: string): { readonly cursor: number; readonly spec: string; readonly ids: string[]; readonly records: number } | null {
  const open = openSliceFile(file, KEY, ORDINAL, TENANT);
  if (!open) return null;
  expect(open.reader.sound()).toBe(true);
  const [spec, cursor] = open.reader.query('SELECT spec, cursor FROM slice').get() as [string, string];
  const ids = ['node', 'edge', 'pending_edge'].flatMap((table) =>
    open.reader
      .query(`SELECT lower(hex(id)) FROM ${table}`)
      .all()
      .map(([id]) => id as string),
  );
  const pending = open.reader.query('SELECT count(*) FROM pending_edge').get()![0] as number;
  const records = open.shape.nodes + open.shape.edges + pending;
  closeSliceFile(open);
  return { cursor: Number(cursor), spec, ids: ids.sort(), records };
}

describe('kill -9', () => {
  test(`at ${ROUNDS} moments of a snapshot leaves the old slice or the new one, whole`, { timeout: 240_000 }, async () => {
    const file = join(folder(), 'a.slice');
    const old = idsOf(1).sort();
    const fresh = idsOf(2).sort();
    await desk([file, 'whole', '1'], null);
    expect(found(file)!.ids).toEqual(old);
    const whole = (await desk([file, 'since', '2'], null))!;
    expect(found(file)!.ids).toEqual(fresh);
    let killed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const to = round % 2 === 0 ? 'whole' : 'since';
      const before = found(file)!;
      // The first that is killed late may have come through: then the other shape is what is there, and the next round goes back.
      const target = before.spec === JSON.stringify(SPECS[to]) ? (to === 'whole' ? 'since' : 'whole') : to;
      if ((await desk([file, target, target === 'whole' ? '1' : '2'], (whole * 1.1 * (round + Math.random())) / ROUNDS)) === null) killed++;
      const after = found(file)!;
      expect(after.ids).toEqual(after.spec === JSON.stringify(SPECS.whole) ? old : fresh);
      expect(after.records).toBe(after.ids.length);
    }
    expect(killed).toBeGreaterThan(ROUNDS / 3);
  });

  test(
    'during a first snapshot leaves no slice or a whole one, and what was begun goes at the next start',
    { timeout: 120_000 },
    async () => {
      const file = join(folder(), 'a.slice');
      const fresh = idsOf(1).sort();
      const whole = (await desk([file, 'whole', '1'], null))!;
      let begun = 0;
      for (let round = 0; round < 6; round++) {
        destroySlice(file);
        await desk([file, 'whole', '1'], (whole * (round + Math.random())) / 6);
        const after = found(file);
        if (after) expect(after.ids).toEqual(fresh);
        if (existsSync(`${file}.new`)) begun++;
        removeNew(file);
        expect(existsSync(`${file}.new`)).toBe(false);
      }
      expect(begun).toBeGreaterThan(0);
    },
  );

  test(`at ${ROUNDS} moments of increments leaves exactly the segments that the cursor says`, { timeout: 240_000 }, async () => {
    const file = join(folder(), 'a.slice');
    const all = idsOf(1, 2);
    const steps = Math.ceil((SIZE.nodes + SIZE.edges) / SIZE.segment);
    const upTo = (cursor: number): string[] =>
      [...all.slice(0, SIZE.nodes + SIZE.edges), ...all.slice(SIZE.nodes + SIZE.edges).slice(0, (cursor - steps) * SIZE.segment)].sort();
    await desk([file, 'whole', '1'], null);
    const whole = (await desk([file, 'whole', '1', '2'], null))!;
    expect(found(file)).toMatchObject({ cursor: 2 * steps, ids: [...all].sort() });
    const seen = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      if (round % 4 === 0) {
        destroySlice(file);
        await desk([file, 'whole', '1'], null);
      }
      await desk([file, 'whole', '1', '2'], (whole * Math.random()) / 2);
      const after = found(file)!;
      expect(after.ids).toEqual(upTo(after.cursor));
      expect(after.records).toBe(after.ids.length);
      seen.add(after.cursor);
    }
    expect(seen.size).toBeGreaterThan(2);
    await desk([file, 'whole', '1', '2'], null);
    expect(found(file)!.ids).toEqual([...all].sort());
  });
});
