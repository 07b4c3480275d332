/** The planner over a desk's encrypted slice: it answers as the naive evaluators do, whatever is asked. */
import fc from 'fast-check';
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import { agreesOnBuilders, agreesOnQuestions, graphWithQuestions } from '../../../support/agreement.ts';
import { openSliceOf } from '../../../support/open-slice.ts';
import type { OpenedSlice } from '../../../support/open-slice.ts';
import { hostileGraphs } from '../../../support/hostile-graphs.ts';
import { GRANT, TENANT, folder } from '../../../support/slice.ts';
import type { Graph } from '../../../support/slice.ts';

const context = makeTenantContext({ tenant: TENANT, role: 'investigator', grant: GRANT });

async function within(graph: Graph, at: string, late: number, work: (opened: OpenedSlice) => Promise<void>): Promise<void> {
  const opened = openSliceOf(graph, at, Math.max(0, graph.nodes.length - late));
  try {
    await work(opened);
  } finally {
    opened.close();
    rmSync(at, { recursive: true });
  }
}

test('every question in text has the answer that trying all assignments gives', async () => {
  const at = folder();
  let full = 0;
  await fc.assert(
    fc.asyncProperty(graphWithQuestions(12), fc.nat(3), async ([graph, questions], late) => {
      await within(graph, `${at}/x`, late, async ({ backend }) => {
        full += await agreesOnQuestions(graph, questions, context, backend);
      });
    }),
    { numRuns: 80 },
  );
  expect(full).toBeGreaterThan(300);
});

test('counts, neighbours, paths, records, search and timeline mean what they say', async () => {
  const at = folder();
  await fc.assert(
    fc.asyncProperty(hostileGraphs, fc.nat(3), async (graph, late) => {
      await within(graph, `${at}/x`, late, ({ backend }) => agreesOnBuilders(graph, context, backend));
    }),
    { numRuns: 60 },
  );
  expect.hasAssertions();
});
