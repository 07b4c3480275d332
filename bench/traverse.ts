/**
 * A question over two or three hops that shows at most 500 records, read in full: through the planner (text, plan as the desk keeps it, binding,
 * walk, order by id, records), against the least that could answer it: a bare walk over arrays that stops at 500 and knows
 * no order, and the same reading of the same records. Both run on one warm encrypted slice, in one thread.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tenantContext } from '../electron/context/tenant.ts';
import { planOf } from '../electron/store/read/plans.ts';
import type { Shape } from '../electron/store/read/shape.ts';
import { LIMITS } from '../shared/limits.ts';
import { bind, execute } from '../shared/query/index.ts';
import type { SliceBackend } from '../shared/query/index.ts';
import { ordinalsOf, readNodes } from '../shared/query/execute/slice/read.ts';
import { openSliceOf } from '../test/support/open-slice.ts';
import { GRANT, TENANT } from '../test/support/slice-facts.ts';
import { rounds } from './asked.ts';
import { bareArrays, bareWalk } from './bare-walk.ts';
import { makeGraph } from './graph.ts';
import type { Graph } from './graph.ts';
import { paired } from './measure.ts';
import type { Bench, BenchRow } from './measure.ts';
import { random } from './random.ts';
import { EDGES, NODES } from './size.ts';

const TARGET = 2;
const ROUNDS = rounds(300);

const context = tenantContext(TENANT, 'investigator', GRANT);

export const traverseBench: Bench = {
  name: 'traverse',
  run: async (say) => {
    const folder = mkdtempSync(join(tmpdir(), 'netgraph-bench-'));
    say(`making a slice of ${NODES} nodes and ${EDGES} edges`);
    const graph = makeGraph(NODES, EDGES);
    const slice = openSliceOf(graph, folder);
    try {
      say(`${ROUNDS} pairs each`);
      return [await hopsBench(2, graph, slice.backend), await hopsBench(3, graph, slice.backend)];
    } finally {
      slice.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function hopsBench(hops: number, graph: Graph, backend: SliceBackend): Promise<BenchRow> {
  const text = `MATCH (a)${'-[]-()'.repeat(hops - 1)}-[]-(c) WHERE a.id = $id RETURN c LIMIT ${LIMITS.rows}`;
  const answered = async (id: string): Promise<readonly string[]> => {
    const plan = planOf(text);
    const bound = plan.ok && bind(plan.value, context, { id });
    const answer = bound && bound.ok && (await execute(bound.value, backend));
    if (!answer || !answer.ok) throw new Error('the planner did not answer');
    return answer.value.nodes.map((node) => node.id);
  };
  const starts: { readonly id: string; readonly start: number; readonly found: readonly number[] }[] = [];
  for (const next = random(hops); starts.length <= ROUNDS;) {
    const { id } = graph.nodes[Math.floor(next() * graph.nodes.length)]!;
    const found = ordinalsOf(backend, await answered(id)).sort((a, b) => a - b);
    if (found.length > 0) starts.push({ id, start: ordinalsOf(backend, [id])[0]!, found });
  }
  const arrays = bareArrays((backend.adjacency as Shape).arrays);
  let ours = 0;
  let theirs = 0;
  const result = await paired(
    ROUNDS,
    { run: () => answered(starts[ours++]!.id) },
    {
      run: () => {
        const { start, found } = starts[theirs++]!;
        return bareWalk(arrays, start, hops, LIMITS.rows).length > 0 && readNodes(backend, found);
      },
    },
  );
  return {
    name: `${hops} hops, at most ${LIMITS.rows} records in full`,
    ours: result.ours,
    yardstick: { name: 'a bare walk over arrays, and the same reading', times: result.yardstick },
    ratio: result.ratio,
    target: hops === 2 ? `≤ ${TARGET} ×` : 'none',
    met: hops > 2 || result.ratio <= TARGET,
  };
}
