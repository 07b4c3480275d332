/**
 * A pivot with the slice present: from one customer to another and back, from the switcher's question to the first
 * answer out of the new customer's file, with all records written. The window's own drawing is not in it.
 */
import { assumed, CUSTOMER, leaveLeases, newFolder, OTHER_CUSTOMER, signedInOffline, startDesk, until } from '../test/support/desk.ts';
import type { TestDesk } from '../test/support/desk.ts';
import { leaveSlice } from '../test/support/seed-slice.ts';
import { rounds } from './asked.ts';
import { makeGraph } from './graph.ts';
import type { Graph } from './graph.ts';
import { timesOf } from './measure.ts';
import type { Bench } from './measure.ts';
import { EDGES, NODES } from './size.ts';

interface PivotCost {
  /** Milliseconds until the blank window has been told its customer. */
  readonly told: number[];
  /** Milliseconds until the first answer from the customer's file. */
  readonly answered: number[];
}

const TARGET_MS = 300;
const ROUNDS = 20;

export const pivotBench: Bench = {
  name: 'pivot',
  run: async (say) => {
    say(`leaving two slices of ${NODES} nodes and ${EDGES} edges on a desk`);
    const cost = await measurePivot(makeGraph(NODES, EDGES), rounds(ROUNDS));
    const row = (name: string, all: readonly number[]) => {
      const ours = timesOf(all);
      return { name, ours, yardstick: null, ratio: null, target: `p95 ≤ ${TARGET_MS} ms`, met: ours.p95 <= TARGET_MS };
    };
    return [row('pivot, slice present: the window is told', cost.told), row('pivot, slice present: the first answer', cost.answered)];
  },
};

async function measurePivot(graph: Graph, times: number): Promise<PivotCost> {
  const { folder, remove } = newFolder();
  try {
    await leaveLeases(folder);
    for (const customer of [CUSTOMER, OTHER_CUSTOMER]) await leaveSlice(folder, customer, graph);
    const on = await startDesk({ folder });
    await signedInOffline(on);
    await assumed(on, CUSTOMER);
    const cost: PivotCost = { told: [], answered: [] };
    for (let round = 0; round < times; round++) await pivot(on, round % 2 === 0 ? OTHER_CUSTOMER : CUSTOMER, cost);
    await on.desk.end();
    return cost;
  } finally {
    remove();
  }
}

async function pivot(on: TestDesk, to: typeof CUSTOMER, cost: PivotCost): Promise<void> {
  const window = on.window();
  await on.act('window.switcher', {}, window);
  const switcher = on.desk.windows.all.find(({ opener }) => opener === window);
  if (!switcher) throw new Error('no switcher');
  await on.act('floor.read', {}, switcher);
  // As long as a person takes to type two letters: the next warm window is ready by then.
  await new Promise((resolve) => setTimeout(resolve, 600));
  const shell = window.shell;
  const start = performance.now();
  const asked = on.act(
    'context.assume',
    { grant: to.grant, role: 'investigator', reason: 'next alert', ticket: 'T-2', window: 'here' },
    switcher,
  );
  await until(() => window.shell !== shell && window.ready);
  cost.told.push(performance.now() - start);
  const view = await on.act('view.load', {}, window);
  cost.answered.push(performance.now() - start);
  await asked;
  if (!view.ok) throw new Error(view.error.code);
}
