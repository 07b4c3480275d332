/**
 * What it costs that an action leaves durable records: the same question to a desk's gate (intent and outcome signed,
 * chained and synced to the disk) and straight to its handler's work.
 */
import type { TestDesk } from '../test/support/desk.ts';
import { ANALYST, assumed, leaveLeases, newFolder, signedInOffline, startDesk } from '../test/support/desk.ts';

export interface ActionCost {
  /** Milliseconds, one entry an action. */
  readonly recorded: number[];
  readonly bare: number[];
}

/** Takes turns, so that both see the same machine. */
export async function measureAction(rounds: number): Promise<ActionCost> {
  const { folder, remove } = newFolder();
  try {
    await leaveLeases(folder);
    const on = await startDesk({ folder });
    await signedInOffline(on);
    await assumed(on);
    const cost = await takeTurns(on, rounds);
    await on.desk.end();
    return cost;
  } finally {
    remove();
  }
}

async function takeTurns(on: TestDesk, rounds: number): Promise<ActionCost> {
  const recorded: number[] = [];
  const bare: number[] = [];
  const tenant = on.window().context?.facts.tenant ?? null;
  for (let round = 0; round < rounds; round++) {
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
