/**
 * What it costs that an action leaves durable records. At a desk: the same question to its gate (intent and outcome signed,
 * chained and synced to the disk) and straight to its handler's work. At the hub: a floor of people at several customers, each
 * with an intent and then an outcome, and the same records as they were written before.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openHubKey } from '../hub/audit/hub-key.ts';
import { openHubLog } from '../hub/audit/log.ts';
import type { HubLog } from '../hub/audit/log.ts';
import { openFileKeys } from '../hub/keys/file-provider.ts';
import { openHubStore } from '../hub/store/engine.ts';
import type { HubStore } from '../hub/store/store.ts';
import { EMPTY_CHAIN } from '../shared/audit/chain.ts';
import type { ChainHead } from '../shared/audit/chain.ts';
import type { RecordSubject } from '../shared/audit/draft.ts';
import { NOTHING } from '../shared/contract/action.ts';
import type { ContextId, GrantId, SessionId, TenantId } from '../shared/graph/ids.ts';
import type { TestDesk } from '../test/support/desk.ts';
import { rounds } from './asked.ts';
import { paired, timesOf } from './measure.ts';
import type { Bench, BenchRow } from './measure.ts';
import { roundAsBefore } from './records-before.ts';
import { ANALYST, assumed, leaveLeases, newFolder, signedInOffline, startDesk } from '../test/support/desk.ts';

interface ActionCost {
  /** Milliseconds, one entry an action. */
  readonly recorded: number[];
  readonly bare: number[];
}

const TARGET_MS = 5;
const ROUNDS = 400;
const PEOPLE = 60;
const CUSTOMERS = 6;
const FLOOR_ROUNDS = 20;
/** By what they were rebuilt for; the old writer, which had more rounds than the yardstick, is over 1. Half of the time is signing. */
const OF_BEFORE = 0.8;

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
      await hubRow(),
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

async function hubRow(): Promise<BenchRow> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'netgraph-bench-records-'));
  const log = pino({ level: 'silent' });
  const secrets = openFileKeys(join(dataFolder, 'keys'));
  const store = await openHubStore({ dataFolder, log, secrets });
  try {
    const subjects = await Promise.all(Array.from({ length: CUSTOMERS }, (_, at) => customer(store, at + 1)));
    const records = await openHubLog({ store, secrets, log });
    const people = Array.from({ length: PEOPLE }, (_, at) => subjects[at % CUSTOMERS]!);
    const key = await openHubKey(store, secrets, { secret: 'bench writer', name: 'bench', customers: [], longest: 0 });
    let head: ChainHead = EMPTY_CHAIN;
    const before = async (): Promise<void> => {
      for (const phase of ['intent', 'outcome'] as const)
        head = await roundAsBefore(
          store,
          key,
          head,
          people.map((subject) => ({
            subject,
            phase,
            action: 'feed.open',
            of: null,
            result: phase === 'intent' ? null : 'ok',
            note: NOTHING,
          })),
        );
    };
    const found = await paired(
      FLOOR_ROUNDS,
      { run: () => Promise.all(people.map((subject) => perform(records, subject))) },
      { run: before },
    );
    await records.close();
    return {
      name: `hub: ${PEOPLE} people at ${CUSTOMERS} customers, an intent and an outcome each`,
      ours: found.ours,
      yardstick: { name: 'the same records, six statements and a flush a customer and round, as before', times: found.yardstick },
      ratio: found.ratio,
      target: `≤ ${OF_BEFORE} ×`,
      met: found.ratio <= OF_BEFORE,
    };
  } finally {
    await store.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function customer(store: HubStore, ordinal: number): Promise<RecordSubject> {
  const tenant = randomUUID() as TenantId;
  const mark = { name: `Customer ${ordinal}`, monogram: `C${ordinal}`, colour: 1, pattern: 1, region: 'eu', created_at: 1 };
  await store.control
    .insertInto('tenant')
    .values({ id: tenant, ordinal, ...mark })
    .execute();
  await store.createTenantSpace(tenant, 'eu');
  return {
    actor: { issuer: 'https://id.example', subject: 'dana', name: 'Dana' },
    session: randomUUID() as SessionId,
    as: { tenant, role: 'investigator', grant: randomUUID() as GrantId },
    context: randomUUID() as ContextId,
  };
}

async function perform(records: HubLog, subject: RecordSubject): Promise<void> {
  await records.outcome(subject, 'feed.open', await records.intent(subject, 'feed.open', NOTHING), 'ok');
}
