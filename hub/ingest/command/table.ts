/** What was made of each file, as a table: for a terminal, or as Markdown for docs/TELEMETRY.md. */
import type { Aside } from '../tally.ts';

export interface Row {
  readonly file: string;
  /** '' where no connector was for it. */
  readonly connector: string;
  readonly lines: number;
  readonly kept: number;
  /** Lines that an earlier run had read; null where that isn't asked. */
  readonly known: number | null;
  /** Lines that are the very text of an earlier one; null where that isn't counted. */
  readonly repeats: number | null;
  readonly nothing: Readonly<Record<string, number>>;
  readonly malformed: Readonly<Record<string, Aside>>;
}

const number = (value: number): string => value.toLocaleString('en');
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const byReason = (reasons: Readonly<Record<string, number>>): string =>
  Object.entries(reasons)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([reason, lines]) => `${number(lines)} ${reason}`)
    .join('; ');
const linesOf = (malformed: Row['malformed']): Record<string, number> =>
  Object.fromEntries(Object.entries(malformed).map(([reason, { lines }]) => [reason, lines]));
const withPlaces = (malformed: Row['malformed']): string =>
  Object.entries(malformed)
    .map(
      ([reason, { lines, first }]) =>
        `${number(lines)} ${reason}${first.length === 0 ? '' : ` (line ${first.join(', ')}${lines > first.length ? ', …' : ''})`}`,
    )
    .join('; ');

/** `known already` is why nothing is said of lines of earlier runs that are neither kept nor damaged. */
const saidNothing = ({ lines, kept, nothing, malformed }: Row): Record<string, number> => {
  const left = lines - kept - sum(Object.values(nothing)) - sum(Object.values(linesOf(malformed)));
  return left > 0 ? { ...nothing, 'known already': left } : nothing;
};

export function textTable(rows: readonly Row[]): string {
  const parts = rows.map((row) => {
    const nothing = saidNothing(row);
    const head = `${row.file}${row.connector === '' ? '' : ` (${row.connector})`}`;
    const known = row.known ? `, ${number(row.known)} of them known already` : '';
    const repeats = row.repeats ? `, ${number(row.repeats)} the very text of an earlier one` : '';
    return [
      head,
      `  ${number(row.lines)} lines${known}${repeats}: ${number(row.kept)} kept, ${number(sum(Object.values(nothing)))} said nothing, ${number(sum(Object.values(linesOf(row.malformed))))} damaged`,
      ...(Object.keys(nothing).length > 0 ? [`  said nothing: ${byReason(nothing)}`] : []),
      ...(Object.keys(row.malformed).length > 0 ? [`  kept aside:   ${withPlaces(row.malformed)}`] : []),
    ].join('\n');
  });
  return [...parts, ...(rows.length > 1 ? [textTable([total(rows)])] : [])].join('\n');
}

function total(rows: readonly Row[]): Row {
  const nothing: Record<string, number> = {};
  const malformed: Record<string, Aside> = {};
  for (const row of rows) {
    for (const [reason, lines] of Object.entries(saidNothing(row))) nothing[reason] = (nothing[reason] ?? 0) + lines;
    for (const [reason, { lines }] of Object.entries(row.malformed))
      malformed[reason] = { lines: (malformed[reason]?.lines ?? 0) + lines, first: [] };
  }
  const all = (value: (row: Row) => number): number => sum(rows.map(value));
  return {
    file: `All ${rows.length} files`,
    connector: '',
    lines: all(({ lines }) => lines),
    kept: all(({ kept }) => kept),
    known: all(({ known }) => known ?? 0),
    repeats: all(({ repeats }) => repeats ?? 0),
    nothing,
    malformed,
  };
}

export function markdownTable(rows: readonly Row[]): string {
  const lines = [...rows, total(rows)].map((row) => {
    const nothing = saidNothing(row);
    const damaged = linesOf(row.malformed);
    const file = row.file.startsWith('All ') ? `**${row.file}**` : `\`${row.file}\``;
    return `| ${[file, row.connector || '–', number(row.lines), number(row.repeats ?? 0), number(row.kept), byReason(nothing) || '–', byReason(damaged) || '–'].join(' | ')} |`;
  });
  return [
    '| file | connector | lines | repeats | kept | said nothing | damaged, kept aside |',
    '|---|---|--:|--:|--:|---|---|',
    ...lines,
  ].join('\n');
}
