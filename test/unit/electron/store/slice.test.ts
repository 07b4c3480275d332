/** A question that was asked of more than is allowed by now: what it found is not told, whatever lies there meanwhile. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import { columnsOf } from '../../../../bench/segments.ts';
import { Slice } from '../../../../electron/store/slice.ts';
import { sealColumns } from '../../../../hub/feed/seal-columns.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import { GRANT, KEY, ORDINAL, TENANT, folder } from '../../../support/slice.ts';

const { nodes } = makeGraph(60, 0, 1);
const secret = nodes.find(({ kind }) => kind === 'domain')!;
const HOSTS: SliceSpec = { kinds: ['host'], since: null };

test('a question that is under way when less is allowed says nothing, though what is allowed is in place before it answers', async () => {
  const slice = new Slice({
    file: join(folder(), 'a.slice'),
    key: Buffer.from(KEY),
    ordinal: ORDINAL,
    tenant: TENANT,
    grant: GRANT,
    role: 'investigator',
  });
  const sealed = async (of: typeof nodes) => ({
    ...(await sealColumns(columnsOf(of, []), TENANT)),
    cursor: '1',
    nodes: of.length,
    edges: 0,
    at: 1,
  });
  const put = (spec: SliceSpec, segment: Awaited<ReturnType<typeof sealed>>): void => {
    expect(slice.beginSnapshot(spec, '0')).toMatchObject({ ok: true });
    expect(slice.applySegment(segment)).toMatchObject({ ok: true });
    expect(slice.finishSnapshot()).toMatchObject({ ok: true });
  };
  put(WHOLE_SLICE, await sealed(nodes));
  const part = await sealed(nodes.filter(({ kind }) => kind === 'host'));
  const ask = () => slice.ask('graph.read', { ids: [secret.id] });
  expect(await ask()).toMatchObject({ ok: true, value: { nodes: [{ id: secret.id }] } });
  const asked = ask();
  expect(slice.allow(HOSTS)).toMatchObject({ ok: true, value: { dropped: true } });
  put(HOSTS, part);
  expect(await asked).toMatchObject({ ok: false, error: { code: 'slice_missing' } });
  expect(await ask()).toMatchObject({ ok: true, value: { nodes: [] } });
});
