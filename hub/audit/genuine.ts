/**
 * A row of a log is believed where its writer's signature says the same. Whoever has one tenant's database role can add rows to
 * that tenant's log; such a row must neither stop the hub for everybody, nor be answered in another's log, nor make an honest
 * desk look like a forger.
 */
import type { KeyObject } from 'node:crypto';
import { recordDigest, verifyRecord } from '../../shared/audit/canonical.ts';
import { recordBodySchema } from '../../shared/audit/record.ts';
import type { RecordBody } from '../../shared/audit/record.ts';
import type { DeviceId, TenantId } from '../../shared/graph/ids.ts';

export interface LogRow {
  readonly id: string;
  readonly seq: number;
  readonly digest: string;
  readonly body: string;
  readonly sig: string;
}
export const LOG_ROW = ['id', 'seq', 'digest', 'body', 'sig'] as const;

/** The body, or null where it is not this writer's record at this place of this log. */
export function genuineBody(row: LogRow, device: DeviceId, tenant: TenantId | null, key: KeyObject): RecordBody | null {
  try {
    const body = recordBodySchema.parse(JSON.parse(row.body));
    const record = { body, sig: row.sig };
    const here = body.id === row.id && body.device === device && body.chain.tenant === tenant && body.chain.seq === row.seq;
    return here && recordDigest(record) === row.digest && verifyRecord(record, key) ? body : null;
  } catch {
    return null;
  }
}
