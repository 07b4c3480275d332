/**
 * The same questions to an encrypted slice, through the planner: text, plan (kept, as the peers' statements are prepared), binding, walk, order, records. In this thread: what a desk
 * adds, the way to the store's worker and back, is not in it (decision 25).
 */
import { tenantContext } from '../../electron/context/tenant.ts';
import { planOf } from '../../electron/store/read/plans.ts';
import type { RecordId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { bind, execute, pathBetween } from '../../shared/query/index.ts';
import type { Plan, SliceBackend } from '../../shared/query/index.ts';
import { GRANT, TENANT } from '../../test/support/slice-facts.ts';
import type { Graph } from '../graph.ts';
import { SEARCHED } from './peer.ts';
import type { Peer } from './peer.ts';

const context = tenantContext(TENANT, 'investigator', GRANT);
const from = (pattern: string, back: string): string => `MATCH (a)${pattern} WHERE a.id = $id RETURN ${back} LIMIT ${LIMITS.rows}`;
const NEIGHBOURS = from('-[e]-(b)', 'e, b');
const WALKS = { 2: from('-[]-()-[]-(b)', 'b'), 3: from('-[]-()-[]-()-[]-(b)', 'b') };

export function askOurs(backend: SliceBackend, { nodes }: Graph): Omit<Peer, 'close'> {
  const idOf = (node: number): RecordId => nodes[node]!.id;
  const run = async <T>(plan: Plan<T>, params: Record<string, unknown>): Promise<T> => {
    const bound = bind(plan, context, params);
    const answer = bound.ok ? await execute(bound.value, backend) : bound;
    if (!answer.ok) throw new Error(answer.error.text);
    return answer.value;
  };
  /** The ids in the column `b`, row by row: the records themselves stand beside the rows, each once. */
  const ask = async (text: string, params: Record<string, unknown>): Promise<string[]> => {
    const plan = planOf(text);
    if (!plan.ok) throw new Error(plan.error.text);
    const { columns, rows } = await run(plan.value, params);
    const at = columns.indexOf('b');
    return rows.map((row) => (row[at] as { readonly node: string }).node);
  };
  return {
    name: 'Netgraph',
    neighbours: (node) => ask(NEIGHBOURS, { id: idOf(node) }),
    walk: (node, hops) => ask(WALKS[hops], { id: idOf(node) }),
    path: async (a, b) => (await run(pathBetween(idOf(a), idOf(b)), {})).hops,
    labels: (how, text) => ask(`MATCH (b) WHERE b.label ${how} $text RETURN b ORDER BY b.label, b.id LIMIT ${SEARCHED}`, { text }),
  };
}
