/** `npm run ingest` beside a demo hub that runs, on the hub's own database: what it takes, refuses, writes, records and shows. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';
import type { Result } from '../../../shared/errors.ts';
import { openForCommand } from '../../../hub/command/open.ts';
import { signedInAs, startDemoHub } from '../../support/demo-hub.ts';
import type { DemoHub } from '../../support/demo-hub.ts';
import { graphText, ingest, newCustomer, openFolder, silent, startIngest } from '../../support/ingest-command.ts';
import { postgresKinds, startPostgres } from '../../support/postgres.ts';
import { enter } from './http/scene.ts';

const EVE = (n: number, more: object = {}) =>
  JSON.stringify({
    timestamp: '2026-05-20T10:00:00.000000+0000',
    flow_id: n,
    event_type: 'flow',
    src_ip: `10.9.${n >> 8}.${n & 255}`,
    src_port: 5,
    dest_ip: '203.0.113.77',
    dest_port: 443,
    proto: 'TCP',
    ...more,
  });
const SECRET = 'a-secret-of-the-customer';

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

describe('beside a hub that runs', () => {
  let hub: DemoHub;
  let folder: string;
  const file = (name: string): string => join(folder, name);
  const run = (...args: string[]) => ingest(['--data-folder', hub.folder, ...args]);

  beforeAll(async () => {
    hub = await startDemoHub();
    folder = mkdtempSync(join(tmpdir(), 'ng-ingest-files-'));
    writeFileSync(
      file('eve.json.gz'),
      gzipSync([...Array.from({ length: 300 }, (_, n) => EVE(n)), '', '{"event_type":"stats"}'].join('\n')),
    );
    writeFileSync(
      file('bad.json'),
      [EVE(1_000), EVE(1_001), `{"event_type":"flow","flow_id":1,"x":"${SECRET}\u001b[2J`, EVE(1_002, { timestamp: 'then' })].join('\n'),
    );
    mkdirSync(file('mixed'));
    writeFileSync(join(file('mixed'), 'notes.txt'), `these are notes about ${SECRET}`);
    writeFileSync(join(file('mixed'), 'eve.json'), EVE(2_000));
  }, 180_000);
  afterAll(async () => {
    await hub?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('it lists customers and connectors', async () => {
    const { code, out } = await run('--list');
    expect(code).toBe(0);
    expect(out).toMatch(/ALD +Alder Works/);
    expect(out).toMatch(/zeek +Zeek logs, JSON and TSV/);
  });

  test('an open desk gets the new rows at its next increment; again, nothing is new', async () => {
    const mara = await signedInAs(hub, 'mara');
    const entered = await enter(mara, 'Alder Works', 'observer');
    const feed = mara.device.hub.feed(() => entered.access_token);
    let { cursor } = value(await feed.open(WHOLE_SLICE, null));
    for (let done = false; !done;) ({ cursor, done } = value(await feed.next(cursor)));
    expect(value(await feed.open(WHOLE_SLICE, cursor))).toMatchObject({ nodes: 0, edges: 0 });

    const first = await run('--tenant', 'ald', file('eve.json.gz'));
    expect(first, first.words).toMatchObject({ code: 0 });
    expect(first.words).toContain('Alder Works: 1 file, beside the hub that runs.');
    expect(first.out).toContain('302 lines: 300 kept, 2 said nothing, 0 damaged');
    expect(first.out).toContain('said nothing: 1 blank; 1 other event');
    const increment = value(await feed.open(WHOLE_SLICE, cursor));
    expect(increment).toMatchObject({ nodes: 301, edges: 300 });
    ({ cursor } = value(await feed.next(increment.cursor)));

    const again = await run('--tenant', 'Alder Works', file('eve.json.gz'));
    expect(again.out).toContain('302 lines, 302 of them known already: 300 kept, 2 said nothing, 0 damaged');
    expect(value(await feed.open(WHOLE_SLICE, cursor))).toMatchObject({ nodes: 0, edges: 0 });
  });

  test('damaged lines are kept aside with reason and place, told by the code, and shown to the operator harmless to a terminal', async () => {
    const { code, out, words } = await run('--tenant', 'BRK', file('bad.json'));
    expect(code, words).toBe(3);
    expect(out).toContain('kept aside:   1 not a JSON object (line 3); 1 no usable time (line 4)');
    expect(out + words).not.toContain(SECRET);
    const shown = await run('--tenant', 'BRK', '--set-aside');
    expect(shown.code).toBe(0);
    expect(shown.out).toContain(`bad.json line 3 (suricata, `);
    expect(shown.out).toContain(SECRET);
    expect(shown.out).toContain('\\u001b[2J');
    expect(shown.out).not.toContain('\u001b');
    expect((await run('--tenant', 'DUN', '--set-aside')).words).toContain('no line was kept aside');
    expect(hub.logged()).not.toContain(SECRET);
  });

  test('what nobody knows is refused before anything is read, in words without its content', async () => {
    const refused = await run('--tenant', 'COR', file('mixed'));
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.words).toContain('notes.txt: none of its first 1 lines is of a format that a connector reads');
    expect(refused.words).not.toContain(SECRET);
    const left = await run('--tenant', 'COR', '--skip-unknown', file('mixed'));
    expect(left.code, left.words).toBe(0);
    expect(left.out).toContain('1 no reader');
    for (const [args, why] of [
      [['--tenant', 'COR', file('absent')], 'is not there'],
      [['--tenant', 'nobody', file('bad.json')], 'There is no customer nobody. There are: ALD (Alder Works)'],
      [['--tenant', 'COR', '--connector', 'csv', file('bad.json')], 'There is no connector csv'],
      [['--tenant', 'COR'], 'Name at least one file'],
      [[file('bad.json')], 'Name the customer'],
      [['--list', '--dry-run'], 'Give one of'],
      [['--tenant'], 'argument missing'],
    ] as const) {
      const { code, words, out } = await run(...args);
      expect({ code, out }, args.join(' ')).toEqual({ code: 2, out: '' });
      expect(words).toContain(why);
    }
  });

  test('a file that ends too soon is named, harmlessly, and what was read before it stays', async () => {
    const [whole, cut] = [file('whole.json'), file('cut\u001b[2J.json.gz')];
    writeFileSync(whole, EVE(3_000));
    writeFileSync(cut, gzipSync(Array.from({ length: 60_000 }, (_, n) => EVE(n, { pad: Math.sin(n) })).join('\n')).subarray(0, 300_000));
    const { code, words, out } = await run('--tenant', 'COR', whole, cut);
    expect(code).toBe(1);
    expect(words).toContain('cut\\u001b[2J.json.gz cannot be read to its end: unexpected end of file.');
    expect(words).toContain('1 of 2 files were read to their ends. What was written stays');
    expect(words + out).not.toContain('\u001b');
    expect((await run('--tenant', 'COR', whole)).out).toContain('1 lines, 1 of them known already');
  });

  test('standard input is read, and a dry run needs neither hub nor customer', async () => {
    const { code, out, words } = await ingest(['--data-folder', hub.folder, '--tenant', 'FEN', '-'], [EVE(1), EVE(2)].join('\n'));
    expect(code, words).toBe(0);
    expect(out).toContain('- (suricata)\n  2 lines: 2 kept');
    const dry = await ingest(['--data-folder', file('nowhere'), '--dry-run', '-'], [EVE(1), EVE(1)].join('\n'));
    expect(dry.out).toContain('2 lines, 1 the very text of an earlier one: 2 kept');
    const none = await ingest(['--data-folder', file('nowhere'), '--tenant', 'x', file('bad.json')]);
    expect(none).toMatchObject({ code: 1, words: expect.stringContaining('No hub has run on') as string });
  });

  test('several at once for one customer write each line once, and every run is on record with who it was', async () => {
    const lines = Array.from({ length: 12_000 }, (_, n) => EVE(n, { dest_ip: '198.51.100.5' }));
    writeFileSync(file('big.json'), lines.join('\n'));
    const all = await Promise.all([1, 2, 3].map(() => run('--tenant', 'ESK', file('big.json'))));
    expect(all.map(({ code, words }) => (code === 0 ? '' : words))).toEqual(['', '', '']);
    const { store } = await openForCommand({ dataFolder: hub.folder, log: silent });
    try {
      const { id } = await store.control.selectFrom('tenant').select('id').where('monogram', '=', 'ESK').executeTakeFirstOrThrow();
      const { edges } = await graphText(store, id as Parameters<typeof graphText>[1]);
      const counts = edges
        .map((edge) => JSON.parse(edge) as [string, string, string, number])
        .filter(([kind, , to]) => kind === 'TALKED_TO' && to.includes('198.51.100.5'));
      expect(counts.reduce((sum, [, , , count]) => sum + count, 0)).toBe(12_000);
      const bodies = (await store.control.selectFrom('mssp_record').select('body').execute()).map(
        ({ body }) => JSON.parse(body) as Record<string, unknown>,
      );
      const runs = bodies.filter(({ action, targets }) => action === 'telemetry.ingest' && (targets as string[]).includes(id));
      expect(runs.filter(({ phase }) => phase === 'intent')).toHaveLength(3);
      for (const { actor } of runs) expect((actor as { issuer: string }).issuer).toMatch(/^machine:/);
      const outcomes = bodies.filter(({ of }) => runs.some(({ id: intent }) => intent === of));
      expect(outcomes.map(({ result }) => result)).toEqual(['ok', 'ok', 'ok']);
      expect(bodies.filter(({ action }) => action === 'telemetry.setAside').length).toBeGreaterThan(1);
    } finally {
      await store.close();
    }
  });

  test('the hub goes on with its own records, and starts again as if nothing had been', async () => {
    await hub.restart();
    const mara = await signedInAs(hub, 'mara');
    expect((await enter(mara, 'Alder Works', 'observer')).access_token).not.toBe('');
    const beside = await run('--tenant', 'ALD', file('eve.json.gz'));
    expect(beside.out, beside.words).toContain('302 of them known already');
  });
});

describe.each(postgresKinds())('on a server of its own, %s', (kind) => {
  test('it is in no hub’s way, hub or none, and takes what it needs to know from the hub’s file', { timeout: 120_000 }, async () => {
    const server = await startPostgres(kind);
    const folder = mkdtempSync(join(tmpdir(), 'ng-ingest-alone-'));
    const config = join(folder, 'hub.json');
    const run = (args: string[], input?: string) => ingest(['--config', config, ...args], input);
    try {
      const database = server.url('postgres');
      writeFileSync(config, JSON.stringify({ issuer: 'https://id.example', client: 'desk', database, 'data-folder': folder }));
      await (await openFolder(folder, database)).close();
      // A hub without customers answers, too.
      expect(await run(['--list'])).toMatchObject({ code: 0, words: '' });
      const store = await openFolder(folder, database);
      const tenant = await newCustomer(store, 'ONE', 1);
      await store.close();
      const { code, out, words } = await run(['--tenant', 'one', '-'], [EVE(1), EVE(2)].join('\n'));
      expect(code, words).toBe(0);
      expect(out).toContain('2 kept');
      // What comes after the ingest may fail: the ingest has not.
      const note = join(folder, 'snapshots', `${tenant}.changed`);
      rmSync(note);
      mkdirSync(note);
      const unready = await run(['--tenant', 'one', '-'], EVE(2));
      expect(unready.code, unready.words).toBe(0);
      expect(unready.words).toContain('could not be made ready (EISDIR)');
      rmSync(note, { recursive: true });
      const results = await server
        .pool('control')
        .query<{ result: string | null }>(`SELECT body::json->>'result' AS result FROM mssp_record ORDER BY position DESC LIMIT 1`);
      expect(results.rows).toEqual([{ result: 'ok' }]);
      // While it runs a hub starts.
      const running = startIngest(['--config', config, '--tenant', 'one', '-'], null);
      let told = '';
      running.child.stderr!.on('data', (text: string) => (told += text));
      for (let waited = 0; waited < 200 && !told.includes('1 file'); waited++) {
        running.child.stdin!.write(`${EVE(3)}\n`);
        await sleep(50);
      }
      expect(told).toContain('1 file');
      const again = await openFolder(folder, database);
      running.child.stdin!.end();
      const done = await running.done;
      expect(done.code, done.words).toBe(0);
      expect((await graphText(again, tenant)).edges).toHaveLength(3);
      await again.close();
      const nowhere = await ingest(['--config', join(folder, 'none.json'), '--list']);
      expect(nowhere).toMatchObject({ code: 2, out: '', words: expect.stringContaining('--config: ') as string });
      const wrong = await ingest(['--data-folder', folder, '--database', 'nonsense', '--tenant', 'one', '-'], EVE(1));
      expect(wrong).toMatchObject({ code: 1, out: '' });
      expect(wrong.words).toContain('connection string needs a host');
      expect(wrong.words).not.toContain('was written');
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
