/** From one customer to another, with both slices on the desk; and what is left of the first: nothing. */
import type { RecordId } from '../../../shared/graph/ids.ts';
import { must, valueOf } from '../stage.ts';
import type { Stage } from '../stage.ts';
import { FIRST, SECOND } from './step.ts';
import type { Step } from './step.ts';

/** Even, so that the walk ends at the second customer. */
const PIVOTS = 4;

/**
 * Milliseconds from Enter in the switcher until the other customer's search is in the page, by the clock that both share:
 * the warm page notes the moment itself, since looking through the windows from outside takes longer than the pivot.
 */
async function pivot(stage: Stage, from: string, to: string, picture: string | null = null): Promise<number> {
  const { hands, workstation } = stage;
  await workstation.window('workbench', from);
  await hands.keys('Control', 'p');
  await workstation.window('switcher');
  await hands.fillAssume({ customer: to, role: 'Investigator', ticket: 'INC-4712', reason: 'the same address seen there' });
  if (picture !== null) await stage.picture(picture);
  await workstation.inWarmWindow(() => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('[data-screen=workbench] input[data-search]')) return;
      document.documentElement.dataset['searchAt'] = String(Date.now());
      seen.disconnect();
    });
    seen.observe(document, { subtree: true, childList: true });
  });
  const start = Date.now();
  await hands.keys('Enter');
  await workstation.window('workbench', to);
  await hands.page.$('input[data-search]').waitForExist({ timeout: 180_000 });
  return Number(await hands.page.$('html').getAttribute('data-search-at')) - start;
}

export const pivoting: Step = {
  title: `Pivot to ${SECOND}`,
  async run(stage) {
    const { hands } = stage;
    const reply = valueOf(
      await hands.ask('graph.query', { text: 'MATCH (p:process) RETURN p LIMIT 200', params: {} }),
      'a question can be asked',
    );
    must(reply.nodes.length > 0, 'there is something to leave behind');
    const old = reply.nodes.map(({ id }) => id as RecordId);
    // The first time brings the slice.
    await pivot(stage, FIRST, SECOND, '12-switcher');
    const times: number[] = [];
    for (let at = 0; at < PIVOTS; at++) {
      const [from, to] = at % 2 === 0 ? [SECOND, FIRST] : [FIRST, SECOND];
      times.push(await pivot(stage, from, to));
    }
    const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
    const left = await hands.page.execute(async (name: string) => {
      const kept = [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie.length];
      return { named: document.documentElement.outerHTML.includes(name), kept: kept.some((count) => count > 0) };
    }, FIRST);
    must(!left.named, `nothing in the page names ${FIRST}`);
    must(!left.kept, 'the browser’s storage is empty');
    const read = await hands.ask('graph.read', { ids: old });
    must(!read.ok || read.value.nodes.length === 0, 'the first customer’s record ids lead to nothing');
    must(!JSON.stringify(await hands.state()).includes(FIRST), `nothing that main tells the window names ${FIRST}`);
    await stage.picture('13-pivot');
    return [
      `From Enter to the other customer’s search: ${median} ms (the middle of ${times.length}), with records written and a fresh renderer.`,
      `The page, its storage and its state hold nothing of ${FIRST}; the ids of its records lead to nothing.`,
    ];
  },
};
