/**
 * PostgreSQL is killed under a hub at which several workstations work: whoever asks meanwhile is told to come again, and when it is
 * back each record stands there once and everybody goes on as they were.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SignedRecords } from '../../../bench/load/signed-records.ts';
import { NOTHING } from '../../../shared/contract/action.ts';
import type { Result } from '../../../shared/errors.ts';
import type { Envelope } from '../../../shared/audit/record.ts';
import type { GrantId } from '../../../shared/graph/ids.ts';
import type { AuditReply } from '../../../shared/protocol/auditlog.ts';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';
import { newTestDevice, signedInAs, startDemoHub } from '../../support/demo-hub.ts';
import type { DemoHub } from '../../support/demo-hub.ts';
import { until } from '../../support/desk.ts';

let hub: DemoHub;
beforeAll(async () => {
  hub = await startDemoHub();
}, 240_000);
afterAll(async () => hub?.stop());

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const postmaster = (): number => Number(readFileSync(join(hub.folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

interface Health {
  readonly ok: boolean;
  readonly restarts: number;
}
const database = async (): Promise<Health> => {
  const response = await fetch(`${hub.url}/health`);
  return ((await response.json()) as { database: Health }).database;
};

/** One workstation: records, the feed and the floor, in turn, until it is stopped. What it sends it keeps until the hub has it. */
class Workstation {
  readonly said: string[] = [];
  readonly sent: Envelope[] = [];
  #waiting: Envelope[] = [];
  #stopped = false;
  #done: Promise<void> = Promise.resolve();
  readonly #parts;

  private constructor(parts: Awaited<ReturnType<typeof Workstation.enter>>) {
    this.#parts = parts;
  }

  static async start(username: string): Promise<Workstation> {
    const made = new Workstation(await Workstation.enter(username));
    made.#done = made.#work();
    return made;
  }

  static async enter(username: string) {
    const device = await newTestDevice(hub.url);
    const { session } = await signedInAs(hub, username, device);
    const floor = value(await device.hub.floor(session.access_token));
    const grant = floor.customers.find(({ mark }) => mark.name === 'Alder Works')!.grant as GrantId;
    const wanted = { grant, role: 'investigator', reason: 'a test', ticket: 'T-1' } as const;
    const { access_token, context } = value(await device.hub.assume(session.access_token, wanted));
    const as = { tenant: context.tenant, role: 'investigator', grant } as const;
    const subject = { actor: session.session.person, session: session.session.id, as, context: context.id };
    return { device, session: session.access_token, context: access_token, subject };
  }

  get served(): number {
    return this.said.filter((code) => code === 'ok').length;
  }

  /** Resolves when the hub has all that it wrote. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    while (this.#waiting.length > 0) await this.#send();
  }

  async #work(): Promise<void> {
    const { device, session, context, subject } = this.#parts;
    const records = new SignedRecords(device.id, device.privateKey);
    const feed = device.hub.feed(() => context);
    while (!this.#stopped) {
      const draft = { subject, action: 'graph.search', note: { targets: [], text: 'a word' } };
      const intent = records.add({ ...draft, phase: 'intent', of: null, result: null });
      const outcome = records.add({ ...draft, phase: 'outcome', of: intent.record.body.id, result: 'ok', note: NOTHING });
      this.sent.push(intent, outcome);
      this.#waiting.push(intent, outcome);
      await this.#send();
      const opened = await feed.open(WHOLE_SLICE, null);
      this.#note(opened);
      if (opened.ok) this.#note(await feed.next(opened.value.cursor));
      this.#note(await device.hub.floor(session));
    }
  }

  async #send(): Promise<void> {
    const { device, session } = this.#parts;
    const taken = await device.hub.records(session, this.#waiting.slice(0, 256));
    this.#note(taken);
    if (taken.ok) this.#waiting = this.#waiting.filter(({ link }) => link.seq > taken.value.through);
    else await sleep(100);
  }

  #note(result: Result<unknown>): void {
    this.said.push(result.ok ? 'ok' : result.error.code);
  }
}

/** Ids of the records of desks in the customer's log, as its own lead reads them. */
async function inLog(): Promise<string[]> {
  const { device, session } = await signedInAs(hub, 'alder-lead');
  const { customers } = value(await device.hub.floor(session.access_token));
  const wanted = { grant: customers[0]!.grant as GrantId, role: 'lead', reason: 'a test', ticket: 'T-1' } as const;
  const { access_token } = value(await device.hub.assume(session.access_token, wanted));
  const found: string[] = [];
  for (let before: number | null = null; before !== 1;) {
    const { records }: AuditReply = value(await device.hub.audit(access_token, before, 200));
    found.push(...records.filter((one) => !one.hub).map(({ body }) => body.id as string));
    before = records.at(-1)?.position ?? 1;
  }
  return found;
}

test(
  'killed twice, nobody is told anything but to come again; no record is lost or doubled, and nobody is blamed',
  { timeout: 180_000 },
  async () => {
    const all = await Promise.all(['mara', 'mara', 'mara', 'mara'].map((name) => Workstation.start(name)));
    const more = async (): Promise<void> => {
      const before = all.map(({ served }) => served);
      await until(() => all.every(({ served }, at) => served > before[at]! + 5), 60_000);
    };
    await more();
    const from = hub.logged().length;
    for (let round = 1; round <= 2; round++) {
      const { restarts: before } = await database();
      process.kill(postmaster(), 'SIGKILL');
      for (let waited = 0; waited < 600; waited++) {
        const { ok, restarts } = await database();
        if (ok && restarts > before) break;
        await sleep(50);
      }
      // A start may need a second try while what the killed one left is still ending.
      expect((await database()).restarts).toBeGreaterThan(before);
      await more();
    }
    await Promise.all(all.map((one) => one.stop()));

    const lines = hub.logged().slice(from).split('\n').slice(1, -1);
    const answers = lines.map((line) => JSON.parse(line) as { msg: string; path?: string; status?: number; code?: string });
    const refused = answers.filter(({ msg, status, path }) => msg === 'request' && status! >= 400 && path !== '/health');
    // It was asked while the database was away, or this proves nothing.
    expect(refused.length).toBeGreaterThan(0);
    expect([...new Set(refused.map(({ status, code }) => `${status} ${code}`))]).toEqual(['503 hub_unreachable']);
    for (const { said } of all) expect(said.filter((code) => code !== 'ok' && code !== 'hub_unreachable')).toEqual([]);
    const sent = all.flatMap((one) => one.sent.map(({ record }) => record.body.id as string));
    expect((await inLog()).toSorted()).toEqual(sent.toSorted());
  },
);
