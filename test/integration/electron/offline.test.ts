/** Investigating without the hub: on a lease, in the customer's own file, every step recorded, nothing crossing at a pivot. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { makeGraph } from '../../../bench/graph.ts';
import { allEnvelopes, closings, verified } from '../../support/chain.ts';
import {
  assumed,
  CUSTOMER,
  leaveLeases,
  newFolder,
  OTHER_CUSTOMER,
  PASSPHRASE,
  signedInOffline,
  startDesk,
  until,
} from '../../support/desk.ts';
import type { TestDesk } from '../../support/desk.ts';
import { leaveSlice } from '../../support/seed-slice.ts';

const ours = makeGraph(300, 900, 1);
const theirs = makeGraph(300, 900, 2);
let on: TestDesk;
let remove: () => void;

beforeAll(async () => {
  const made = newFolder();
  remove = made.remove;
  await leaveLeases(made.folder);
  await leaveSlice(made.folder, CUSTOMER, ours);
  await leaveSlice(made.folder, OTHER_CUSTOMER, theirs);
  on = await startDesk({ folder: made.folder });
  await signedInOffline(on);
});
afterAll(async () => {
  await on.desk.end();
  remove();
});

describe('offline, on a lease', () => {
  test('the slice opens as it was synced, and answers search, counts, expansion, timeline and a question', async () => {
    await assumed(on);
    await until(() => on.window().context?.sync.phase === 'ready');
    expect(on.window().context?.sync).toMatchObject({ done: 1200 });
    const host = ours.nodes.find(({ kind }) => kind === 'host');
    if (!host) throw new Error('no host');
    const found = await on.act('graph.search', { text: host.label });
    expect(found.ok && found.value.groups.flatMap(({ hits }) => hits.map(({ id }) => id))).toContain(host.id);
    const counts = await on.act('graph.counts', { id: host.id });
    const degree = ours.edges.filter(({ src, dst }) => src === host.id || dst === host.id).length;
    expect(counts.ok && counts.value.total).toBe(degree);
    expect(await on.act('graph.expand', { id: host.id, kinds: null, edges: null, cap: 25 })).toMatchObject({ ok: true });
    expect(await on.act('graph.timeline', { ids: [host.id], from: null, to: null })).toMatchObject({ ok: true });
    expect(await on.act('graph.query', { text: 'MATCH (h:host) RETURN h.label LIMIT 3', params: {} })).toMatchObject({
      ok: true,
      value: { columns: ['h.label'] },
    });
  });

  test('each of these steps is recorded as offline, in the customer’s chain, with its text', () => {
    const envelopes = allEnvelopes(on.desk.local.outbox);
    const bodies = verified(envelopes, on.desk.local.device.privateKey);
    const graph = bodies.filter(({ action }) => action.startsWith('graph.'));
    expect(graph).toHaveLength(10);
    expect(graph.every(({ offline, as }) => offline && as?.tenant === CUSTOMER.tenant)).toBe(true);
    expect(closings(bodies).filter(({ result }) => result === null)).toEqual([]);
    expect(envelopes.find(({ record }) => record.body.action === 'graph.query')?.text?.value).toContain('MATCH');
  });

  test('after a pivot the old renderer is gone, its late calls are nobody’s, and the other file answers', async () => {
    const window = on.window();
    const saved = { nodes: [], selected: [], query: 'MATCH (a:alert) RETURN a' };
    expect(await on.act('view.save', { view: JSON.stringify(saved) })).toMatchObject({ ok: true });
    const before = window.shell;
    const epoch = window.epoch;
    await on.act('window.switcher', {});
    const switcher = on.desk.windows.all.find(({ opener }) => opener === window);
    if (!switcher) throw new Error('no switcher');
    await on.act('floor.read', {}, switcher);
    const late = on.act('graph.search', { text: 'x' });
    await on.act(
      'context.assume',
      { grant: OTHER_CUSTOMER.grant, role: 'investigator', reason: 'next', ticket: 'T-2', window: 'here' },
      switcher,
    );
    expect(await late).toMatchObject({ ok: false, error: { code: 'stale_context' } });
    expect(before).toMatchObject({ destroyed: true });
    expect(on.desk.windows.byContents(before.contents)).toBeNull();
    expect(on.desk.windows.all).toEqual([window]);
    expect(await on.desk.gate({ window, source: 'old' }, { name: 'graph.search', input: { text: 'x' }, epoch })).toMatchObject({
      error: { code: 'stale_context' },
    });
    await until(() => window.context?.sync.phase === 'ready');
    const host = ours.nodes.find(({ kind }) => kind === 'host');
    if (!host) throw new Error('no host');
    expect(await on.act('graph.counts', { id: host.id })).toMatchObject({ error: { code: 'not_found' } });
    expect(await on.act('view.load', {})).toEqual({ ok: true, value: { view: null } });
    expect(JSON.stringify(on.state())).not.toContain(CUSTOMER.name);
  });

  test('back at the first customer the view is as it was left', async () => {
    const window = on.window();
    await on.act('window.switcher', {});
    const switcher = on.desk.windows.all.find(({ opener }) => opener === window);
    if (!switcher) throw new Error('no switcher');
    await on.act('floor.read', {}, switcher);
    await on.act(
      'context.assume',
      { grant: CUSTOMER.grant, role: 'investigator', reason: 'back', ticket: 'T-1', window: 'here' },
      switcher,
    );
    expect(await on.act('view.load', {})).toMatchObject({ ok: true, value: { view: { query: 'MATCH (a:alert) RETURN a' } } });
    expect(on.faults).toEqual([]);
  });
});

test('with a customer’s code nobody goes on as the analyst who is still signed in', async () => {
  const made = newFolder();
  onTestFinished(made.remove);
  await leaveLeases(made.folder);
  const desk = await startDesk({ folder: made.folder });
  onTestFinished(() => desk.desk.end());
  await desk.act('identity.unlock', { passphrase: PASSPHRASE });
  await desk.act('identity.signIn', { code: 'ALD-AAAA-AAAA' });
  await until(() => desk.window().group.signIn.error !== null);
  expect(desk.window().group).toMatchObject({ session: null, signIn: { error: { code: 'hub_unreachable' } } });
  expect(await desk.act('floor.read', {})).toMatchObject({ error: { code: 'no_session' } });
  await desk.act('identity.signIn', { code: null });
  await until(() => desk.window().screen === 'floor');
});
