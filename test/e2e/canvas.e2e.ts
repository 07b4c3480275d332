/**
 * The canvas at size, in a real window: 10,000 nodes and what joins them come back as they were left, the worker lays them
 * out under the window's own policy, Escape stops it, and undo names what it takes back; a host with 100,000 neighbours is
 * counted before it is drawn. No hub: a lease and a slice.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SUPERNODE, makeGraph, withSupernode } from '../../bench/graph.ts';
import { NOTHING_KNOWN, learn } from '../../renderer/canvas/known.ts';
import { sceneOf } from '../../renderer/canvas/scene-keeper.ts';
import { ROOT } from '../../runtime/platform.ts';
import type { Hands } from '../../runtime/tour/hands.ts';
import type { View } from '../../shared/contract/view.ts';
import { LIMITS } from '../../shared/limits.ts';
import { OfflineDesk } from '../support/offline-desk.ts';

const PICTURES = join(ROOT, 'out', 'e2e', 'canvas');
/** So many that, with what is folded away, there are more than `canvasWarn`. */
const NODES = 10_100;
const EDGES = 40_000;
const NEIGHBOURS = 100_000;
const LONG = 240_000;

describe('a canvas of 10,000 nodes', () => {
  const graph = makeGraph(NODES, EDGES);
  let desk: OfflineDesk;
  let hands: Hands;
  const drawn = (): Promise<number> => desk.drawn;
  const said = (): Promise<string> => hands.page.execute(() => document.querySelector('[data-live]')?.textContent ?? '');
  const picture = (name: string): Promise<unknown> => hands.page.saveScreenshot(join(PICTURES, `${name}.png`));
  const downloads = mkdtempSync(join(tmpdir(), 'netgraph-downloads-'));
  beforeAll(async () => {
    vi.stubEnv('XDG_DOWNLOAD_DIR', downloads);
    mkdirSync(PICTURES, { recursive: true });
    desk = await OfflineDesk.open(withSupernode(graph, NEIGHBOURS));
    hands = desk.hands;
  }, LONG);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await desk.end();
    rmSync(downloads, { recursive: true, force: true });
  });

  /** The view as the page itself last saved it. */
  const saved = async (): Promise<View> => {
    const read = await hands.ask('view.load', {});
    if (!read.ok || !read.value.view) throw new Error('no view');
    return read.value.view;
  };
  /** What part of the nodes one sees. */
  const seen = async (): Promise<number> => {
    const { nodes: all, camera } = await saved();
    const { width, height } = await hands.page.execute(() => {
      const stage = document.querySelector('.canvas-stage')!;
      return { width: stage.clientWidth, height: stage.clientHeight };
    });
    const { x, y, zoom } = camera!;
    return all.filter((node) => Math.abs(node.x - x) * zoom * 2 <= width && Math.abs(node.y - y) * zoom * 2 <= height).length / all.length;
  };

  test('comes back whole: places, pins, folds, legend, what was chosen, and where one looked', { timeout: LONG }, async () => {
    await desk.enter();
    const side = Math.ceil(Math.sqrt(NODES));
    const nodes = graph.nodes.map(({ id }, at) => ({
      id,
      x: (at % side) * 64 - side * 32,
      y: Math.floor(at / side) * 64 - side * 32,
      pinned: at < 10,
      hidden: false,
    }));
    const chosen = graph.nodes.findLast(({ kind }) => kind === 'host')!.id;
    const view: View = {
      nodes,
      selected: [chosen],
      query: 'MATCH',
      folded: [graph.nodes[0]!.id],
      merged: [],
      off: ['domain'],
      rest: [{ id: chosen, count: 12 }],
      mode: 'graph',
      brush: null,
      camera: { x: 0, y: 0, zoom: 0.12 },
    };
    await desk.reopen(view);
    const scene = sceneOf(
      {
        places: new Map(nodes.map(({ id, ...place }) => [id, place])),
        ...{ folded: new Set(view.folded), merged: new Set(), off: new Set(view.off), rest: new Map() },
      },
      learn(NOTHING_KNOWN, graph.nodes, graph.edges),
    );
    await hands.until('all nodes', async () => (await drawn()) === scene.nodes.size, LONG);
    expect(await hands.number('[data-region=canvas]', 'data-edges')).toBe(scene.edges.size);
    expect(await hands.number('[data-region=canvas]', 'data-pinned')).toBe(10);
    expect(await hands.number('[data-region=canvas]', 'data-selected')).toBe(1);
    await picture('1-restored');
    await hands.focusWork();
    await hands.keys('p');
    const now = await hands.until('it to be saved', async () => {
      const one = await saved();
      return one.nodes.some(({ id, pinned }) => pinned && id === chosen) ? one : null;
    });
    const { camera, ...rest } = now!;
    const { camera: _, ...before } = view;
    expect(rest).toEqual({ ...before, nodes: nodes.map((node) => (node.id === chosen ? { ...node, pinned: true } : node)) });
    expect(camera!.zoom).toBeCloseTo(0.12);
    expect(Math.hypot(camera!.x, camera!.y)).toBeLessThan(10);
  });

  test('says how many are drawn and how many it holds; what it proposes ends the warning', { timeout: LONG }, async () => {
    await hands.page.$('[data-legend=domain]').click();
    await hands.until('all kinds', async () => (await drawn()) >= LIMITS.canvasWarn);
    await hands.keys('Escape');
    const shown = (await drawn()).toLocaleString('en-US');
    const holds = NODES.toLocaleString('en-US');
    expect(await hands.text('[data-region=canvas]')).toContain(`${shown} are drawn; the canvas holds ${holds} of at most 50,000.`);
    await hands.page.$('[data-legend=domain]').click();
    await hands.until('fewer', async () => (await drawn()) < LIMITS.canvasWarn);
    expect(await hands.text('[data-region=canvas]')).not.toContain('at most 50,000');
  });

  test(
    'is laid out in a worker, which Escape stops from wherever one is; undo takes all of it back and says so',
    { timeout: LONG },
    async () => {
      await hands.page.$('button[aria-label^="Arrange by force"]').click();
      await hands.until('a way to stop', () => hands.page.$('[data-stop]').isExisting());
      await hands.until('progress', async () => (await hands.text('[data-said]')).includes('%'), LONG);
      // Focus is on the button in the rail.
      await hands.keys('Escape');
      await hands.until('the end of it', async () => (await said()) === 'Stopped: arranged by force as far as it got.', LONG);
      await picture('2-stopped');
      await hands.focusWork();
      await hands.keys('Control', 'z');
      await hands.until('what was undone', async () => (await said()) === 'Undone: arrange by force.');
      for (const [key, layout] of [
        ['2', 'tree'],
        ['3', 'radial'],
        ['4', 'time'],
      ] as const) {
        await hands.keys(key);
        await hands.until(layout, async () => (await said()) === `Arranged by ${layout}.`, LONG);
        await hands.until(`nearly all of ${layout} to be seen`, async () => (await seen()) > 0.9);
        await picture(`3-${layout}`);
      }
    },
  );

  test('groups a kind, and reads as a table', { timeout: LONG }, async () => {
    await hands.focusWork();
    await hands.keys('t');
    await hands.page.$('[data-table]').waitForDisplayed();
    expect(await hands.page.$$('[data-table] [data-node]').length).toBeLessThan(100);
    await hands.keys('End');
    await hands.until('the last row', async () => (await hands.number('[data-region=canvas]', 'data-selected')) === 1);
    await picture('4-table');
    const all = await drawn();
    await hands.keys('g');
    await hands.until('a group', async () => (await drawn()) < all);
    await hands.keys('Control', 'z');
    await hands.until('all again', async () => (await drawn()) === all);
    expect(await said()).toMatch(/^Undone: group [a-z]+\.$/);
  });

  test(
    'counts 100,000 neighbours of a host by kind, draws none of them unasked, and those that are asked for as far as it is told',
    {
      timeout: LONG,
    },
    async () => {
      await hands.keys('t');
      await hands.page.$('.canvas-stage').waitForDisplayed();
      const before = await drawn();
      await hands.addFirst(SUPERNODE);
      const counts = await hands.openExpansion();
      expect(counts).toEqual([expect.stringMatching(/^users \d\d,\d{3}$/), expect.stringMatching(/^processes \d\d,\d{3}$/), 'alerts 10']);
      const dialog = (): Promise<string> => hands.text('form[data-expand]');
      expect(await dialog()).toContain('100,000 neighbours: choose which kinds to draw.');
      expect(await dialog()).toContain('Tick at least one kind.');
      expect(await hands.page.$('[data-expand-go]').isEnabled()).toBe(false);
      await hands.page.$('[data-expand] [data-kind=alert]').click();
      await hands.page.$('[data-expand] [data-kind=process]').click();
      const asked = 10 + Number(counts[1]!.replaceAll(/\D/g, ''));
      const words = `Alerts first, then the newest of ${asked.toLocaleString('en-US')}. 10,101 are drawn; 50,000 is the end.`;
      expect((await dialog()).replaceAll(/\s+/g, ' ')).toContain(words);
      await picture('5-supernode');
      expect(await hands.drawExpansion()).toBe(LIMITS.expandDefault);
      expect(await drawn()).toBe(before + 1 + LIMITS.expandDefault);
      const left = (asked - LIMITS.expandDefault).toLocaleString('en-US');
      await hands.until('what is left out', async () => (await said()) === `50 added, ${left} not drawn.`);
      expect(await hands.text('aside[aria-label=Details]')).toContain('50 drawn of 100,000');
      await picture('6-supernode-expanded');
    },
  );

  test('begins to be exported; Stop ends it, and no file is left', { timeout: LONG }, async () => {
    await hands.focusWork();
    await hands.keys('Control', 'Shift', 'e');
    await hands.page.$('[data-export-go]').click();
    await hands.page.$('[data-export-stop]').click();
    await hands.until('the end of it', async () =>
      (await hands.text('form[data-export]')).includes('The export was stopped; nothing was written.'),
    );
    expect(await hands.page.$('[data-export-stop]').isExisting()).toBe(false);
    expect(readdirSync(downloads)).toEqual([]);
    await hands.keys('Escape');
  });
});
