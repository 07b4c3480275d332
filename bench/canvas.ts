/**
 * The canvas in a real browser, by JavaScript alone: its frames beside those of a bare sigma on the same graph (arrows and
 * sigma's own labels), in turns in one page, looking from afar, between and closely, a row each; and the longest piece of
 * JavaScript that holds the window while an analyst does each thing, without sigma's own frame, which the other rows measure.
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
        for (const zoom of ZOOMS) rows.push(await frameRow(page, `a frame at ${zoom}, ${name}`, zoom, rounds));
        const steps = [{ name: 'open it', ms: filled }, ...(await page.ask<StepTime[]>('yard.steps()'))];
        rows.push(...steps.map((step) => stepRow(name, step)));
      } finally {
        await page.close();
      }
    }
    return rows;
  },
};

async function frameRow(page: BenchPage, name: string, zoom: number, rounds: number): Promise<BenchRow> {
  const { ours, bare } = await page.ask<FrameTimes>(`yard.frames(${zoom}, ${rounds})`);
  // The first pair fills caches of both.
  const ratio = timesOf(ours.map((time, at) => time / bare[at]!).slice(1)).p50;
  const yardstick = { name: 'a bare sigma', times: timesOf(bare.slice(1)) };
  return { name, ours: timesOf(ours.slice(1)), yardstick, ratio, target: `≤ ${MOST} ×`, met: ratio <= MOST };
}

/** One thing is done once: its longest piece is both its median and its worst. */
function stepRow(size: string, { name, ms }: StepTime): BenchRow {
  return {
    name: `${name.trim()}, ${size}`,
    ours: timesOf([ms]),
    yardstick: null,
    ratio: null,
    target: `longest piece ≤ ${HOLD} ms`,
    met: ms <= HOLD,
  };
}
