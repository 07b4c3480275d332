/**
 * What an operator does to a customer stands in that customer's own log, too. A hub may be running, which alone writes its chain: so
 * commands have a chain of their own for each customer, and take turns at it. What a run left without outcome is closed as interrupted
 * by the next one for that customer, before it writes anything of its own (decision 36).
 */
import { sql } from 'kysely';
import type { RecordSubject } from '../../shared/audit/draft.ts';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import type { HubWriterName } from '../audit/hub-key.ts';
import { openHubLog } from '../audit/log.ts';
import type { HubLog } from '../audit/log.ts';
import type { CommandParts } from './recorded.ts';
import type { Tenant } from './tenants.ts';

/** An arbitrary number that only commands use: turns at a customer's chain. */
const TURNS = 0x6e676374;

const writerFor = ({ id, code }: Tenant): HubWriterName => ({
  secret: `audit writer of commands at ${id}`,
  name: `hub commands at ${code}`,
  customers: [id],
  longest: 10 * 60_000,
});

/** The operator in a customer's log: under the grant that they change, in the role that manages grants. */
export const operatorAt = (operator: RecordSubject, tenant: TenantId, grant: GrantId): RecordSubject => ({
  ...operator,
  as: { tenant, role: 'lead', grant },
});

/** Runs `work` with the log while no other command writes to it. Throws where it can't be opened. */
export async function withCustomersLog<T>(parts: CommandParts, tenant: Tenant, work: (records: HubLog) => Promise<T>): Promise<T> {
  return parts.store.control.connection().execute(async (held) => {
    await sql`SELECT pg_advisory_lock(${TURNS}, hashtext(${tenant.id}))`.execute(held);
    try {
      const records = await openHubLog({ ...parts, writer: writerFor(tenant) });
      try {
        return await work(records);
      } finally {
        await records.close();
      }
    } finally {
      await sql`SELECT pg_advisory_unlock_all()`.execute(held).catch(() => undefined);
    }
  });
}
