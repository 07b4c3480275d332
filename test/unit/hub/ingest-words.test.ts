/** What `npm run ingest` says: the progress line, the table, and what of a hostile line a terminal may see. */
import { expect, test } from 'vitest';
import { makeProgress } from '../../../hub/ingest/command/progress.ts';
import { markdownTable, textTable } from '../../../hub/ingest/command/table.ts';
import { visible } from '../../../hub/command/visible.ts';

function written(isTTY: boolean, columns = 80) {
  const out: string[] = [];
  let time = 0;
  const stream = { isTTY, columns, write: (text: string) => out.push(text) > 0 } as unknown as NodeJS.WriteStream;
  return { out, progress: makeProgress(stream, () => time), pass: (ms: number) => void (time += ms) };
}

test('on a terminal one line changes, and goes when it is done; elsewhere a plain line comes now and then', () => {
  const terminal = written(true);
  terminal.progress.begin('a.json', 2_000);
  terminal.pass(1_000);
  terminal.progress.lines(5_000, 0);
  terminal.progress.read(500);
  terminal.pass(1_000);
  terminal.progress.read(500);
  terminal.progress.end();
  expect(terminal.out).toEqual([
    '\r\x1b[2Ka.json: 0 %, 5,000 lines, 5,000 lines/s',
    '\r\x1b[2Ka.json: 50 %, 5,000 lines, 2,500 lines/s',
    '\r\x1b[2K',
  ]);
  const plain = written(false);
  plain.progress.begin('-', null);
  for (let second = 0; second < 12; second++) {
    plain.pass(1_000);
    plain.progress.read(1_000_000);
    plain.progress.lines(second * 100, 50);
  }
  plain.progress.end();
  expect(plain.out).toEqual([
    '-: 5,000 kB, 300 lines, 50 known already, 60 lines/s\n',
    '-: 10,000 kB, 800 lines, 50 known already, 80 lines/s\n',
  ]);
});

test('a line is never wider than the terminal, and a long name gives way to the figures', () => {
  const shown = (columns: number): string => {
    const { out, progress, pass } = written(true, columns);
    progress.begin('a/very/long/name/of/a/file.json', 10);
    pass(500);
    progress.read(1);
    return out[0]!.replace('\r\x1b[2K', '');
  };
  expect(shown(80)).toBe('a/very/long/name/of/a/file.json: 10 %, 0 lines, 0 lines/s');
  expect(shown(41)).toMatch(/^….*file\.json: 10 %, 0 lines, 0 lines\/s$/);
  expect(shown(41)).toHaveLength(40);
  expect(shown(20)).toHaveLength(19);
});

const row = {
  file: 'a.json',
  connector: 'zeek',
  lines: 100,
  kept: 80,
  known: 20,
  repeats: 3,
  nothing: { header: 5 },
  malformed: { 'cut off': { lines: 7, first: [1, 2, 3, 4, 5] } },
};

test('the table adds up: what neither was kept nor has a reason now was known already', () => {
  expect(textTable([row])).toBe(
    [
      'a.json (zeek)',
      '  100 lines, 20 of them known already, 3 the very text of an earlier one: 80 kept, 13 said nothing, 7 damaged',
      '  said nothing: 8 known already; 5 header',
      '  kept aside:   7 cut off (line 1, 2, 3, 4, 5, …)',
    ].join('\n'),
  );
  const whole = textTable([row, { ...row, file: 'b.json' }]);
  expect(whole).toContain(
    'All 2 files\n  200 lines, 40 of them known already, 6 the very text of an earlier one: 160 kept, 26 said nothing, 14 damaged',
  );
  expect(whole).toMatch(/kept aside: {3}14 cut off$/);
  expect(markdownTable([row]).split('\n').slice(2)).toEqual([
    '| `a.json` | zeek | 100 | 3 | 80 | 8 known already; 5 header | 7 cut off |',
    '| **All 1 files** | – | 100 | 3 | 80 | 8 known already; 5 header | 7 cut off |',
  ]);
});

test('nothing of a line moves a cursor or turns text round', () => {
  expect(visible('a\u001b[31m\r\n\u202e\u0007\ud800 é 漢 😀')).toBe('a\\u001b[31m\\u000d\\u000a\\u202e\\u0007\\ud800 é 漢 😀');
});
