/** Which records have their link: they stand in a log, and in their device's own chain. */
import type { DeviceId } from '../../shared/graph/ids.ts';
import type { HubStore } from '../store/store.ts';

/** Those of the ids that this device has used already, in whatever log. */
export async function linkedIds(store: HubStore, device: DeviceId, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const links = store.control.selectFrom('device_link').select('record_id').where('device_id', '=', device);
  const rows = await links.where('record_id', 'in', ids).execute();
  return new Set(rows.map(({ record_id }) => record_id));
}
