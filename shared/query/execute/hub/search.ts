/** Search at the hub: labels are sealed, so all nodes are opened, page by page, within the cap on work. */
import type { NodeRecord } from '../../../graph/records.ts';
import type { RecordId } from '../../../graph/ids.ts';
import type { Hits } from '../../answers.ts';
import type { HubBackend } from '../../backend.ts';
import type { Search } from '../../plan/search.ts';
import { sql } from '../../sql/statement.ts';
import type { Fragment } from '../../sql/statement.ts';
import { compareText, foldLabel } from '../../text.ts';
import { byRecordId, hitGroups } from '../answer-order.ts';
import type { Work } from '../work.ts';
import { NODE_COLUMNS, PAGE, ask, nodeOf } from './read.ts';

const LEAST = '0'.repeat(32) as RecordId;

export async function searchOnHub(backend: HubBackend, { text }: Search, work: Work): Promise<Hits> {
  const folded = foldLabel(text.toWellFormed());
  const found: (NodeRecord & { readonly exact: boolean })[] = [];
  let after: RecordId | null = LEAST;
  while (after !== null) {
    const from: Fragment = after === LEAST ? sql`r.id >= ${after}::uuid` : sql`r.id > ${after}::uuid`;
    const rows = await ask(
      backend,
      sql`SELECT ${NODE_COLUMNS} FROM node AS r WHERE r.tenant_id = ${backend.tenant} AND ${from} ORDER BY r.id LIMIT ${PAGE}`,
      work,
    );
    work.spend(rows.length);
    const nodes = rows.map((row) => nodeOf(backend, row));
    for (const node of nodes) {
      const label = foldLabel(node.label);
      if (label.startsWith(folded)) found.push({ ...node, exact: label === folded });
    }
    after = nodes.length < PAGE ? null : nodes.at(-1)!.id;
  }
  found.sort((a, b) => Number(b.exact) - Number(a.exact) || compareText(a.label, b.label) || byRecordId(a, b));
  return hitGroups(found.map(({ id, kind, label, lastSeen, count, exact }) => ({ id, kind, label, lastSeen, count, exact })));
}
