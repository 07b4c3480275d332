/** A path between two records of a slice: what it says at its edges, and past a node that very many touch. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EdgeRecord, NodeRecord } from '../../../../shared/graph/records.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { bind, execute, pathBetween } from '../../../../shared/query/index.ts';
import { makeTenantContext } from '../../../../shared/query/tenant-context.ts';
import { openSliceOf } from '../../../support/open-slice.ts';
import type { OpenedSlice } from '../../../support/open-slice.ts';
import { GRANT, TENANT, recordId } from '../../../support/slice.ts';

const context = makeTenantContext({ tenant: TENANT, role: 'observer', grant: GRANT });

const node = (label: string): NodeRecord => ({ id: recordId(label), kind: 'host', label, firstSeen: 1, lastSeen: 1, count: 1, props: {} });
const edge = (name: string, from: NodeRecord, to: NodeRecord): EdgeRecord => ({
  ...{ id: recordId(name), kind: 'CONNECTED', src: from.id, dst: to.id },
  ...{ firstSeen: 1, lastSeen: 1, count: 1, props: {}, times: [1] },
});

describe('between two records', () => {
  const CHAIN = LIMITS.hops + 2;
  const chain = Array.from({ length: CHAIN }, (_, index) => node(`chain ${index}`));
  const hub = node('hub');
  const leaves = Array.from({ length: 30_000 }, (_, index) => node(`leaf ${index}`));
  const edges = [
    ...chain.slice(1).map((to, index) => edge(`link ${index}`, chain[index]!, to)),
    ...leaves.map((leaf, index) => edge(`spoke ${index}`, leaf, hub)),
    ...leaves.slice(0, 1).map((leaf) => edge('second spoke', hub, leaf)),
  ];
  const at = mkdtempSync(join(tmpdir(), 'netgraph-path-'));
  let opened: OpenedSlice;
  beforeAll(() => {
    opened = openSliceOf({ nodes: [...chain, hub, ...leaves], edges }, at);
  });
  afterAll(() => {
    opened.close();
    rmSync(at, { recursive: true });
  });
  const path = (from: string, to: string) => {
    const bound = bind(pathBetween(from as never, to as never), context);
    if (!bound.ok) throw new Error(bound.error.code);
    return execute(bound.value, opened.backend);
  };

  test('there is one of as many hops as are allowed, and none of one more', async () => {
    expect(await path(chain[0]!.id, chain[LIMITS.hops]!.id)).toMatchObject({
      ok: true,
      value: { hops: LIMITS.hops, nodes: chain.slice(0, -1) },
    });
    expect(await path(chain[0]!.id, chain[LIMITS.hops + 1]!.id)).toEqual({ ok: true, value: { nodes: [], edges: [], hops: null } });
  });

  test('it goes through a node that 30,000 others touch, over the first edge by id', async () => {
    const found = await path(leaves[0]!.id, leaves[29_999]!.id);
    const first = [recordId('spoke 0'), recordId('second spoke')].sort()[0];
    expect(found).toMatchObject({
      ok: true,
      value: { hops: 2, nodes: [leaves[0], hub, leaves[29_999]], edges: [{ id: first }, { id: recordId('spoke 29999') }] },
    });
  });

  test('from a record to itself it is that record; an id that is not there is not found', async () => {
    expect(await path(hub.id, hub.id)).toEqual({ ok: true, value: { nodes: [hub], edges: [], hops: 0 } });
    expect(await path(hub.id, 'f'.repeat(32))).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect(await path('f'.repeat(32), 'f'.repeat(32))).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
});
