/**
 * What an operator does to a customer stands in that customer's own log, too. A hub may be running, which alone writes its chain: so
 * commands have a chain of their own for each customer, and take turns at it. What a run left without outcome is closed as interrupted
 * by the next one for that customer, before it writes anything of its own, or by a hub that starts (decision 36).
 */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { RecordSubject } from '../../shared/audit/draft.ts';
import type { GrantId, TenantId } from '../../shared/graph/ids.ts';
import type { HubWriterName } from '../audit/hub-key.ts';
import { openHubLog } from '../audit/log.ts';
import type { HubLog } from '../audit/log.ts';
import type { ControlTables } from '../store/tables.ts';
import { closeRuns } from './recorded.ts';
import type { CommandParts } from './recorded.ts';
import { readTenants } from './tenants.ts';
import type { Tenant } from './tenants.ts';

/** An arbitrary number that only commands use: turns at a customer's chain. */
const TURNS = 0x6e676374;

const SECRETS = 'audit writer of commands at ';

const writerFor = ({ id, code }: Tenant): HubWriterName => ({
  secret: `${SECRETS}${id}`,
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
    return inTurn(held, parts, tenant, work);
  });
}

/**
 * What runs that were killed left open is closed, in the MSSP's log and in customers', but where a command is at work, which does it itself.
 * One log's trouble is its own.
 */
export async function closeLeftOpen(parts: CommandParts): Promise<void> {
  const { control } = parts.store;
  const tried = (work: Promise<void>, tenant: TenantId | null): Promise<void> =>
    work.catch((error: unknown) => {
      const { code, name } = error as NodeJS.ErrnoException;
      parts.log.error({ tenant, reason: code ?? name }, 'what commands left open in a log could not be closed');
    });
  await tried(closeRuns(parts), null);
  const secrets = await control.selectFrom('hub_secret').select('name').where('name', 'like', `${SECRETS}%`).execute();
  const written = new Set(secrets.map(({ name }) => name));
  for (const tenant of await readTenants(parts.store)) {
    if (!written.has(writerFor(tenant).secret)) continue;
    const closed = control.connection().execute(async (held) => {
      const { rows } = await sql<{ got: boolean }>`SELECT pg_try_advisory_lock(${TURNS}, hashtext(${tenant.id})) AS got`.execute(held);
      if (rows[0]!.got) await inTurn(held, parts, tenant, async () => undefined);
    });
    await tried(closed, tenant.id);
  }
}

/** `held`: has the turn, and lets it go. */
async function inTurn<T>(
  held: Kysely<ControlTables>,
  parts: CommandParts,
  tenant: Tenant,
  work: (records: HubLog) => Promise<T>,
): Promise<T> {
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
}
