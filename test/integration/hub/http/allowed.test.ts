/** A grant that allows a part of the graph, over HTTP: what the desk is told, what it is refused, and what the customer reads of it. */
import { expect, test } from 'vitest';
import { allowSlice } from '../../../../hub/context/grants.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { Result } from '../../../../shared/errors.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { SliceSpec } from '../../../../shared/graph/slice.ts';
import type { ControlTables } from '../../../../hub/store/tables.ts';
import { Kysely, PostgresDialect } from 'kysely';
import { firstVersion } from '../../../support/case-version.ts';
import { signedInAs } from '../../../support/demo-hub.ts';
import { enter, grantOn, useScene } from './scene.ts';

const scene = useScene();
const PART: SliceSpec = { kinds: ['host', 'user'], since: null };

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.text);
  return result.value;
};

async function allow(slice: SliceSpec): Promise<void> {
  const control = new Kysely<ControlTables>({ dialect: new PostgresDialect({ pool: scene.control }) });
  await allowSlice({ control } as HubStore, await grantOn(scene.mara, 'Alder Works'), slice, Date.now());
}

test('what was allowed and is not any more: the cursor is void, the rest is less, and the log says what was asked for and what was given', async () => {
  const { mara, alder } = scene;
  expect(alder.context.slice).toEqual(WHOLE_SLICE);
  const feed = mara.device.hub.feed(() => alder.access_token);
  const whole = value(await feed.open(WHOLE_SLICE, null));
  expect(whole.slice).toEqual(WHOLE_SLICE);

  const kept = firstVersion();
  value(await mara.device.hub.cases.put(alder.access_token, kept));
  await allow(PART);
  expect(await feed.next(whole.cursor)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  expect(await feed.open(WHOLE_SLICE, whole.cursor)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  const part = value(await feed.open(WHOLE_SLICE, null));
  expect(part.slice).toEqual(PART);
  expect(part.nodes).toBeLessThan(whole.nodes);
  expect(value(await feed.next(part.cursor)).nodes).toBe(part.nodes);
  expect(await feed.open({ kinds: ['domain'], since: null }, null)).toMatchObject({ ok: false, error: { code: 'not_permitted' } });
  expect(value(await mara.device.hub.extend(alder.access_token)).context.slice).toEqual(PART);
  expect((await enter(mara, 'Brackwater Clinics', 'observer')).context.slice).toEqual(WHOLE_SLICE);
  const query = await scene.open(alder.access_token, {
    path: '/v1/query',
    body: JSON.stringify({ text: 'MATCH (d:domain) RETURN d LIMIT 1', params: {} }),
  });
  expect(query).toMatchObject({ status: 403, text: expect.stringContaining('a part of the graph only') });

  const { cases } = mara.device.hub;
  const inCases = [
    await cases.changes(alder.access_token, 0),
    await cases.version(alder.access_token, kept.id),
    await cases.put(alder.access_token, firstVersion()),
  ];
  for (const refused of inCases) {
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'not_permitted', text: expect.stringContaining('a part of the graph only') },
    });
    expect(JSON.stringify(refused)).not.toContain('beacons');
  }

  const lead = await signedInAs(scene.hub, 'alder-lead');
  const log = value(await lead.device.hub.audit((await enter(lead, 'Alder Works', 'lead')).access_token, null, 50));
  const texts = log.records.filter(({ body }) => body.action === 'feed.open' && body.phase === 'intent').map(({ text }) => text);
  expect(texts.filter((text) => text?.includes('The grant allows less than was asked for: host, user.')).length).toBeGreaterThan(1);

  await allow(WHOLE_SLICE);
  expect(value(await cases.version(alder.access_token, kept.id)).body).toBe(kept.body);
  expect(value(await feed.open(WHOLE_SLICE, null))).toMatchObject({ slice: WHOLE_SLICE, nodes: whole.nodes });
  expect(await feed.open(WHOLE_SLICE, whole.cursor)).toMatchObject({ ok: true });
});

test('a grant whose slice can not be read allows nothing', async () => {
  const grant = await grantOn(scene.mara, 'Alder Works');
  await scene.control.query('UPDATE access_grant SET slice = $2 WHERE id = $1', [grant, '{"kinds":["tenant"]}']);
  const feed = scene.mara.device.hub.feed(() => scene.alder.access_token);
  expect((await feed.open(WHOLE_SLICE, null)).ok).toBe(false);
  await scene.control.query('UPDATE access_grant SET slice = NULL WHERE id = $1', [grant]);
  expect((await feed.open(WHOLE_SLICE, null)).ok).toBe(true);
});
