/** Real telemetry reaches the tenant that its lines name, and nobody else; what fills nobody is said. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dataFolder } from '../../../../../hub/demo/telemetry/data-folder.ts';
import type { DataFolder } from '../../../../../hub/demo/telemetry/data-folder.ts';
import { DEMO_TENANTS } from '../../../../../hub/demo/tenants.ts';
import { REAL_EVENTS } from '../../connectors/lawful.ts';

const event = (Hostname: string, EventID = 4624): string => JSON.stringify({ EventID, Channel: 'Security', Hostname });
const record = (account: string): string =>
  JSON.stringify({ eventVersion: '1', eventSource: 's', eventName: 'n', eventTime: 't', userIdentity: {}, recipientAccountId: account });
const times = (count: number, line: string): string[] => Array.from({ length: count }, () => line);

async function linesOf({ tenants }: DataFolder, key: string): Promise<string[]> {
  const lines: string[] = [];
  for (const source of tenants.get(key)!.sources) for await (const line of source.lines()) lines.push(line);
  return lines;
}

describe('a data folder', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'ng-data-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, lines: readonly string[]): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const text = lines.join('\n');
    writeFileSync(join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text);
  };

  test('each large domain is one tenant, the largest first, and the rest are one together', async () => {
    const domains = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example', 'f.example', 'g.example'];
    put(
      'deep/er/all.jsonl.gz',
      domains.flatMap((domain, index) => times(20 - index, event(`WS-1.${domain}`))),
    );
    put('lab.jsonl', times(3, event('LAB-1')));
    const data = await dataFolder(folder);
    expect(DEMO_TENANTS.map(({ key }) => data.tenants.get(key)!.groups)).toEqual([
      ...domains.slice(0, 5).map((domain) => [domain]),
      ['f.example', 'g.example', ''],
    ]);
    for (const [index, { key }] of DEMO_TENANTS.slice(0, 5).entries()) {
      expect(await linesOf(data, key)).toEqual(times(20 - index, event(`WS-1.${domains[index]!}`)));
    }
    expect(data.tenants.get('fenwold')).toMatchObject({ lines: 15 + 14 + 3 });
    expect(await linesOf(data, 'fenwold')).toHaveLength(15 + 14 + 3);
  });

  test('a machine named without its domain goes where the same file says that it belongs', async () => {
    put('one.jsonl', [event('WS-6.a.example'), event('ws-6'), event('WS-7')]);
    put('two.jsonl', [event('WS-6'), event('WS-6.b.example'), event('WS-6.c.example')]);
    const data = await dataFolder(folder);
    expect(await linesOf(data, 'alder')).toEqual([event('WS-6.a.example'), event('ws-6')]);
    expect(await linesOf(data, 'fenwold')).toEqual([event('WS-7'), event('WS-6')]);
  });

  test('cloud accounts are shared out like domains', async () => {
    put('trail.jsonl', [...times(2, record('111')), ...times(5, record('222'))]);
    const data = await dataFolder(folder);
    expect(data.tenants.get('alder')!.groups).toEqual(['222']);
    expect(data.tenants.get('brack')!.sources.map(({ connector }) => connector.name)).toEqual(['cloudtrail']);
    expect(await linesOf(data, 'brack')).toHaveLength(2);
  });

  test('a damaged line stays with a file of one tenant, to be quarantined; in a file of several it is nobody’s', async () => {
    put('one.jsonl', [event('WS-1.a.example'), event('WS-1.a.example'), 'damaged']);
    put('two.jsonl', [event('WS-1.a.example'), event('WS-1.b.example'), 'damaged', '']);
    const data = await dataFolder(folder);
    expect(await linesOf(data, 'alder')).toContain('damaged');
    expect(await linesOf(data, 'brack')).toEqual([event('WS-1.b.example')]);
    expect(data.nobodys).toBe(1);
  });

  test('what fills no tenant is named with its reason', async () => {
    put('good.jsonl', [event('WS-1.a.example')]);
    put('other.jsonl', ['{"a":1}']);
    put('notes.txt', ['text']);
    writeFileSync(join(folder, 'cut.jsonl.gz'), gzipSync(times(50_000, event('WS-1.a.example')).join('\n')).subarray(0, 400));
    const { leftOut } = await dataFolder(folder);
    expect(leftOut).toEqual([
      { file: 'cut.jsonl.gz', why: 'it cannot be read to its end' },
      { file: 'notes.txt', why: 'none of its first 1 lines is of a format that a connector reads' },
      { file: 'other.jsonl', why: 'none of its first 1 lines is of a format that a connector reads' },
    ]);
  });

  test('a folder that fills nothing is refused in words that help', async () => {
    await expect(dataFolder(join(folder, 'absent'))).rejects.toThrow(/--data: .*absent does not exist.*without --data a simulator/);
    await expect(dataFolder(folder)).rejects.toThrow(/is empty/);
    put('notes.txt', ['text']);
    await expect(dataFolder(join(folder, 'notes.txt'))).rejects.toThrow(/is not a folder/);
    await expect(dataFolder(folder)).rejects.toThrow(/holds nothing that a connector reads/);
  });

  test.skipIf(!REAL_EVENTS)('the real files: natural tenants are tenants, and WORKSTATION5 is in three of them', async () => {
    const data = await dataFolder(REAL_EVENTS!);
    expect(DEMO_TENANTS.map(({ key }) => data.tenants.get(key)!.groups[0])).toEqual([
      'pandalab.com',
      'theshire.local',
      'mordor.local',
      'shire.com',
      'offsec.lan',
      '',
    ]);
    expect(data.tenants.get('alder')!.groups).toContain('123837392027');
    expect(data.nobodys).toBe(0);
    const withWorkstation5 = [];
    for (const { key } of DEMO_TENANTS) {
      const lines = (await linesOf(data, key)).filter((line) => line.trim() !== '');
      expect(lines).toHaveLength(data.tenants.get(key)!.lines);
      if (lines.some((line) => /"Hostname":"WORKSTATION5/i.test(line))) withWorkstation5.push(key);
      const foreign = key === 'brack' ? /"Hostname":"[^"]*\.(mordor|pandalab|shire)\./i : /"Hostname":"[^"]*\.theshire\./i;
      expect(lines.some((line) => foreign.test(line))).toBe(false);
    }
    expect(withWorkstation5).toEqual(['brack', 'corvane', 'fenwold']);
    expect(data.tenants.get('alder')!.groups).toContain('zeek/');
    expect(data.leftOut.map(({ file }) => file)).toEqual(['text/plaso_syslog']);
  });
});
