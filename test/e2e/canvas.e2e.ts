/**
 * The canvas at size, in a real window: 10,000 nodes and what joins them come back as they were left, the worker lays them
 * out under the window's own policy, Escape stops it, and undo names what it takes back. No hub: a lease and a slice.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeGraph } from '../../bench/graph.ts';
import { ROOT } from '../../runtime/platform.ts';
import { Hands } from '../../runtime/tour/hands.ts';
import { Workstation } from '../../runtime/tour/workstation.ts';
import type { ActionInput } from '../../shared/contract/index.ts';
import { CUSTOMER, PASSPHRASE, leaveLeases, newFolder } from '../support/desk.ts';
import { leaveSlice } from '../support/seed-slice.ts';

/** Nothing listens there. */
const NO_HUB = 'http://127.0.0.1:9';
const PICTURES = join(ROOT, 'out', 'e2e', 'canvas');
const NODES = 10_000;
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

  test('comes back as it was left: places, fold, legend, and where one looked', { timeout: LONG }, async () => {
    await enter();
    const side = Math.ceil(Math.sqrt(NODES));
    const nodes = graph.nodes.map(({ id }, at) => ({
      id,
      x: (at % side) * 64 - side * 32,
      y: Math.floor(at / side) * 64 - side * 32,
      pinned: at < 10,
      hidden: false,
    }));
    const view: ActionInput<'view.save'> = { nodes, selected: [], query: 'MATCH', off: ['domain'], camera: { x: 0, y: 0, zoom: 0.12 } };
    expect(await hands.ask('view.save', view)).toMatchObject({ ok: true });
    await go('context.leave', {});
    await enter();
    const domains = graph.nodes.filter(({ kind }) => kind === 'domain').length;
    await hands.until('all nodes', async () => (await drawn()) === NODES - domains, LONG);
    expect(await hands.number('[data-region=canvas]', 'data-edges')).toBeGreaterThan(20_000);
    expect(await hands.number('[data-region=canvas]', 'data-pinned')).toBe(10);
    expect(await hands.text('[data-region=canvas]')).toContain('10,000 of at most 50,000 are drawn');
    await picture('1-restored');
  });

  test('is laid out in a worker, which Escape stops; undo takes all of it back and says so', { timeout: LONG }, async () => {
    await hands.focusWork();
    await hands.keys('1');
    await hands.until('a way to stop', () => hands.page.$('[data-stop]').isExisting());
    await hands.until('progress', async () => (await hands.text('[data-said]')).includes('%'), LONG);
    await hands.keys('Escape');
    await hands.until('the end of it', async () => (await said()) === 'Stopped: arranged by force as far as it got.', LONG);
    await picture('2-stopped');
    await hands.keys('Control', 'z');
    await hands.until('what was undone', async () => (await said()) === 'Undone: arrange by force.');
    await hands.keys('3');
    await hands.until('radial', async () => (await said()) === 'Arranged by radial.', LONG);
    await picture('3-radial');
  });

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
