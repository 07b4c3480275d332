/**
 * What it costs that an action leaves durable records: the same question to a desk's gate (intent and outcome signed,
 * chained and synced to the disk) and straight to its handler's work.
 */
import type { TestDesk } from '../test/support/desk.ts';
import { rounds } from './asked.ts';
import { timesOf } from './measure.ts';
import type { Bench } from './measure.ts';
import { ANALYST, assumed, leaveLeases, newFolder, signedInOffline, startDesk } from '../test/support/desk.ts';

interface ActionCost {
  /** Milliseconds, one entry an action. */
  readonly recorded: number[];
  readonly bare: number[];
}

const TARGET_MS = 5;
const ROUNDS = 400;

export const actionBench: Bench = {
  name: 'action',
  run: async (say) => {
    const times = rounds(ROUNDS);
    say(`${times} actions`);
    const cost = await measureAction(times);
    const [ours, bare] = [timesOf(cost.recorded), timesOf(cost.bare)];
    const added = ours.p50 - bare.p50;
    const yardstick = { name: `the same without records; they add ${added.toFixed(2)} ms p50`, times: bare };
    return [
      {
        name: 'an action with its durable records',
        ours,
        yardstick,
        ratio: null,
        target: `adds ≤ ${TARGET_MS} ms p50`,
        met: added <= TARGET_MS,
      },
    ];
  },
};

/** Takes turns, so that both see the same machine. */
async function measureAction(times: number): Promise<ActionCost> {
  const { folder, remove } = newFolder();
  try {
    await leaveLeases(folder);
    const on = await startDesk({ folder });
    await signedInOffline(on);
    await assumed(on);
    const cost = await takeTurns(on, times);
    await on.desk.end();
    return cost;
  } finally {
    remove();
  }
}

async function takeTurns(on: TestDesk, times: number): Promise<ActionCost> {
  const recorded: number[] = [];
  const bare: number[] = [];
  const tenant = on.window().context?.facts.tenant ?? null;
  for (let round = 0; round < times; round++) {
    const start = performance.now();
    const answered = await on.act('audit.own', { before: null, limit: 1 });
    const middle = performance.now();
    on.desk.local.outbox.own(ANALYST, tenant, null, 1);
    const end = performance.now();
    if (!answered.ok) throw new Error(answered.error.code);
    recorded.push(middle - start);
    bare.push(end - middle);
  }
  return { recorded, bare };
}
