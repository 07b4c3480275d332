/** kill -9 in the middle of an ingest, and again, and again: run to its end, the graph is the one of a single run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulatedSources } from '../../../hub/demo/telemetry/simulate.ts';
import { DEMO_TENANTS } from '../../../hub/demo/tenants.ts';
import type { HubStore } from '../../../hub/store/store.ts';
import type { TenantId } from '../../../shared/graph/ids.ts';
import { graphText, ingest, newCustomer, openFolder, startIngest } from '../../support/ingest-command.ts';
import { startPostgres } from '../../support/postgres.ts';
import type { TestPostgres } from '../../support/postgres.ts';

const ROUNDS = 7;

/** Zeek's TSV as two files joined: the second header has other columns, far from any batch's beginning. */
function zeekLines(rows: number): string[] {
  const header = (path: string, fields: string, types: string) => [
    '#separator \\x09',
    '#unset_field\t-',
    `#path\t${path}`,
    `#fields\t${fields}`,
    `#types\t${types}`,
  ];
  const at = (row: number) => (1_700_000_000 + row).toFixed(6);
  const conn = Array.from(
    { length: rows },
    (_, row) => `${at(row)}\tC${row}\t10.0.0.${row % 200}\t5000\t10.1.0.${row % 50}\t${row % 7}\ttcp`,
  );
  const dns = Array.from(
    { length: rows },
    (_, row) => `${at(row)}\t10.0.0.${row % 200}\t10.1.0.1\thost-${row % 300}.example\t192.0.2.${row % 100}`,
  );
  return [
    ...header('conn', 'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto', 'time\tstring\taddr\tport\taddr\tport\tenum'),
    ...conn,
    ...header('dns', 'ts\tid.orig_h\tid.resp_h\tquery\tanswers', 'time\taddr\taddr\tstring\tvector[string]'),
    ...dns,
  ];
}

describe('an ingest that is killed', () => {
  let postgres: TestPostgres;
  let folder: string;
  let files: string[];
  const tenants = new Map<string, TenantId>();
  const withStore = async <T>(work: (store: HubStore) => Promise<T>): Promise<T> => {
    const store = await openFolder(folder, postgres.url('postgres'));
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  /** A session whose client was killed in the middle of a statement is there until that ends, and who is not alone closes nobody's record. */
  const letGo = async (): Promise<void> => {
    const sessions = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()`;
    while ((await postgres.pool('postgres').query(sessions)).rowCount! > 0) await pause(20);
  };
  const anything = async (): Promise<boolean> =>
    (await postgres.pool('region_eu').query('SELECT 1 FROM node WHERE tenant_id = $1 LIMIT 1', [tenants.get('CUT')])).rowCount === 1;
  const args = (code: string) => ['--tenant', code, '--data-folder', folder, '--database', postgres.url('postgres'), ...files];

  beforeAll(async () => {
    postgres = await startPostgres('embedded 18');
    folder = mkdtempSync(join(tmpdir(), 'ng-ingest-kill-'));
    const windows = simulatedSources(DEMO_TENANTS[0]!, { now: Date.UTC(2026, 4, 20), scale: 3 })[0]!;
    files = ['events.jsonl', 'joined.log'].map((name) => join(folder, name));
    writeFileSync(files[0]!, [...(windows.lines() as Iterable<string>)].join('\n'));
    writeFileSync(files[1]!, zeekLines(8_000).join('\n'));
    await withStore(async (store) => {
      for (const [place, code] of ['ONE', 'CUT'].entries()) tenants.set(code, await newCustomer(store, code, place + 1));
    });
  }, 120_000);
  afterAll(async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(`at ${ROUNDS} moments is run again to the same graph as in one go`, { timeout: 300_000 }, async () => {
    const began = performance.now();
    expect(await ingest(args('ONE'))).toMatchObject({ code: 0 });
    // How long a run takes: less, the more of it is there already, and as the machine is busy.
    let whole = performance.now() - began;
    let killed = 0;
    // Once more, and later, where each was killed before it had written anything.
    for (let round = 0; round < ROUNDS || !(await anything()); round++) {
      if (round >= ROUNDS) whole *= 1.5;
      const { child, done } = startIngest(args('CUT'));
      const since = performance.now();
      const timer = pause(whole * (((round % ROUNDS) + 1 + Math.random()) / (ROUNDS + 1))).then(() => child.kill('SIGKILL'));
      if ((await done).code === null) killed += 1;
      else whole = Math.min(whole, performance.now() - since);
      await timer;
    }
    expect(killed).toBeGreaterThan(ROUNDS / 3);
    await letGo();
    const last = await ingest(args('CUT'));
    expect(last.code, last.words).toBe(0);
    // Some of it was there already, or the kills proved nothing.
    expect(last.out).toContain('known already');
    await withStore(async (store) => {
      const [one, cut] = [await graphText(store, tenants.get('ONE')!), await graphText(store, tenants.get('CUT')!)];
      expect(one.edges.length).toBeGreaterThan(5_000);
      expect(cut).toEqual(one);
      // A killed run's record has no outcome of its own: a later run says that it was interrupted.
      const rows = await store.control.selectFrom('mssp_record').select('body').orderBy('seq').execute();
      const results = rows
        .map(({ body }) => JSON.parse(body) as { action: string; result: string | null })
        .filter(({ action }) => action === 'telemetry.ingest')
        .map(({ result }) => result);
      const of = (wanted: string | null): number => results.filter((result) => result === wanted).length;
      expect(of('interrupted')).toBeGreaterThan(0);
      expect(of('interrupted')).toBeLessThanOrEqual(killed);
      expect(of('ok') + of('interrupted')).toBe(of(null));
    });
  });

  test('asked to stop, it stops between batches, says so, and goes on the next time', { timeout: 120_000 }, async () => {
    await withStore(async (store) => void tenants.set('INT', await newCustomer(store, 'INT', 3)));
    const { child, done } = startIngest(args('INT'));
    let told = '';
    let asked = false;
    child.stderr!.on('data', (text: string) => {
      told += text;
      if (!asked && told.includes('2 files')) asked = child.kill('SIGINT');
    });
    const { code, words } = await done;
    expect({ code, words }).toMatchObject({ code: 130, words: expect.stringContaining('Interrupted. What was written stays') as string });
    expect(await ingest(args('INT'))).toMatchObject({ code: 0 });
    await withStore(async (store) =>
      expect(await graphText(store, tenants.get('INT')!)).toEqual(await graphText(store, tenants.get('ONE')!)),
    );
  });
});
