/** The query bar on the second day: values on request, a fix by one key, fields for parameters, past and saved questions, paths, cuts, plans. */
import { expect } from 'vitest';
import type { Hands } from '../../../runtime/tour/hands.ts';
import { valueOf } from '../../../runtime/tour/stage.ts';
import { LIMITS } from '../../../shared/limits.ts';
import { see } from './see.ts';
import type { Screen } from './see.ts';

const bar = (hands: Hands): Promise<string> => hands.text('[data-query]');
const asked = async (hands: Hands, action: string): Promise<number> => {
  const { lines } = valueOf(await hands.ask('audit.own', { before: null, limit: 200 }), 'one’s own actions can be read');
  return lines.filter((line) => line.action === action && line.phase === 'intent').length;
};

export const query: readonly Screen[] = [
  {
    title: 'kinds that the slice has, with how many',
    async run(stage) {
      const { hands } = stage;
      await hands.write('MATCH (h:');
      await hands.page.$('.cm-tooltip-autocomplete').waitForDisplayed();
      await see(stage, '70-kinds', /host\s*node · [\d,]+/);
      await hands.keys('Escape');
    },
  },
  {
    title: 'values when Ctrl+Space asks for them, and never before; each look is on record',
    async run(stage) {
      const { hands } = stage;
      await hands.write('MATCH (h:host) WHERE h.label = ');
      await hands.page.pause(400);
      expect(await asked(hands, 'graph.values')).toBe(0);
      await hands.focusQuery();
      await hands.keys('Control', ' ');
      await hands.page.$('.cm-tooltip-autocomplete').waitForDisplayed();
      await see(stage, '71-values', 'label');
      await hands.keys('Tab');
      await hands.until('the value', async () => /h\.label = '.+'$/.test(await bar(hands)));
      expect(await asked(hands, 'graph.values')).toBe(1);
    },
  },
  {
    title: 'an error proposes what is meant, and Ctrl+. puts it in; the answer before stays',
    async run(stage) {
      const { hands } = stage;
      await hands.question('MATCH (h:host) RETURN h.label LIMIT 3');
      await hands.until('the answer', () => hands.number('.query-results', 'data-rows'));
      await hands.question('MATCH (h:hosst) RETURN h.label LIMIT 2');
      await see(stage, '72-fix', 'Write host', 'Ctrl+.', 'of the question before');
      await hands.focusQuery();
      await hands.keys('Control', '.');
      await hands.until('the fix', async () => (await bar(hands)) === 'MATCH (h:host) RETURN h.label LIMIT 2');
      await hands.keys('Enter');
      await hands.until('the answer', async () => (await hands.number('.query-results', 'data-rows')) === 2);
    },
  },
  {
    title: 'a parameter has a field, is asked for by name, and its value is not in the text',
    async run(stage) {
      const { hands } = stage;
      await hands.question('MATCH (h:host) WHERE h.count >= $least RETURN h.label LIMIT 4');
      await see(stage, '73-parameter', '$least has no value.');
      await hands.until('its field', () => hands.page.execute(() => document.activeElement?.getAttribute('data-parameter') === 'least'));
      await hands.fill('[data-parameter=least]', '1');
      await see(stage, '74-parameter-set', 'number');
      await hands.keys('Enter');
      await hands.until('the answer', async () => (await hands.number('.query-results', 'data-rows')) > 2);
    },
  },
  {
    title: 'past questions by Ctrl+↑ and ↓, and what was being written is not lost',
    async run(stage) {
      const { hands } = stage;
      await hands.write('MATCH (n)');
      await hands.keys('Escape');
      await hands.focusQuery();
      await hands.keys('Control', 'ArrowUp');
      await hands.until('the last question', async () => (await bar(hands)).includes('$least'));
      await hands.keys('Control', 'ArrowUp');
      await hands.until('the one before', async () => (await bar(hands)).endsWith('LIMIT 2'));
      await hands.keys('Control', 'ArrowDown');
      await hands.keys('Control', 'ArrowDown');
      await hands.until('what was being written', async () => (await bar(hands)) === 'MATCH (n)');
    },
  },
  {
    title: 'a question is saved, renamed, run and removed',
    async run(stage) {
      const { hands } = stage;
      await hands.write("MATCH (h:host) WHERE h.label <> 'none' RETURN h.label LIMIT 5");
      await hands.keys('Escape');
      await hands.keys('Control', 'Shift', 's');
      await hands.fill('input[name=saved-name]', 'Hosts of interest');
      await hands.keys('Enter');
      await hands.until('the saved one', async () => (await hands.number('[data-saved]', 'data-saved')) === 1);
      await see(stage, '75-saved', 'Hosts of interest');
      await hands.page.$('button[aria-label="Rename Hosts of interest"]').click();
      await hands.fill('input[aria-label="New name of Hosts of interest"]', 'Five hosts');
      await hands.keys('Enter');
      await hands.page.$('button[aria-label="Run Five hosts"]').waitForDisplayed();
      await hands.page.$('button[aria-label="Run Five hosts"]').click();
      await hands.until('the answer', async () => (await hands.number('.query-results', 'data-rows')) === 5);
      await hands.keys('Control', 'Shift', 's');
      await hands.page.$('button[aria-label="Remove Five hosts"]').click();
      await see(stage, '76-remove', 'Remove for good');
      await hands.page.$('button=Remove for good').click();
      await hands.until('none', async () => (await hands.number('[data-saved]', 'data-saved')) === 0);
      await hands.keys('Escape');
      await hands.page.$('[data-saved]').waitForExist({ reverse: true });
    },
  },
  {
    title: 'all shortest paths between two, which go to the canvas',
    async run(stage) {
      const { hands } = stage;
      const ends = 'MATCH (a:process)-[:RAN_ON]->(h:host)<-[:RAN_ON]-(b:process) WITH a, b LIMIT 1';
      await hands.question(`${ends} MATCH p = allShortestPaths((a)-[*..4]-(b)) RETURN p, length(p) AS hops`);
      await hands.until('paths', async () => (await hands.number('.query-results', 'data-rows')) > 0);
      await see(stage, '77-all-paths', /\d+ rows?/, 'hops', 'ran on', /Add \d+ to canvas/);
    },
  },
  {
    title: 'an answer that was cut says so, and what to do',
    async run(stage) {
      const { hands } = stage;
      await hands.question('MATCH (p:process), (h:host) RETURN p, h.label AS host');
      await hands.until('the answer', async () => (await hands.number('.query-results', 'data-rows')) === LIMITS.rows);
      await see(stage, '78-cut', '500 rows', 'Cut at 500: there are more. Narrow the question, or page with SKIP and LIMIT.');
    },
  },
  {
    title: 'EXPLAIN tells each step, and how it is done, in words that are not cut',
    async run(stage) {
      const { hands } = stage;
      await hands.question('EXPLAIN MATCH (p:process)-[:RAN_ON]->(h:host) WHERE h.count > 10 RETURN h, count(p) AS processes');
      await see(stage, '79-explain', 'scan (', 'expand (', 'bound to the customer that is open', 'cut at 500 rows, and says so');
      const cut = await hands.page.execute(() =>
        [...document.querySelectorAll('.query-rows .cut')]
          .filter((cell) => cell.scrollWidth > cell.clientWidth)
          .map((cell) => cell.textContent),
      );
      expect(cut).toEqual([]);
    },
  },
];
