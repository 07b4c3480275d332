/** An outcome that could not be written is written later, once, in its place: on both kinds of server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openHubLog } from '../../../../hub/audit/log.ts';
import type { HubLog } from '../../../../hub/audit/log.ts';
import { makeHubGate } from '../../../../hub/gate.ts';
import { NotWritten } from '../../../../hub/store/record-append.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { RecordSubject } from '../../../../shared/audit/draft.ts';
import type { RecordBody } from '../../../../shared/audit/record.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import { ok } from '../../../../shared/errors.ts';
import { unclosed, walkHubChain } from '../../../support/hub-chain.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';
import { asPerson, assume, logOf, newCustomer, signIn } from './hub.ts';
import type { Customer } from './hub.ts';

type Fault = 'away' | 'answer lost' | null;

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let a: Customer;
  let inA: RecordSubject;
  let inB: RecordSubject;
  let person: RecordSubject;
  /** What becomes of statements at customer A, and of the MSSP's own. */
  let fault: Fault = null;
  let ownFault: Fault = null;
  let log: HubLog;

  const failing = async (how: Fault, append: () => Promise<void>): Promise<void> => {
    if (how === 'away') throw new NotWritten(new Error('away'));
    await append();
    if (how === 'answer lost') throw new Error('the answer to COMMIT was lost');
  };
  beforeAll(async () => {
    hub = await openOn(kind);
    a = await newCustomer(hub);
    const b = await newCustomer(hub);
    const dana = await signIn(hub);
    [inA, inB, person] = [await assume(hub, dana, a), await assume(hub, dana, b), asPerson(dana)];
    const store: HubStore = {
      ...hub.store,
      appendRecords: (context, rows, how) =>
        failing(context.tenant === a.tenant ? fault : null, () => hub.store.appendRecords(context, rows, how)),
      appendLinks: (links, how) => failing(links.rows.length > 0 ? ownFault : null, () => hub.store.appendLinks(links, how)),
    };
    log = await openHubLog({ store, secrets: hub.secrets, log: silent });
  }, 120_000);
  afterAll(async () => hub?.close());

  const verified = async (): Promise<RecordBody[]> => walkHubChain(hub.server.pool('control'), [hub.server.pool('region_eu')]);
  const inLogOf = async (customer: Customer | null): Promise<RecordBody[]> =>
    (await logOf(hub.store, customer?.tenant ?? null)).map(({ body }) => body);
  /** Waits until each intent of the log has an outcome. */
  async function closed(customer: Customer | null): Promise<void> {
    for (let tries = 0; unclosed(await inLogOf(customer)).length > 0; tries++) {
      expect(tries, 'the outcome has not come').toBeLessThan(100);
      await sleep(100);
    }
  }

  test('by itself, while the hub runs on and nobody asks for anything', async () => {
    const gate = makeHubGate({ records: log, log: silent });
    const answer = await gate.perform('feed.open', inA, NOTHING, async () => {
      fault = 'away';
      return ok('answer');
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'audit_unwritable' } });
    expect(unclosed(await inLogOf(a)).length).toBe(1);
    fault = null;
    await closed(a);
    expect((await inLogOf(a)).at(-1)).toMatchObject({ phase: 'outcome', action: 'feed.open', result: 'ok' });
    expect(unclosed(await verified())).toEqual([]);
  });

  test("before the next record of its log; until then nothing runs at that customer, and others' records are written", async () => {
    const intent = await log.intent(inA, 'feed.open', NOTHING);
    fault = 'away';
    await expect(log.outcome(inA, 'feed.open', intent, 'not_found')).rejects.toMatchObject({ error: { code: 'audit_unwritable' } });
    await expect(log.intent(inA, 'feed.next', NOTHING)).rejects.toMatchObject({ error: { code: 'audit_unwritable' } });
    await log.outcome(inB, 'feed.next', await log.intent(inB, 'feed.next', NOTHING), 'ok');
    fault = null;
    const next = await log.intent(inA, 'feed.next', NOTHING);
    const [late, newest] = (await inLogOf(a)).slice(-2);
    expect(late).toMatchObject({ phase: 'outcome', of: intent, result: 'not_found' });
    expect(newest!.id).toBe(next);
    await log.outcome(inA, 'feed.next', next, 'ok');
    expect(unclosed(await verified())).toEqual([]);
  });

  test('once, where it had been written and only the answer was lost', async () => {
    const intent = await log.intent(inA, 'feed.open', NOTHING);
    fault = 'answer lost';
    await expect(log.outcome(inA, 'feed.open', intent, 'ok')).rejects.toMatchObject({ error: { code: 'audit_unwritable' } });
    fault = null;
    await log.outcome(inA, 'feed.next', await log.intent(inA, 'feed.next', NOTHING), 'ok');
    const own = await log.intent(person, 'floor.read', NOTHING);
    ownFault = 'answer lost';
    await expect(log.outcome(person, 'floor.read', own, 'ok')).rejects.toMatchObject({ error: { code: 'audit_unwritable' } });
    ownFault = null;
    await log.outcome(person, 'floor.read', await log.intent(person, 'floor.read', NOTHING), 'ok');
    // Long enough that it would have been tried by itself.
    await sleep(700);
    expect(unclosed(await verified())).toEqual([]);
  });

  test("of the MSSP's own log, too", async () => {
    const intent = await log.intent(person, 'floor.read', NOTHING);
    ownFault = 'away';
    await expect(log.outcome(person, 'floor.read', intent, 'ok')).rejects.toMatchObject({ error: { code: 'audit_unwritable' } });
    ownFault = null;
    await closed(null);
    expect(unclosed(await verified())).toEqual([]);
  });

  test('at the end of the hub, once more', async () => {
    const intent = await log.intent(inA, 'feed.open', NOTHING);
    fault = 'away';
    await expect(log.outcome(inA, 'feed.open', intent, 'ok')).rejects.toMatchObject({ error: { code: 'audit_unwritable' } });
    fault = null;
    await log.close();
    expect(unclosed(await verified())).toEqual([]);
  });
});
