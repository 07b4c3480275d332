/** What is already stored of a device's chains, as far as a batch of its records touches it. */
import type { Envelope } from '../../shared/audit/record.ts';
import { CHAIN_START } from '../../shared/audit/record.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';
import { hubContext } from '../context/hub-context.ts';
import type { HubStore } from '../store/store.ts';

/** One chain of (device, tenant), or the device's in the MSSP's log. */
export interface KnownChain {
  /** The digest at each position that the batch touches, from the one before it on. */
  readonly digests: ReadonlyMap<number, string>;
  /** Ids of the batch that stand in this log already, with the place where they stand. */
  readonly ids: ReadonlyMap<string, { readonly device: string; readonly seq: number }>;
}

interface Row {
  readonly id: string;
  readonly device_id: string;
  readonly seq: number;
  readonly digest: string;
}

export async function knownChain(
  store: HubStore,
  device: DeviceId,
  tenant: TenantId | null,
  envelopes: readonly Envelope[],
): Promise<KnownChain> {
  const before = Math.min(...envelopes.map(({ record }) => record.body.chain.seq)) - 1;
  const ids = envelopes.map(({ record }) => record.body.id as string);
  const columns = ['id', 'device_id', 'seq', 'digest'] as const;
  let rows: Row[];
  if (tenant === null) {
    const table = store.control.selectFrom('mssp_record').select(columns);
    rows = await table
      .where((eb) => eb.or([eb.and([eb('device_id', '=', device), eb('seq', '>=', before)]), eb('id', 'in', ids)]))
      .execute();
  } else {
    const table = store.tenant(hubContext(tenant, 'audit')).selectFrom('record').select(columns).where('tenant_id', '=', tenant);
    rows = await table
      .where((eb) => eb.or([eb.and([eb('device_id', '=', device), eb('seq', '>=', before)]), eb('id', 'in', ids)]))
      .execute();
  }
  return {
    digests: new Map(rows.filter((row) => row.device_id === device).map(({ seq, digest }) => [seq, digest])),
    ids: new Map(rows.map((row) => [row.id, { device: row.device_id, seq: row.seq }])),
  };
}

/** The chain's head just before a position; null where nothing stands there, which is a gap. */
export function headBefore(known: KnownChain, seq: number): ChainHead | null {
  if (seq === 1) return { seq: 0, digest: CHAIN_START };
  const digest = known.digests.get(seq - 1);
  return digest === undefined ? null : { seq: seq - 1, digest };
}
