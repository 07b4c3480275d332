/** The end of a round, in the control database, and the next round's customers beside it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openHubLog } from '../../../../hub/audit/log.ts';
import type { HubLog } from '../../../../hub/audit/log.ts';
import type { RecordSubject } from '../../../../shared/audit/draft.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import type { AuditId } from '../../../../shared/graph/ids.ts';
import { walkHubChain } from '../../../support/hub-chain.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';
import { asPerson, assume, newCustomer, signIn } from './hub.ts';

let hub: OpenStore;
let [inA, inB, person]: RecordSubject[] = [];
/** How each end of a round goes, and how many have begun. */
let end: () => Promise<void>;
let ends = 0;
let log: HubLog;

beforeAll(async () => {
  hub = await openOn(postgresKinds().at(-1)!);
  const [a, b] = [await newCustomer(hub), await newCustomer(hub)];
  const dana = await signIn(hub);
  [inA, inB, person] = [await assume(hub, dana, a), await assume(hub, dana, b), asPerson(dana)];
}, 120_000);
afterAll(async () => hub?.close());
beforeEach(async () => {
  end = async () => undefined;
  const store = {
    ...hub.store,
    async appendLinks(...links: Parameters<typeof hub.store.appendLinks>) {
      ends++;
      await end();
      await hub.store.appendLinks(...links);
    },
  };
  log = await openHubLog({ store, secrets: hub.secrets, log: silent, leaveOpen: true });
  ends = 0;
});

const intent = (subject: RecordSubject | undefined): Promise<AuditId> => log.intent(subject!, 'feed.open', NOTHING);
const chain = async (): Promise<string[]> =>
  (await walkHubChain(hub.server.pool('control'), [hub.server.pool('region_eu')])).map(({ id }) => id);
/** Ends of rounds wait until `go`. */
function held(): { go: () => void; fail: (error: Error) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  end = () => promise;
  return { go: resolve, fail: reject };
}
/** Still waiting after some turns that would have been enough. */
const isWaiting = async (one: Promise<unknown>): Promise<boolean> => Promise.race([one.then(() => false), sleep(300).then(() => true)]);

test('customers are told while the end of the round before is under way; one end at a time, in the order of the chain', async () => {
  const { go } = held();
  const told = [await intent(inA), await intent(inB)];
  const third = intent(inA);
  expect(await isWaiting(third)).toBe(true);
  expect(ends).toBe(1);
  go();
  told.push(await third);
  await log.close();
  expect((await chain()).slice(-3)).toEqual(told);
});

test("the MSSP's own records stand where they end: what comes after them waits for that", async () => {
  const { go } = held();
  const first = await intent(inA);
  const own = intent(person);
  expect(await isWaiting(own)).toBe(true);
  const last = intent(inB);
  go();
  const told = [first, await own, await last];
  await log.close();
  expect((await chain()).slice(-3)).toEqual(told);
});

test('where an end fails, what was written beside it is linked before anything else is written', async () => {
  const { fail } = held();
  const told = [await intent(inA), await intent(inB)];
  const third = intent(inA);
  end = async () => undefined;
  fail(new Error('cut'));
  told.push(await third);
  await log.close();
  expect((await chain()).slice(-3)).toEqual(told);
});

test('the hub leaves when the last end is written, too', async () => {
  const { go } = held();
  const told = await intent(inA);
  const left = log.close();
  expect(await isWaiting(left)).toBe(true);
  go();
  await left;
  expect((await chain()).at(-1)).toBe(told);
});
