/**
 * Takes in what a device wrote: each record once, in the order of the device's own chain, and nothing that doesn't add up.
 *
 * A batch touches several databases (each tenant's region, and control), and no transaction spans them. So:
 *  1. everything is checked first, against what is stored;
 *  2. each tenant's records go into its log, one statement a tenant;
 *  3. control comes last, in one statement: the MSSP's records, the links, and the device's head, which moves only from
 *     where it was read in 1. It waits for the disk, for itself and for 2. Nothing is acknowledged before this.
 * A crash after some of 2 leaves records in tenants' logs beyond the device's head. The device was told nothing and sends
 * them again; a record found at its position with the same digest is taken already and only its link is added, another
 * digest there is a fork. So nothing is lost, nothing is doubled, and an honest device is not blamed for the hub's crash.
 * A device can't make use of this: what stands beyond its head was checked in full, and only the same bytes go on there.
 *
 * At the first record that is wrong, those before it are kept, and the device is suspended with the reason until a person
 * looks. Batches of one device follow each other; the head's condition in 3 would catch what slips past that.
 */
import type { Logger } from 'pino';
import type { Envelope } from '../../shared/audit/record.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';
import type { RecordsReply } from '../../shared/protocol/records.ts';
import { hubContext } from '../context/hub-context.ts';
import { recordsWritten } from '../metrics/instruments.ts';
import { NotHeld } from '../store/hold.ts';
import type { Hold } from '../store/hold.ts';
import type { HubStore } from '../store/store.ts';
import { checkBatch } from './check.ts';
import type { Checked, DeviceHead } from './check.ts';
import { addToControl, addToLog } from './rows.ts';
import type { GoodRecord } from './rows.ts';
import { inTurn } from './turns.ts';

/** `envelopes` were parsed. Answers `device_suspended` at the first wrong record and from then on. Throws when a database fails. */
export function takeRecords(store: HubStore, device: DeviceId, envelopes: readonly Envelope[], log: Logger): Promise<Result<RecordsReply>> {
  return inTurn(store, device, async () => {
    const hold = store.hold();
    if (!hold) throw new NotHeld();
    const row = await store.control
      .selectFrom('device')
      .select(['key', 'status', 'seq', 'digest'])
      .where('id', '=', device)
      .executeTakeFirst();
    if (!row) return fail('hub_refused');
    if (row.status === 'suspended') return fail('device_suspended');
    const from: DeviceHead = { id: device, key: row.key, head: { seq: row.seq, digest: row.digest } };
    const checked = await checkBatch(store, from, envelopes);
    await keepInLogs(store, hold, device, checked);
    await keepInControl(store, hold, from, checked);
    const { good, fault } = checked;
    recordsWritten.inc({ phase: 'taken_in' }, good.length);
    if (!fault) return ok({ through: good.at(-1)?.envelope.link.seq ?? row.seq });
    log.error({ device, fault: fault.what, at: fault.at, record: fault.record }, 'a device is suspended: its records do not add up');
    return fail('device_suspended');
  });
}

const tenantOf = ({ envelope }: GoodRecord): TenantId | null => envelope.record.body.chain.tenant;

/** Durable with what comes in `keepInControl`. */
async function keepInLogs(store: HubStore, hold: Hold, device: DeviceId, { good, stored }: Checked): Promise<void> {
  const missing = good.filter(({ envelope }) => !stored.has(envelope.record.body.id));
  const groups = Map.groupBy(missing, tenantOf);
  groups.delete(null);
  await Promise.all(
    [...groups].map(async ([tenant, records]) => {
      const context = hubContext(tenant!, 'audit');
      const keys = await store.tenantKeys(context);
      await addToLog(store, context, keys, { device, hub: false }, records, { hold, durable: 'later' });
    }),
  );
}

/** Where a crash comes between the two, the device sends what was wrong with it again. */
async function keepInControl(store: HubStore, hold: Hold, { id, head }: DeviceHead, { good, fault }: Checked): Promise<void> {
  if (good.length > 0) await addToControl(store, id, head, good, { hold, durable: 'now' });
  if (!fault) return;
  await store.control.transaction().execute(async (db) => {
    await db
      .updateTable('device')
      .set({ status: 'suspended', fault: `${fault.what} at ${fault.at}` })
      .where('id', '=', id)
      .execute();
    await db
      .updateTable('context')
      .set({ ended_at: Date.now(), end_reason: 'device_suspended' })
      .where('device_id', '=', id)
      .where('ended_at', 'is', null)
      .execute();
  });
}
