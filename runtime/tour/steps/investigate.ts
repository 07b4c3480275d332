/** Looking into a customer: search, expand, details, timeline, a question. The same steps serve with the hub and without it. */
import type { Hands } from '../hands.ts';
import { must, valueOf } from '../stage.ts';
import type { Stage } from '../stage.ts';
import type { Step } from './step.ts';

const HOSTS = 'MATCH (p:process)-[:RAN_ON]->(h:host) RETURN h, p ORDER BY p.lastSeen DESC LIMIT 20';
const CROSSING = "MATCH (h:host) WHERE h.tenant_id = '0' RETURN h";

/** The host with most events: there is one in any telemetry. */
async function busiestHost(hands: Hands): Promise<string> {
  const reply = await hands.ask('graph.query', { text: 'MATCH (h:host) RETURN h.label ORDER BY h.count DESC LIMIT 1', params: {} });
  const label = valueOf(reply, 'a question can be asked').rows[0]?.[0];
  must(typeof label === 'string', 'the slice holds a host');
  return label;
}

/** Where the one pinned node stands, in the view as the window saves it once so many others are drawn. */
async function pinnedPlace(hands: Hands, others = 0): Promise<string> {
  return hands.until('the saved view', async () => {
    const { view } = valueOf(await hands.ask('view.load', {}), 'the view can be read');
    const node = view !== null && view.nodes.length > others && view.nodes.find(({ pinned }) => pinned);
    return node ? `${node.id} at ${node.x}, ${node.y}` : '';
  });
}

async function findAndExpand(stage: Stage): Promise<string[]> {
  const { hands } = stage;
  const host = await busiestHost(hands);
  await hands.addFirst(host);
  await hands.keys('p');
  await hands.until('the pin', async () => (await hands.number('[data-region=canvas]', 'data-pinned')) === 1);
  const pinned = await pinnedPlace(hands);
  const counts = await hands.openExpansion();
  must(counts.length > 0, 'the counts by kind are shown before anything is drawn');
  await stage.picture('5-before-expanding');
  const added = await hands.drawExpansion();
  must((await pinnedPlace(hands, added)) === pinned, 'the pinned host stands where it stood');
  return [
    `Searching found host ${host}; around it are ${counts.join(', ')}, counted before anything was drawn.`,
    `Expanding drew ${added} more nodes within the cap; the pinned host stayed where it was.`,
  ];
}

export const investigate: Step = {
  title: 'Search a host, expand it, read its details and its timeline, ask a question',
  async run(stage) {
    const { hands } = stage;
    const found = await findAndExpand(stage);
    await hands.page.$('[data-detail]').waitForDisplayed();
    const entries = await hands.until('the timeline', () => hands.number('[data-region=timeline]', 'data-entries'));
    await stage.picture('6-expanded');
    await hands.question(HOSTS);
    const rows = await hands.until('the answer', () => hands.number('.query-results', 'data-rows'));
    await stage.picture('7-question');
    await hands.question(CROSSING);
    const refusal = await hands.until('the refusal', async () => {
      const text = await hands.text('.query-refusal');
      return text.includes('cross-tenant traversal not permitted') ? text : '';
    });
    must(refusal.includes('✗'), 'the refusal shows the plan with the step marked');
    await stage.picture('8-refused');
    await hands.keys('Escape');
    return [
      ...found,
      `Its timeline holds ${entries} events, its details are shown; the question was answered with ${rows} rows.`,
      'Naming the tenant in a question was refused by name, with the plan and the refused step.',
    ];
  },
};

/** Offline, everything of `investigate` once more. */
export async function investigateAgain({ hands }: Stage): Promise<readonly string[]> {
  const host = await busiestHost(hands);
  const found = await hands.ask('graph.search', { text: host });
  const id = valueOf(found, 'searching works').groups[0]?.hits[0]?.id;
  must(id !== undefined, 'searching finds the host');
  const counts = await hands.ask('graph.counts', { id });
  must(valueOf(counts, 'counting works').total > 0, 'the host has neighbours');
  const expanded = await hands.ask('graph.expand', { id, kinds: null, edges: null, cap: 50 });
  must(valueOf(expanded, 'expanding works').nodes.length > 0, 'expanding brings nodes');
  const timeline = await hands.ask('graph.timeline', { ids: [id], from: null, to: null });
  must(valueOf(timeline, 'the timeline works').total > 0, 'the timeline has entries');
  await hands.question(HOSTS);
  await hands.until('the answer', () => hands.number('.query-results', 'data-rows'));
  await hands.keys('Escape');
  return ['Searching, counting, expanding, the timeline and the query bar all answered.'];
}
