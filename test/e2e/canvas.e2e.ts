/**
 * The canvas at size, in a real window: 10,000 nodes and what joins them come back as they were left, the worker lays them
 * out under the window's own policy, Escape stops it, and undo names what it takes back. No hub: a lease and a slice.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeGraph } from '../../bench/graph.ts';
import { NOTHING_KNOWN, learn } from '../../renderer/canvas/known.ts';
import { sceneOf } from '../../renderer/canvas/scene-keeper.ts';
import { ROOT } from '../../runtime/platform.ts';
import { Hands } from '../../runtime/tour/hands.ts';
import { Workstation } from '../../runtime/tour/workstation.ts';
import type { ActionInput } from '../../shared/contract/index.ts';
import type { View } from '../../shared/contract/view.ts';
import { LIMITS } from '../../shared/limits.ts';
import { CUSTOMER, PASSPHRASE, leaveLeases, newFolder } from '../support/desk.ts';
import { leaveSlice } from '../support/seed-slice.ts';

/** Nothing listens there. */
const NO_HUB = 'http://127.0.0.1:9';
const PICTURES = join(ROOT, 'out', 'e2e', 'canvas');
/** So many that, with what is folded away, there are more than `canvasWarn`. */
const NODES = 10_100;
const EDGES = 40_000;
const LONG = 240_000;

const assume: ActionInput<'context.assume'> = {
  grant: CUSTOMER.grant,
  role: 'investigator',
  reason: 'a look at all of it',
  ticket: 'T-1',
  window: 'here',
};

describe('a canvas of 10,000 nodes', () => {
  const { folder, remove } = newFolder();
  const graph = makeGraph(NODES, EDGES);
  let workstation: Workstation;
  let hands: Hands;
  const drawn = (): Promise<number> => hands.number('[data-region=canvas]', 'data-nodes');
  const said = (): Promise<string> => hands.page.execute(() => document.querySelector('[data-live]')?.textContent ?? '');
  const picture = (name: string): Promise<unknown> => hands.page.saveScreenshot(join(PICTURES, `${name}.png`));
  /** What takes its own page with it has no reply. */
  const go = (name: 'context.assume' | 'context.leave', input: object): Promise<unknown> =>
    hands.ask(name, input as never).catch(() => undefined);
  const enter = async (): Promise<void> => {
    await workstation.window('floor');
    await hands.ask('floor.read', {});
    await go('context.assume', assume);
    await workstation.window('workbench');
    await hands.until('the view put back', async () => (await hands.page.$('[data-loaded]').isExisting()) && (await drawn()) >= 0, LONG);
  };
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', 'disabled:');
    await leaveLeases(folder, { customers: [CUSTOMER] });
    await leaveSlice(folder, CUSTOMER, graph);
    workstation = await Workstation.start(NO_HUB, {}, folder);
    hands = new Hands(workstation.page);
    await workstation.window('unlock');
    await hands.fill('input[name=passphrase]', PASSPHRASE);
    await hands.keys('Enter');
    await workstation.window('signIn');
    // The hub is away: the kept session signs in.
    await hands.ask('identity.signIn', { code: null });
  }, LONG);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await workstation.end(false);
    remove();
  });

  /** The view as the page itself last saved it. */
  const saved = async (): Promise<View> => {
    await hands.page.pause(2_000);
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
    await enter();
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
    expect(await hands.ask('view.save', view)).toMatchObject({ ok: true });
    await go('context.leave', {});
    await enter();
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
    const { camera, ...rest } = await saved();
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
        expect(await seen(), layout).toBeGreaterThan(0.9);
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
});
