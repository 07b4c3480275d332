/** The canvas in the system's browser: whatever changes while a change is under way, what is drawn in the end is the scene. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBenchPage } from '../../../bench/canvas/browser.ts';
import type { BenchPage } from '../../../bench/canvas/browser.ts';
import { findChromium } from '../../../runtime/stand-in/flags.ts';

describe.skipIf(findChromium() === null)('what the graphics card is given', () => {
  let page: BenchPage;
  beforeAll(async () => {
    page = (await openBenchPage())!;
  }, 60_000);
  afterAll(() => page.close());

  // The small one is laid out by sigma with each change, the large one thing by thing.
  it.each([
    { nodes: 300, edges: 1_200, rounds: 30 },
    { nodes: 2_500, edges: 10_000, rounds: 30 },
  ])('is what sigma would lay out itself: $nodes nodes', { timeout: 60_000 }, async ({ nodes, edges, rounds }) => {
    await page.ask(`yard.fill(${nodes}, ${edges})`);
    for (const seed of [1, 2, 3]) expect(await page.ask(`yard.stir(${seed}, ${rounds})`)).toEqual([]);
  });

  it('has the colours of its kinds where the system forces its own and the page names none of those', async () => {
    await page.ask('yard.fill(300, 1_200)');
    const colours = (): Promise<readonly string[]> => page.ask('yard.colours()');
    const before = await colours();
    expect(before.length).toBeGreaterThan(3);
    await page.forceColours(true);
    await page.ask('yard.rethemed()');
    expect(await colours()).toEqual(before);
    await page.forceColours(false);
  });
});
