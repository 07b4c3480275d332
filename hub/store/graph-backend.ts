/**
 * The planner's back end at the hub: its statements run as the tenant's own login role, its rows are opened with the
 * tenant's keys. Nothing that was opened is kept: a query's records are gone with its answer.
 */
import pg from 'pg';
import { LIMITS } from '../../shared/limits.ts';
import { isStatement } from '../../shared/query/index.ts';
import type { HubBackend } from '../../shared/query/index.ts';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import { isIndexed } from './blind-index.ts';
import { cancel } from './cancel.ts';
import { letOthers } from './let-others.ts';
import { openEdge, openNode } from './payload.ts';
import type { HubStore } from './store.ts';

/**
 * Throws `AppFailure('not_found')` for a tenant without a space, `TypeError` for what is no context. Once `over` is aborted,
 * nothing is read any more, what the server reads is stopped, and whoever lets others come first does not come back: both throw.
 */
export async function hubBackend(
  store: HubStore,
  context: TenantContext,
  over: AbortSignal | null = null,
  statementMs: number = LIMITS.queryMs,
): Promise<HubBackend> {
  const keys = await store.tenantKeys(context);
  return Object.freeze<HubBackend>({
    dialect: 'postgres',
    tenant: context.tenant,
    async rows(statement, ms = statementMs) {
      if (!isStatement(statement)) throw new TypeError('only the planner makes statements');
      over?.throwIfAborted();
      const client = await store.connect(context);
      let broken = true;
      const stop = (): void => cancel(client);
      try {
        over?.addEventListener('abort', stop);
        await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.trunc(Math.min(ms, statementMs))}`);
        over?.throwIfAborted();
        const { rows } = await client.query<Record<string, unknown>>({
          text: statement.sql,
          values: [...statement.parameters],
          types: pg.types,
        });
        await client.query('COMMIT');
        broken = over?.aborted ?? false;
        return rows;
      } finally {
        over?.removeEventListener('abort', stop);
        // A connection that failed within a transaction is thrown away, not repaired; so is one whose statement was to be stopped.
        client.release(broken);
      }
    },
    async letOthers() {
      await letOthers();
      over?.throwIfAborted();
    },
    openNode: (row) => openNode(keys, row),
    openEdge: (row) => openEdge(keys, row),
    blindTokens: (kind, label) => (isIndexed(kind) ? [keys.blind(kind, label)] : null),
  });
}
