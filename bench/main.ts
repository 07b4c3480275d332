/** `npm run bench [name …]`: every figure against its yardstick in the same run. Prints a table, each figure with its target. */
import { BENCHES } from './benches.ts';
import type { BenchRow } from './measure.ts';

const wanted = process.argv.slice(2);
const unknown = wanted.filter((one) => !BENCHES.some(({ name }) => name === one));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}: there are ${BENCHES.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}
const rows: BenchRow[] = [];
for (const bench of BENCHES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  rows.push(...(await bench.run((line) => process.stderr.write(`${bench.name}: ${line}\n`))));
}

const ms = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
const lines = rows.map(({ name, ours, yardstick, ratio, target, met, note }) => [
  name,
  `${ms(ours.p50)} / ${ms(ours.p95)}`,
  yardstick ? `${ms(yardstick.times.p50)} / ${ms(yardstick.times.p95)}` : '',
  ratio === null ? '' : `${ratio.toFixed(2)} ×`,
  target,
  met ? 'met' : 'NOT MET',
  [yardstick?.name, note].filter(Boolean).join('; '),
]);
const head = ['what', 'ours, ms p50 / p95', 'yardstick, ms', 'ratio', 'target', '', 'yardstick is, and what else there is to know'];
const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]!.length)));
for (const line of [head, ...lines])
  process.stdout.write(
    `${line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()}\n`,
  );
process.stdout.write(
  `\nNode ${process.version}, ${process.platform} ${process.arch}. Ratios are medians of pairs; absolute times are this machine's.\n`,
);
const missed = rows.filter(({ met }) => !met);
if (missed.length > 0) {
  process.stderr.write(`NOT MET: ${missed.map(({ name, target }) => `${name} (${target})`).join('; ')}\n`);
  process.exitCode = 1;
}
