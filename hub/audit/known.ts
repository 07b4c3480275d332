/** What is already stored of a device's chains, as far as a batch of its records touches it. */
import type { KeyObject } from 'node:crypto';
import { sql } from 'kysely';
import type { Envelope } from '../../shared/audit/record.ts';
import { CHAIN_START } from '../../shared/audit/record.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import type { HubStore } from '../store/store.ts';
import { LOG_ROW, genuineBody } from './genuine.ts';
import type { LogRow } from './genuine.ts';

/** One chain of (device, tenant), or the device's in the MSSP's log. */
export interface KnownChain {
  /** The digest at each position that the batch touches, from the one before it on. */
  readonly digests: ReadonlyMap<number, string>;
  /** Ids of the batch that stand in this log already, with the place where they stand. */
  readonly ids: ReadonlyMap<string, { readonly device: string; readonly seq: number }>;
}

interface Row extends LogRow {
  readonly device_id: string;
}

export async function knownChain(
  store: HubStore,
  device: DeviceId,
  tenant: TenantId | null,
  envelopes: readonly Envelope[],
  key: KeyObject,
): Promise<KnownChain> {
  const before = Math.min(...envelopes.map(({ record }) => record.body.chain.seq)) - 1;
  const ids = envelopes.map(({ record }) => record.body.id);
  // As one value: a statement for each length of a list would be planned for each.
  const among = sql<boolean>`id = ANY (${ids}::uuid[])`;
  const columns = [...LOG_ROW, 'device_id'] as const;
  let rows: Row[];
  if (tenant === null) {
    const table = store.control.selectFrom('mssp_record').select(columns);
    rows = await table.where((eb) => eb.or([eb.and([eb('device_id', '=', device), eb('seq', '>=', before)]), among])).execute();
  } else {
    const table = store.prepared(hubContext(tenant, 'audit')).selectFrom('record').select(columns).where('tenant_id', '=', tenant);
    rows = await table.where((eb) => eb.or([eb.and([eb('device_id', '=', device), eb('seq', '>=', before)]), among])).execute();
  }
  const others = rows.filter((row) => row.device_id !== device);
  // What stands there in this device's name and is not its own is no reason to blame the device.
  const own = rows.filter((row) => row.device_id === device && genuineBody(row, device, tenant, key));
  return {
    digests: new Map(own.map(({ seq, digest }) => [seq, digest])),
    ids: new Map([...others, ...own].map((row) => [row.id, { device: row.device_id, seq: row.seq }])),
  };
}

/** The chain's head just before a position; null where nothing stands there, which is a gap. */
export function headBefore(known: KnownChain, seq: number): ChainHead | null {
  if (seq === 1) return { seq: 0, digest: CHAIN_START };
  const digest = known.digests.get(seq - 1);
  return digest === undefined ? null : { seq: seq - 1, digest };
}
