/** What docs/TELEMETRY.md says of the real files is so: the table of lines, the clocks, the sums of counts, the connectors. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONNECTORS } from '../../../../hub/connectors/index.ts';
import { readOffsets } from '../../../../hub/connectors/windows-clock.ts';
import { windows } from '../../../../hub/connectors/windows.ts';
import { readOptions } from '../../../../hub/ingest/command/options.ts';
import { runCommand } from '../../../../hub/ingest/command/run.ts';
import { readLines } from '../../../../hub/ingest/lines.ts';
import { surveyOf } from '../../../support/connector-conformance.ts';
import { COUNTS, COUNT_NAMES, countDataset } from '../../../support/telemetry-counts.ts';
import type { CountName } from '../../../support/telemetry-counts.ts';
import { REAL_EVENTS, realFile } from './lawful.ts';
import { gunzipSync } from 'node:zlib';

const doc = readFileSync(join(import.meta.dirname, '../../../../docs/TELEMETRY.md'), 'utf8');

/** Rows of the first Markdown table below a heading, cells trimmed. */
function rowsBelow(text: string, heading: string): string[][] {
  const after = text.slice(text.indexOf(heading)).split('\n');
  const first = after.findIndex((line) => line.startsWith('|'));
  const table = after.slice(first);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end < 0 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const number = (value: number): string => value.toLocaleString('en');

test('every connector is named', () =>
  expect(rowsBelow(doc, '## Connectors').map(([name]) => name)).toEqual([...CONNECTORS.keys()].map((name) => `\`${name}\``)));

test.skipIf(!REAL_EVENTS)('the table of lines is what the command that it names prints', { timeout: 120_000 }, async () => {
  const printed: string[] = [];
  const nothing = (): void => undefined;
  const code = await runCommand(readOptions(['--dry-run', '--markdown', REAL_EVENTS!])!, {
    say: nothing,
    print: (text) => printed.push(text),
    progress: { begin: nothing, read: nothing, lines: nothing, end: nothing },
    signal: new AbortController().signal,
  });
  expect(code).toBe(3);
  const made = printed.join('\n').replaceAll(`\`${REAL_EVENTS!}/`, '`');
  expect(rowsBelow(doc, '## The real files')).toEqual(rowsBelow(made, '| file'));
  expect(rowsBelow(made, '| file')).toHaveLength(59);
});

test.skipIf(!REAL_EVENTS)('the clocks of twelve files are off by what the table says, and of no other', { timeout: 60_000 }, async () => {
  const found: string[][] = [];
  for (const file of readdirSync(join(REAL_EVENTS!, 'windows')).sort()) {
    const lines: string[] = [];
    for await (const line of readLines(join(REAL_EVENTS!, 'windows', file))) if (lines.push(line) === 20_000) break;
    const offsets = new Set(readOffsets(surveyOf(windows, lines)).values());
    expect(offsets.size, file).toBeLessThanOrEqual(1);
    const [offset = 0] = offsets;
    if (offset !== 0) found.push([`\`${file.replace('.jsonl.gz', '')}\``, `${offset / 3_600_000} h`]);
  }
  expect(found).toEqual(rowsBelow(doc, '## Clocks'));
});

const CALLED: Readonly<Record<CountName, string>> = {
  started: 'processes that started',
  images: 'image paths of started processes',
  spawned: 'parent started child',
  users: 'users of started processes',
  sha256: 'SHA-256 of started processes',
  accessed: 'process opened the memory of process',
  wrote: 'process wrote file',
  names: 'names looked up',
  logons: 'network and RDP logons',
  hosts: 'hosts',
  addresses: 'remote addresses of connections',
  connections: 'process and address, by port',
};

test.skipIf(!REAL_EVENTS)('the sums of counts are those of the files', { timeout: 120_000 }, async () => {
  const { datasets } = JSON.parse(gunzipSync(readFileSync(realFile('reference-counts.json.gz'))).toString('utf8')) as {
    datasets: Record<string, { counts: Record<string, number> }>;
  };
  const sums = Object.fromEntries(COUNT_NAMES.map((name) => [name, { reference: 0, graph: 0, differ: 0 }])) as Record<
    CountName,
    { reference: number; graph: number; differ: number }
  >;
  for (const file of readdirSync(join(REAL_EVENTS!, 'windows'))) {
    const { graph } = await countDataset(join(REAL_EVENTS!, 'windows', file));
    const name = file.replace('.jsonl.gz', '');
    const { counts } = datasets[name] ?? datasets[`${name}_dev`]!;
    for (const count of COUNT_NAMES) {
      const reference = counts[COUNTS[count]] ?? 0;
      sums[count].reference += reference;
      sums[count].graph += graph[count];
      sums[count].differ += reference === graph[count] ? 0 : 1;
    }
  }
  const made = Object.keys(CALLED).map((name) => {
    const { reference, graph, differ } = sums[name as CountName];
    return [CALLED[name as CountName], number(reference), number(graph), String(differ)];
  });
  expect(rowsBelow(doc, '## Against the reference counts').map((row) => row.slice(0, 4))).toEqual(made);
});
