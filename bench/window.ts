/**
 * The same pivot in the real window, drawing included: the built workstation, a hub of its own, and a person's keys by
 * WebdriverIO. From Enter in the switcher until the next customer's band has been painted, and until its slice has answered a
 * search that the new page asks as soon as it may. The page notes both moments itself, by the clock that all share.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseRuntime } from '../runtime/platform.ts';
import { Stage } from '../runtime/tour/stage.ts';
import { ANALYST, FIRST, SECOND } from '../runtime/tour/steps/step.ts';
import type { Bridge } from '../shared/contract/bridge.ts';
import { rounds } from './asked.ts';
import { hasBuiltWindow } from './built-window.ts';
import { timesOf } from './measure.ts';
import type { Bench } from './measure.ts';

const TARGET_MS = 300;
const ROUNDS = 20;
/** As long as a person takes to type two letters, and more: the next warm window is there by then. */
const BETWEEN_MS = 1_500;

interface Moments {
  readonly painted: number;
  readonly answered: number;
}

export const windowBench: Bench = {
  name: 'window',
  run: async (say) => {
    if (!hasBuiltWindow(say)) return [];
    const { name } = chooseRuntime();
    say(`two demo customers in a window of ${name === 'Electron' ? 'Electron' : 'the stand-in'}`);
    const pictures = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
    const stage = await Stage.open({ data: null, pictures, onWords: () => undefined });
    try {
      await enter(stage);
      await pivot(stage, FIRST, SECOND);
      const all: Moments[] = [];
      for (let at = 0; at < rounds(ROUNDS); at++) {
        const [from, to] = at % 2 === 0 ? [SECOND, FIRST] : [FIRST, SECOND];
        all.push(await pivot(stage, from, to));
      }
      const row = (what: string, moment: (of: Moments) => number) => {
        const ours = timesOf(all.map(moment));
        const target = `p95 ≤ ${TARGET_MS} ms`;
        return { name: `pivot in the window (${name}): ${what}`, ours, yardstick: null, ratio: null, target, met: ours.p95 <= TARGET_MS };
      };
      return [row('the band is painted', ({ painted }) => painted), row('the first search is answered', ({ answered }) => answered)];
    } finally {
      await stage.close();
      rmSync(pictures, { recursive: true, force: true });
    }
  },
};

async function enter(stage: Stage): Promise<void> {
  const { hands, workstation } = stage;
  await stage.unlock();
  await workstation.window('signIn');
  await stage.signIn(stage.account(({ name }) => name === ANALYST));
  await workstation.window('floor');
  await hands.fillAssume({ customer: FIRST, role: 'Investigator', ticket: 'T-1', reason: 'a first look' });
  await hands.keys('Enter');
  await workstation.window('workbench', FIRST);
  await hands.page.$('input[data-search]').waitForExist({ timeout: 180_000 });
}

async function pivot(stage: Stage, from: string, to: string): Promise<Moments> {
  const { hands, workstation } = stage;
  await workstation.window('workbench', from);
  await hands.page.pause(BETWEEN_MS);
  await hands.keys('Control', 'p');
  await workstation.window('switcher');
  await hands.fillAssume({ customer: to, role: 'Investigator', ticket: 'T-2', reason: 'the next alert' });
  await workstation.inWarmWindow(noteMoments);
  const start = Date.now();
  await hands.keys('Enter');
  await workstation.window('workbench', to);
  await hands.page.$('html[data-answered-at]').waitForExist({ timeout: 180_000 });
  const [painted, answered] = [await moment(stage, 'painted'), await moment(stage, 'answered')];
  return { painted: painted - start, answered: answered - start };
}

const moment = async ({ hands }: Stage, name: string): Promise<number> =>
  Number(await hands.page.$('html').getAttribute(`data-${name}-at`));

/** Runs in the blank page: it stands on nothing outside of itself. */
function noteMoments(): void {
  const { dataset } = document.documentElement;
  const seen = new MutationObserver(() => {
    if (!document.querySelector('[data-screen=workbench] h1.band-sentence')) return;
    seen.disconnect();
    // After the frame in which it is drawn.
    requestAnimationFrame(() => setTimeout(() => (dataset['paintedAt'] = String(Date.now()))));
  });
  seen.observe(document, { subtree: true, childList: true });
  const { netgraph } = window as unknown as { readonly netgraph: Bridge };
  const stop = netgraph.onState(({ screen, epoch }) => {
    if (screen !== 'workbench' || dataset['answeredAt']) return;
    // The first time the slice is on its way: then each word of main is a reason to ask again.
    void netgraph.act('graph.search', { text: 'a' }, epoch).then(({ ok }) => {
      if (!ok || dataset['answeredAt']) return;
      dataset['answeredAt'] = String(Date.now());
      stop();
    });
  });
}
