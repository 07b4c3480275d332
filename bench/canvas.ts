/**
 * The canvas in a real browser, by JavaScript alone: its frames beside those of a bare sigma on the same graph (arrows and
 * sigma's own labels), in turns in one page, looking from afar, between and closely, and pointing; and the longest piece of
 * JavaScript that holds the window while an analyst does each thing.
 */
import { openBenchPage } from './canvas/browser.ts';
import type { BenchPage } from './canvas/browser.ts';
import type { FrameTimes, StepTime } from './canvas/times.ts';
import { timesOf } from './measure.ts';
import type { Bench, BenchRow } from './measure.ts';

const SIZES = [
  { nodes: 10_000, edges: 40_000, rounds: 8 },
  { nodes: 50_000, edges: 200_000, rounds: 4 },
] as const;
/** CSS pixels a world unit: all of it, a part, one's own neighbourhood with all that is written. */
const ZOOMS = [0.05, 0.5, 1.6] as const;
const MOST = 1.2;
const HOLD = 50;

const figure = (value: number): string => value.toLocaleString('en-US');

export const canvasBench: Bench = {
  name: 'canvas',
  run: async (say) => {
    const rows: BenchRow[] = [];
    for (const { nodes, edges, rounds } of SIZES) {
      const page = await openBenchPage();
      if (!page) {
        say('there is no Chromium on this machine: nothing was measured');
        return [];
      }
      try {
        say(`${figure(nodes)} nodes, ${figure(edges)} edges`);
        const name = `${figure(nodes)} / ${figure(edges)}`;
        const filled = await page.ask<number>(`yard.fill(${nodes}, ${edges})`);
        rows.push(await frameRow(page, `a frame, ${name}`, rounds));
        const steps = [{ name: 'open it', ms: filled }, ...(await page.ask<StepTime[]>('yard.steps()'))];
        rows.push(stepRow(`what an analyst does, ${name}`, steps));
      } finally {
        await page.close();
      }
    }
    return rows;
  },
};

async function frameRow(page: BenchPage, name: string, rounds: number): Promise<BenchRow> {
  const all: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
  const parts: string[] = [];
  const add = (what: string, { ours, bare }: FrameTimes): void => {
    // The first pair fills caches of both.
    const ratios = ours.map((time, at) => time / bare[at]!).slice(1);
    parts.push(`${what} ${timesOf(ratios).p50.toFixed(2)} ×`);
    all.ours.push(...ours.slice(1));
    all.bare.push(...bare.slice(1));
  };
  for (const zoom of ZOOMS) add(`at ${zoom}`, await page.ask<FrameTimes>(`yard.frames(${zoom}, ${rounds}, false)`));
  const ratio = timesOf(all.ours.map((time, at) => time / all.bare[at]!)).p50;
  const yardstick = { name: `a bare sigma; by zoom: ${parts.join(', ')}`, times: timesOf(all.bare) };
  return { name, ours: timesOf(all.ours), yardstick, ratio, target: `≤ ${MOST} ×`, met: ratio <= MOST };
}

function stepRow(name: string, steps: readonly StepTime[]): BenchRow {
  const sorted = steps.toSorted((a, b) => b.ms - a.ms);
  const worst = sorted.slice(0, 4).map((step) => `${step.name} ${step.ms.toFixed(0)} ms`);
  const ours = timesOf(steps.map(({ ms }) => ms));
  return {
    name,
    ours,
    yardstick: null,
    ratio: null,
    target: `longest piece p50 ≤ ${HOLD} ms`,
    met: ours.p50 <= HOLD,
    note: `of ${steps.length} things the longest: ${worst.join(', ')}`,
  };
}
