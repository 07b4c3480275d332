/** A customer's log as its own people read it, newest first. The gate has asked for the permission and written the record. */
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { RecordBody } from '../../shared/audit/record.ts';
import { permits } from '../../shared/access/roles.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { AuditReply } from '../../shared/protocol/auditlog.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { HubStore } from '../store/store.ts';
import { openRecordText } from './rows.ts';

/** Records below the position `before` (null: from the newest), at most `limit` of them. */
export async function readLog(
  store: HubStore,
  context: TenantContext,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<Result<AuditReply>> {
  if (context.role === null || !permits(context.role, 'audit.read')) return fail('not_permitted');
  const { tenant } = context;
  const db = store.tenant(context);
  const rows = await db
    .selectFrom('record')
    .select(['position', 'id', 'body', 'sig', 'hub', 'text_sealed', 'received_at'])
    .where('tenant_id', '=', tenant)
    .where('position', '<', before ?? Number.MAX_SAFE_INTEGER)
    .orderBy('position', 'desc')
    .limit(Math.min(limit, LIMITS.auditPage))
    .execute();
  const { position: total } = await db.selectFrom('log_head').select('position').where('tenant_id', '=', tenant).executeTakeFirstOrThrow();
  const keys = await store.tenantKeys(context);
  return ok({
    records: rows.map(({ position, id, body, sig, hub, text_sealed, received_at }) => ({
      position,
      body: JSON.parse(body) as RecordBody,
      sig,
      hub,
      text: text_sealed && openRecordText(keys, id, text_sealed).value,
      receivedAt: received_at,
    })),
    total,
  });
}
