/**
 * After an ingest: the segments of what grants allow are built here, where no desk waits for a thread, and the hub is told to look at
 * its snapshots. What is not made ready now is made when somebody asks for it.
 */
import { allowedSlices } from '../../context/grants.ts';
import { hubContext } from '../../context/hub-context.ts';
import { prebuildFeed } from '../../feed/kept.ts';
import { noteChange } from '../../snapshot/notes.ts';
import type { HubStore } from '../../store/store.ts';
import type { TenantId } from '../../../shared/graph/ids.ts';

export async function makeReady(store: HubStore, dataFolder: string, tenant: TenantId, signal: AbortSignal): Promise<void> {
  for (const slice of await allowedSlices(store, tenant, Date.now()))
    await prebuildFeed(store, hubContext(tenant, 'feed'), slice, { signal });
  noteChange(dataFolder, tenant);
}
