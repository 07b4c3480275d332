/** Lines that were kept aside, opened for the operator of the hub. Hostile text: what a terminal would obey is made visible. */
import { hubContext } from '../../context/hub-context.ts';
import type { HubStore } from '../../store/store.ts';
import type { Tenant } from '../../command/tenants.ts';
import { visible } from '../../command/visible.ts';

const PAGE = 200;
/** Characters of one line that are shown. */
const SHOWN = 2_000;

/** Calls `say` for each line, oldest batch first; returns how many there were. */
export async function tellSetAside(store: HubStore, { id }: Tenant, say: (words: string) => void): Promise<number> {
  const context = hubContext(id, 'ingest');
  const keys = await store.tenantKeys(context);
  let told = 0;
  for (let offset = 0; ; offset += PAGE) {
    const rows = await store
      .tenant(context)
      .selectFrom('quarantine')
      .innerJoin('batch', (join) => join.onRef('batch.id', '=', 'quarantine.batch').onRef('batch.tenant_id', '=', 'quarantine.tenant_id'))
      .select([
        'quarantine.batch',
        'quarantine.line',
        'quarantine.reason',
        'quarantine.sealed',
        'batch.source',
        'batch.connector',
        'batch.at',
      ])
      .where('quarantine.tenant_id', '=', id)
      .orderBy('batch.at')
      .orderBy('quarantine.batch')
      .orderBy('quarantine.line')
      .limit(PAGE)
      .offset(offset)
      .execute();
    for (const { batch, line, reason, sealed, source, connector, at } of rows) {
      const name = batch.toString('hex');
      const text = keys.openText('quarantine', `${name} ${line}`, sealed);
      const where = visible(keys.openText('source', name, source));
      say(`${where} line ${line} (${connector}, ${new Date(at).toISOString()}): ${reason}`);
      say(`  ${visible(text.slice(0, SHOWN))}${text.length > SHOWN ? ` … (${text.length.toLocaleString('en')} characters)` : ''}`);
      told += 1;
    }
    if (rows.length < PAGE) return told;
  }
}
