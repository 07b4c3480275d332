/** The rows of cases. A write begins by taking the tenant's next place, so that who has read up to a place misses nothing below it. */
import type { Transaction } from 'kysely';
import type { TenantContext } from '../../shared/query/tenant-context.ts';
import type { HubStore } from './store.ts';
import type { CaseVersionTable, RegionTables } from './tables.ts';

export type CaseRow = Omit<CaseVersionTable, 'tenant_id'>;

/** One writer at a time in a tenant; `work` gets the version's place, and the bytes of all. What it throws undoes everything, the place too. */
export async function writeCases<T>(
  store: HubStore,
  context: TenantContext,
  added: number,
  work: (trx: CaseWriter, counted: { readonly seq: number; readonly bytes: number }) => Promise<T>,
): Promise<T> {
  return store
    .tenant(context)
    .transaction()
    .execute(async (trx) => {
      const counted = await trx
        .insertInto('case_counter')
        .values({ tenant_id: context.tenant, seq: 1, bytes: added })
        .onConflict((conflict) =>
          conflict.column('tenant_id').doUpdateSet(({ eb, ref }) => ({
            seq: eb(ref('case_counter.seq'), '+', 1),
            bytes: eb(ref('case_counter.bytes'), '+', added),
          })),
        )
        .returning(['seq', 'bytes'])
        .executeTakeFirstOrThrow();
      return work(new CaseWriter(trx, context.tenant), counted);
    });
}

export class CaseWriter {
  readonly #trx: Transaction<RegionTables>;
  readonly #tenant: string;

  constructor(trx: Transaction<RegionTables>, tenant: string) {
    this.#trx = trx;
    this.#tenant = tenant;
  }

  async has(id: string): Promise<boolean> {
    const row = await this.#trx
      .selectFrom('case_version')
      .select('id')
      .where('tenant_id', '=', this.#tenant)
      .where('id', '=', id)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Ids of the versions of one case. */
  async versions(caseId: string): Promise<ReadonlySet<string>> {
    const rows = await this.#trx
      .selectFrom('case_version')
      .select('id')
      .where('tenant_id', '=', this.#tenant)
      .where('case_id', '=', caseId)
      .execute();
    return new Set(rows.map(({ id }) => id));
  }

  /** How many cases there are. */
  async cases(): Promise<number> {
    const { n } = await this.#trx
      .selectFrom('case_version')
      .select(({ fn }) => fn.count<string>('case_id').distinct().as('n'))
      .where('tenant_id', '=', this.#tenant)
      .executeTakeFirstOrThrow();
    return Number(n);
  }

  async add(row: CaseRow): Promise<void> {
    await this.#trx
      .insertInto('case_version')
      .values({ tenant_id: this.#tenant, ...row })
      .execute();
  }
}

/** Without bodies, in the order of coming; and the last place that is taken. */
export async function caseRowsAfter(
  store: HubStore,
  context: TenantContext,
  after: number,
  limit: number,
): Promise<{ rows: Omit<CaseRow, 'body'>[]; last: number }> {
  const db = store.tenant(context);
  const rows = await db
    .selectFrom('case_version')
    .select(['id', 'case_id', 'seq', 'received_at', 'head'])
    .where('tenant_id', '=', context.tenant)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  // Read second: never below what the rows hold.
  const counter = await db.selectFrom('case_counter').select('seq').where('tenant_id', '=', context.tenant).executeTakeFirst();
  return { rows, last: counter?.seq ?? 0 };
}

export const caseRow = (store: HubStore, context: TenantContext, id: string): Promise<CaseRow | undefined> =>
  store
    .tenant(context)
    .selectFrom('case_version')
    .selectAll()
    .where('tenant_id', '=', context.tenant)
    .where('id', '=', id)
    .executeTakeFirst();
