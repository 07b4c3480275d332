/** The workbench at work: searching, expanding, reading, asking. */
import { expect } from 'vitest';
import type { Hands } from '../../../runtime/tour/hands.ts';
import { valueOf } from '../../../runtime/tour/stage.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

/** Names of hosts, the one with most neighbours first, and whether that one is a supernode. */
async function hosts(hands: Hands): Promise<{ names: string[]; supernode: boolean }> {
  const { rows, nodes } = valueOf(
    await hands.ask('graph.query', { text: 'MATCH (h:host) RETURN h ORDER BY h.count DESC LIMIT 5', params: {} }),
    'a question can be asked',
  );
  expect(rows.length).toBeGreaterThan(0);
  const counted = await Promise.all(
    nodes.map(async ({ id, label }) => ({ label, ...valueOf(await hands.ask('graph.counts', { id }), 'neighbours are counted') })),
  );
  counted.sort((a, b) => b.total - a.total);
  return { names: counted.map(({ label }) => label), supernode: counted[0]!.supernode };
}

export const bench: readonly Screen[] = [
  {
    title: 'a workbench on which nothing is drawn yet',
    async run(stage) {
      const { hands } = stage;
      await see(stage, '10-empty', 'Start from what you know', 'Find a record', 'Nothing selected', 'Nothing is drawn yet.');
      expect(await hands.page.execute(() => document.activeElement?.hasAttribute('data-search'))).toBe(true);
    },
  },
  {
    title: 'search: nothing, and more than fits',
    async run(stage) {
      const { hands } = stage;
      await hands.fill('input[data-search]', 'zzzz');
      await see(stage, '11-nothing-found', 'Nothing found');
      const box = (): Promise<number> => hands.page.execute(() => document.querySelector('.search-box')!.clientHeight);
      const before = await box();
      await hands.fill('input[data-search]', 's');
      await see(stage, '12-found', 'More match: write more of the name.');
      expect(await box()).toBe(before);
    },
  },
  {
    title: 'before expanding: counts by kind, a cap, and a supernode that is never drawn whole',
    async run(stage) {
      const { hands } = stage;
      const { names, supernode } = await hosts(hands);
      await hands.addFirst(names[0]!);
      expect((await hands.openExpansion()).length).toBeGreaterThan(0);
      if (supernode) expect(await hands.page.$$('.expand-row input:checked').length).toBe(0);
      await see(stage, '13-expand', ...(supernode ? [/[\d,]+ neighbours: choose which kinds to draw\./, 'Tick at least one kind.'] : []));
      await hands.page.$('.expand-cap input').setValue('10');
      await see(stage, '14-cap', 'Between 25 and 500.');
      await hands.page.$('.expand-cap input').setValue('50');
      await hands.drawExpansion();
      await see(stage, '15-expanded', /[\d,]+ added, [\d,]+ not drawn\./, 'events of the selected nodes');
    },
  },
  {
    title: 'a question that is not understood, and one that is not permitted',
    async run(stage) {
      const { hands } = stage;
      await hands.question('MATCH (h:hosst) RETURN h');
      await hands.page.$('.query-mark').waitForDisplayed();
      expect(await hands.text('.query-mark')).toBe('hosst');
      await see(stage, '16-not-understood');
      await hands.question('MATCH (p:process)-[:RAN_ON]->(h:host) RETURN h, p, p.count ORDER BY p.lastSeen DESC LIMIT 200');
      await hands.until('the answer', () => hands.number('.query-results', 'data-rows'));
      await see(stage, '17-answer', /\d+ rows/, /Add \d+ to canvas/);
      await hands.question("MATCH (h:host) WHERE h.tenant_id = '0' RETURN h");
      await see(stage, '18-refused', 'cross-tenant traversal not permitted', '✗ filter h.tenant_id', 'of the question before');
      await hands.keys('Escape');
      expect(await hands.page.execute(() => document.activeElement?.className)).toBe('canvas-stage');
    },
  },
  {
    title: 'words of the schema complete as one writes, by Tab or by Enter',
    async run(stage) {
      const { hands } = stage;
      const offered = hands.page.$('.cm-tooltip-autocomplete');
      const write = async (text: string): Promise<void> => {
        await hands.write(text);
        await offered.waitForDisplayed();
      };
      await write('MATCH (h:ho');
      await see(stage, '19-completion', 'host');
      await hands.keys('Tab');
      await hands.until('the whole word', async () => (await hands.text('[data-query]')).includes('(h:host'));
      await write('MATCH (p:proc');
      await hands.keys('ArrowDown');
      await hands.keys('Enter');
      await hands.until('the whole word', async () => (await hands.text('[data-query]')).includes('(p:process'));
      expect(await hands.page.$('[data-query-panel]').isExisting()).toBe(false);
      await hands.keys('Escape');
    },
  },
];
