/** A node that 100,000 others touch: every answer about it is bounded, and pages give all of it once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EdgeRecord, NodeRecord } from '../../../../shared/graph/records.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { joined, neighbourCounts, neighbours, timeline } from '../../../../shared/query/index.ts';
import type { Plan } from '../../../../shared/query/index.ts';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import { answerOf } from '../../../support/agreement.ts';
import { openSliceOf } from '../../../support/open-slice.ts';
import type { OpenedSlice } from '../../../support/open-slice.ts';
import { recordId } from '../../../support/slice.ts';
import { GRANT, TENANT } from '../../../support/slice-facts.ts';

const CONTEXT = makeTenantContext({ tenant: TENANT, role: 'investigator', grant: GRANT });
const AROUND = 100_000;
const HUB = recordId('hub');
const START = Date.UTC(2026, 9, 1);
const nodeOf = (kind: NodeRecord['kind'], id: NodeRecord['id'], at: number): NodeRecord => ({
  id,
  kind,
  label: `${kind}-${at}`,
  firstSeen: START + at,
  lastSeen: START + at,
  count: 1,
  props: {},
});
const leaves = Array.from({ length: AROUND }, (_, at) => nodeOf(at % 1_000 === 0 ? 'alert' : 'process', recordId(`leaf ${at}`), at));
const edges = leaves.map(({ id, kind, firstSeen }, at): EdgeRecord => ({
  id: recordId(`edge ${at}`),
  kind: kind === 'alert' ? 'RAISED_ON' : 'RAN_ON',
  src: id,
  dst: HUB,
  firstSeen,
  lastSeen: firstSeen,
  count: 1,
  props: {},
  times: [firstSeen],
}));

describe('a supernode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netgraph-supernode-'));
  let slice: OpenedSlice;
  beforeAll(() => {
    slice = openSliceOf({ nodes: [nodeOf('host', HUB, 0), ...leaves], edges }, folder);
  });
  afterAll(() => {
    slice.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = <T>(plan: Plan<T>): Promise<T> => answerOf(plan, CONTEXT, slice.backend);

  test('is counted by kind, without its neighbours', async () => {
    const { counts, total, supernode } = await ask(neighbourCounts(HUB));
    expect([total, supernode]).toEqual([AROUND, true]);
    expect(counts.map(({ kind, count }) => [kind, count]).sort()).toEqual([
      ['alert', 100],
      ['process', 99_900],
    ]);
  });

  test('expands to as many as are asked for, alerts first, and says how many more there are', async () => {
    const all = await ask(neighbours(HUB, { kinds: null, edgeKinds: null, cap: LIMITS.expandMax }));
    expect([all.nodes.length, all.edges.length, all.rest]).toEqual([LIMITS.expandMax, LIMITS.expandMax, AROUND - LIMITS.expandMax]);
    expect(all.nodes.filter(({ kind }) => kind === 'alert')).toHaveLength(100);
    const filtered = await ask(neighbours(HUB, { kinds: ['alert'], edgeKinds: null, cap: 50 }));
    expect([filtered.nodes.length, filtered.rest]).toEqual([50, 50]);
  });

  test('comes beside 49,999 that stand there in pages of a bounded size, each edge once', async () => {
    const to = leaves.slice(0, LIMITS.canvasStop - 1).map(({ id }) => id);
    const seen = new Set<string>();
    let pages = 0;
    for (let skip = 0, more = true; more; pages++) {
      const page = await ask(joined([HUB], { to, skip }));
      expect(page.edges.length).toBeLessThanOrEqual(LIMITS.readEdges);
      expect(page.nodes).toHaveLength(skip === 0 ? 1 : 0);
      for (const { id } of page.edges) seen.add(id);
      skip += page.edges.length;
      more = page.more;
    }
    expect([seen.size, pages]).toEqual([to.length, Math.ceil(to.length / LIMITS.readEdges)]);
  });

  test('has a timeline of bounded length that counts all', async () => {
    const { entries, total } = await ask(timeline([HUB], { from: null, to: null }));
    expect([entries.length, total]).toEqual([LIMITS.timeline, AROUND]);
  });
});
