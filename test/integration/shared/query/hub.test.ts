/** The planner over the hub's sealed rows in PostgreSQL: it answers as the naive evaluators do, whatever is asked. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import type { TenantContext } from '../../../../shared/query/index.ts';
import { agreesOnBuilders, agreesOnQuestions, graphWithQuestions } from '../../../support/agreement.ts';
import { storeGraph } from '../../../support/open-hub-graph.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { GRANT } from '../../../support/slice-facts.ts';
import { openOn } from '../../hub/store/open.ts';
import type { OpenStore } from '../../hub/store/open.ts';

/** Milliseconds. Among few nodes with many edges a question may have as many rows as the planner allows, and each takes seconds. */
const PATIENCE = 400_000;
/** Then a smaller counterexample is looked for no longer, and the one that was found is told. */
const SEARCH = 240_000;

const asked = ({ tenant }: TenantContext): TenantContext => makeTenantContext({ tenant, role: 'investigator', grant: GRANT });

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: OpenStore;
  beforeAll(async () => {
    hub = await openOn(kind);
  }, 120_000);
  afterAll(() => hub?.close());

  test(
    'every question and every plan without text has the answer of the naive evaluators',
    async () => {
      let full = 0;
      await fc.assert(
        fc.asyncProperty(graphWithQuestions(24), async ([graph, questions]) => {
          const tenant = await hub.tenant();
          const backend = await storeGraph(graph, hub.store, tenant);
          full += await agreesOnQuestions(graph, questions, asked(tenant), backend);
          await agreesOnBuilders(graph, asked(tenant), backend);
        }),
        { numRuns: 20, interruptAfterTimeLimit: SEARCH },
      );
      expect(full).toBeGreaterThan(100);
    },
    PATIENCE,
  );
});
