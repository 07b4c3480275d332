/** However batches, cuts and the hub's own records fall together: what is stored is what was sent, once, in order. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { takeRecords } from '../../../../hub/audit/intake.ts';
import { openHubLog } from '../../../../hub/audit/log.ts';
import type { HubLog } from '../../../../hub/audit/log.ts';
import { NOTHING } from '../../../../shared/contract/action.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn, silent } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';
import { asPerson, assume, cut, idsOf, logOf, newCustomer, signIn } from './hub.ts';
import type { Customer } from './hub.ts';

/** One step of a device: it writes into some chains, or sends from somewhere on, and perhaps the hub is cut off meanwhile. */
const step = fc.oneof(
  fc.record({ what: fc.constant('write' as const), chains: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 6 }) }),
  fc.record({ what: fc.constant('send' as const), back: fc.nat(4), count: fc.integer({ min: 1, max: 9 }), cut: fc.boolean() }),
  fc.record({ what: fc.constant('hub' as const), chain: fc.integer({ min: 0, max: 2 }) }),
);
const devices = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 });

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  let customers: Customer[];
  let log: HubLog;
  beforeAll(async () => {
    hub = await openOn(kind);
    customers = [await newCustomer(hub), await newCustomer(hub)];
    log = await openHubLog({ store: hub.store, secrets: hub.secrets, log: silent });
  }, 120_000);
  afterAll(async () => hub?.close());

  test('nothing is lost, doubled or out of order, and nobody honest is suspended', async () => {
    await fc.assert(
      fc.asyncProperty(devices, async (scripts) => {
        const broken = cut(hub.store);
        await Promise.all(
          scripts.map(async (script) => {
            const dana = await signIn(hub);
            const { device } = dana;
            const subjects = [asPerson(dana), await assume(hub, dana, customers[0]!), await assume(hub, dana, customers[1]!)];
            const written: ReturnType<typeof device.write>[] = [];
            let through = 0;
            const send = async (from: number, count: number, store = hub.store): Promise<void> => {
              const batch = written.slice(from, from + count);
              if (batch.length === 0) return;
              const reply = await takeRecords(store, device.id, batch, silent).catch(() => null);
              if (!reply) return;
              expect(reply).toMatchObject({ ok: true });
              if (reply.ok) through = reply.value.through;
            };
            for (const one of script) {
              if (one.what === 'write')
                written.push(...one.chains.map((chain) => device.write(subjects[chain]!, { text: chain === 0 ? null : 'why' })));
              else if (one.what === 'hub') await log.intent(subjects[one.chain]!, 'feed.next', NOTHING);
              else await send(Math.max(0, through - one.back), one.count + one.back, one.cut ? broken : hub.store);
            }
            await send(through, written.length);
            expect(through).toBe(written.length);
            for (const [chain, tenant] of [null, customers[0]!.tenant, customers[1]!.tenant].entries()) {
              const all = (await logOf(hub.store, tenant)).map(({ body }) => body);
              const sent = written.filter(({ record }) => record.body.chain.tenant === tenant);
              expect(
                all.filter((body) => body.device === device.id).map(({ id }) => id),
                `chain ${chain}`,
              ).toEqual(idsOf(sent));
            }
            const links = await hub.store.control
              .selectFrom('device_link')
              .select('record_id')
              .where('device_id', '=', device.id)
              .orderBy('seq')
              .execute();
            expect(links.map(({ record_id }) => record_id)).toEqual(idsOf(written));
          }),
        );
        for (const { tenant } of customers) {
          const positions = (await logOf(hub.store, tenant)).map(({ position }) => position);
          expect(positions).toEqual(positions.map((_, index) => index + 1));
        }
      }),
      { numRuns: 25 },
    );
  });
});
