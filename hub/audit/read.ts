/**
 * A customer's log as its own people read it, newest first. The gate has asked for the permission and written the record.
 * A page is shown where each of its rows is what its writer signed, and else not at all: one that was left out would be a gap
 * that nobody sees.
 */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId } from '../../shared/graph/ids.ts';
import { permits } from '../../shared/access/roles.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { AuditReply } from '../../shared/protocol/auditlog.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { HubStore } from '../store/store.ts';
import { LOG_ROW, genuineBody } from './genuine.ts';
import { openRecordText } from './rows.ts';

const NOT_GENUINE = {
  text: 'The log holds a row that its writer did not sign; nothing of this page is shown.',
  next: 'Ask the provider to look into it.',
} as const;

/** Records below the position `before` (null: from the newest), at most `limit` of them. `internal` where one of them isn't genuine. */
export async function readLog(
  store: HubStore,
  context: TenantContext,
  { before, limit }: { readonly before: number | null; readonly limit: number },
  log: Logger,
): Promise<Result<AuditReply>> {
  if (context.role === null || !permits(context.role, 'audit.read')) return fail('not_permitted');
  const { tenant } = context;
  const db = store.tenant(context);
  const rows = await db
    .selectFrom('record')
    .select([...LOG_ROW, 'position', 'device_id', 'hub', 'text_sealed', 'received_at'])
    .where('tenant_id', '=', tenant)
    .where('position', '<', before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('position', 'desc')
    .limit(Math.min(limit, LIMITS.auditPage))
    .execute();
  const { position: total } = await db.selectFrom('log_head').select('position').where('tenant_id', '=', tenant).executeTakeFirstOrThrow();
  const keys = await store.tenantKeys(context);
  const writers = await keysOf(store, new Set(rows.map(({ device_id }) => device_id)));
  const records: AuditReply['records'] = [];
  for (const row of rows) {
    const { position, id, device_id, sig, hub, text_sealed, received_at } = row;
    const writer = writers.get(device_id);
    const body = writer ? genuineBody(row, device_id as DeviceId, tenant, writer) : null;
    if (!body) {
      log.error({ tenant, position, device: device_id }, "a row in a customer's log is not signed by its writer: the page is refused");
      return fail('internal', NOT_GENUINE);
    }
    const text = text_sealed && openRecordText(keys, id, text_sealed).value;
    records.push({ position, body, sig, hub, text, receivedAt: received_at });
  }
  return ok({ records, total });
}

/** The public keys of these devices, as they were enrolled. The hub is one of them. */
async function keysOf(store: HubStore, devices: ReadonlySet<string>): Promise<ReadonlyMap<string, KeyObject>> {
  if (devices.size === 0) return new Map();
  const found = await store.control
    .selectFrom('device')
    .select(['id', 'key'])
    .where('id', 'in', [...devices])
    .execute();
  return new Map(found.map(({ id, key }) => [id, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' })]));
}
