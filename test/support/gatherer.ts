/** Facts as ingest gathers them from sightings, under a throw-away tenant's keys. */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hubContext } from '../../hub/context/hub-context.ts';
import { gatherFacts } from '../../hub/ingest/facts.ts';
import type { Facts } from '../../hub/ingest/facts.ts';
import { addSeen } from '../../hub/ingest/observe.ts';
import type { Seen } from '../../hub/ingest/observe.ts';
import { openFileKeys } from '../../hub/keys/file-provider.ts';
import { openTenantKeys } from '../../hub/keys/tenant-keys.ts';
import type { TenantKeys } from '../../hub/keys/tenant-keys.ts';
import type { TenantId } from '../../shared/graph/ids.ts';

/** Keys of a new tenant; they need no folder once they are open. */
export async function throwAwayKeys(): Promise<TenantKeys> {
  const folder = mkdtempSync(join(tmpdir(), 'ng-keys-'));
  try {
    const provider = openFileKeys(folder);
    const tenant = randomUUID() as TenantId;
    await provider.createTenantKey(tenant);
    return await openTenantKeys(hubContext(tenant, 'ingest'), provider, { id: 1, sealed: await provider.newDataKey(tenant, 1) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function gathered(keys: TenantKeys, seen: readonly Seen[]): Facts {
  const facts = gatherFacts(keys);
  for (const one of seen) addSeen(facts, one);
  return facts;
}
