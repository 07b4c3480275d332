/** Grants, requests and questions that are refused, with which answer, and where it is recorded; beside each its honest twin. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { GrantId } from '../../../../shared/graph/ids.ts';
import { signedInAs } from '../../../support/demo-hub.ts';
import { ask } from '../../../support/raw-http.ts';
import type { RawReply } from '../../../support/raw-http.ts';
import { assume, enter, grantOn, useScene } from './scene.ts';
import type { Asked } from './scene.ts';

const scene = useScene({ issuer: 20, refusals: 400 });

describe('a grant', () => {
  test('of somebody else, of another tenant, or made up, is the same to whoever has none', async () => {
    const lead = await signedInAs(scene.hub, 'brack-lead');
    const jonas = await signedInAs(scene.hub, 'jonas');
    const foreign = await grantOn(scene.mara, 'Alder Works');
    const answers = [
      await assume(lead, foreign, 'lead'),
      await assume(lead, randomUUID() as GrantId, 'lead'),
      await assume(jonas, foreign, 'observer'),
    ];
    for (const answer of answers)
      expect(answer).toEqual({ ok: false, error: expect.objectContaining({ code: 'no_grant', text: 'No such grant.' }) as unknown });
    expect(await assume(lead, await grantOn(lead, 'Brackwater Clinics'), 'lead')).toMatchObject({ ok: true });
  });

  test("in another tenant is void for a customer's own person, even where one was written down", async () => {
    const { rows } = await scene.control.query<{ id: string; tenant_id: string }>(
      `SELECT id, tenant_id FROM issuer WHERE title = 'Brackwater Clinics'`,
    );
    const planted = randomUUID();
    await scene.control.query(
      `INSERT INTO access_grant SELECT $1, tenant_id, $2, 'brack-lead', '{lead,copilot,observer}', 0, until, 'nobody', NULL, 1 FROM access_grant WHERE id = $3`,
      [planted, rows[0]!.id, scene.alder.context.grant],
    );
    const lead = await signedInAs(scene.hub, 'brack-lead');
    expect(await assume(lead, planted as GrantId, 'lead')).toMatchObject({ error: { code: 'no_grant' } });
    const floor = await lead.device.hub.floor(lead.session.access_token);
    expect(floor.ok && floor.value.customers.map(({ mark }) => mark.name)).toEqual(['Brackwater Clinics']);
    await scene.control.query('DELETE FROM access_grant WHERE id = $1', [planted]);
  });

  test("does not make an analyst a customer's lead, nor a role that it does not list", async () => {
    await scene.control.query(`UPDATE access_grant SET roles = roles || '{lead}' WHERE id = $1`, [scene.alder.context.grant]);
    expect(await assume(scene.mara, scene.alder.context.grant, 'lead')).toMatchObject({ error: { code: 'no_grant' } });
    await scene.control.query(`UPDATE access_grant SET roles = '{observer,investigator,responder}' WHERE id = $1`, [
      scene.alder.context.grant,
    ]);
    const jonas = await signedInAs(scene.hub, 'jonas');
    expect(await assume(jonas, await grantOn(jonas, 'Alder Works'), 'investigator')).toMatchObject({ error: { code: 'no_grant' } });
    expect((await scene.refusalsAt(scene.alder.context.tenant)).slice(0, 2)).toEqual([
      { action: 'context.assume', result: 'no_grant', subject: 'jonas' },
      { action: 'context.assume', result: 'no_grant', subject: 'mara' },
    ]);
    expect(await assume(jonas, await grantOn(jonas, 'Alder Works'), 'observer')).toMatchObject({ ok: true });
  });
});

describe('a request', () => {
  test('that names a tenant is refused by name, in the record of its own context, and reaches no other', async () => {
    const brack = await enter(scene.mara, 'Brackwater Clinics', 'observer');
    const { tenant } = brack.context;
    const tries: Asked[] = [
      { headers: { 'x-tenant-id': tenant } },
      { headers: { 'netgraph-tenant': [scene.alder.context.tenant, tenant] } },
      { query: `?tenant=${tenant}` },
      { query: `?tenant=${scene.alder.context.tenant}&tenant=${tenant}` },
    ];
    for (const asked of tries) {
      const reply = await scene.open(scene.alder.access_token, asked);
      expect(reply).toMatchObject({ status: 403, code: 'cross_tenant' });
      expect(reply.text).toContain('cross-tenant traversal not permitted');
      expect(reply.text).not.toContain(tenant);
    }
    expect((await scene.refusalsAt(scene.alder.context.tenant)).slice(0, 4)).toEqual(
      Array.from({ length: 4 }, () => ({ action: 'gate.unknown', result: 'cross_tenant', subject: 'mara' })),
    );
    expect(await ask(scene.hub.url, { path: '/v1/about', headers: { 'x-tenant': tenant } })).toMatchObject({ code: 'cross_tenant' });
    expect(await scene.msspRefusals()).toContain('cross_tenant');
    await scene.honest();
  });

  test('that names a tenant in its body, or anything else that the message does not have, is bad input', async () => {
    const more = { slice: { kinds: null, since: null }, cursor: null };
    for (const body of [JSON.stringify({ ...more, tenant: scene.alder.context.tenant }), '{"__proto__":{}}', '[]', 'null', '{', ''])
      expect(await scene.open(scene.alder.access_token, { body })).toMatchObject({ status: 400, code: 'bad_input' });
    expect(await scene.open(scene.alder.access_token, { query: '?limit=1' })).toMatchObject({ code: 'bad_input' });
    expect(await scene.open(scene.alder.access_token, { headers: { 'content-type': 'text/plain' } })).toMatchObject({ code: 'bad_input' });
    expect(await scene.open(scene.alder.access_token, { body: JSON.stringify({ pad: 'x'.repeat(100_000) }) })).toMatchObject({
      status: 413,
      code: 'limit',
    });
    await scene.honest();
  });

  test('for nothing that there is, by another method, in another version or to another host, is refused as one of the list', async () => {
    expect(await ask(scene.hub.url, { path: '/v1/nothing' })).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ask(scene.hub.url, { method: 'DELETE', path: '/v1/floor' })).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ask(scene.hub.url, { path: '/v1/%E0%A4%A' })).toMatchObject({ status: 400, code: 'bad_input' });
    expect(await ask(scene.hub.url, { path: '/v1/about', headers: { 'netgraph-protocol': '3' } })).toMatchObject({
      code: 'protocol_mismatch',
    });
    expect(await ask(scene.hub.url, { path: '/v1/about', headers: { 'netgraph-protocol': ['2', '2'] } })).toMatchObject({
      code: 'protocol_mismatch',
    });
    expect(await ask(scene.hub.url, { path: '/v1/about', headers: { host: 'evil.example' } })).toMatchObject({ code: 'bad_input' });
    expect(await ask(scene.hub.url, { path: '/demo/customer/.well-known/openid-configuration' })).toMatchObject({ status: 404 });
    expect(await ask(scene.hub.url, { path: '/v1/about' })).toMatchObject({ status: 200 });
  });

  test("with another tenant's cursor is not found, like one that never was", async () => {
    const brack = await enter(scene.mara, 'Brackwater Clinics', 'observer');
    const opened = await scene.open(brack.access_token);
    const { cursor } = JSON.parse(opened.text) as { cursor: string };
    const foreign = await scene.open(scene.alder.access_token, { path: '/v1/feed/next', body: JSON.stringify({ cursor }) });
    const never = await scene.open(scene.alder.access_token, { path: '/v1/feed/next', body: JSON.stringify({ cursor: 'AAAA' }) });
    expect(foreign).toMatchObject({ status: 404, code: 'not_found' });
    expect(never.text).toBe(foreign.text);
    expect(await scene.open(brack.access_token, { path: '/v1/feed/next', body: JSON.stringify({ cursor }) })).toMatchObject({
      status: 200,
    });
  });
});

describe('a question', () => {
  const query = (token: string, text: string, params = {}, leaves?: AbortSignal): Promise<RawReply> =>
    scene.open(token, { path: '/v1/query', body: JSON.stringify({ text, params }), ...(leaves ? { leaves } : {}) });

  test('is answered in the role that may ask, out of the open customer alone', async () => {
    const asked = await query(scene.alder.access_token, 'MATCH (h:host) RETURN h LIMIT 3');
    expect(asked).toMatchObject({ status: 200 });
    const observer = await enter(scene.mara, 'Alder Works', 'observer');
    expect(await query(observer.access_token, 'MATCH (h:host) RETURN h LIMIT 3')).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  test('that takes long holds nobody up, and the same person asks no more than three at once', async () => {
    const long = "UNWIND range(1, 20000) AS x RETURN count([y IN range(1, 80) WHERE toLower('ABC') = 'abc' AND y > x]) AS c";
    const order: string[] = [];
    const asked = Array.from({ length: 4 }, () =>
      query(scene.alder.access_token, long).then((reply) => {
        if (reply.status === 200) order.push('the question');
        return reply;
      }),
    );
    for (let at = 0; at < 5; at++) {
      expect(await ask(scene.hub.url, { path: '/v1/about' })).toMatchObject({ status: 200 });
      order.push('somebody else');
    }
    expect(order).toEqual(Array(5).fill('somebody else'));
    const replies = await Promise.all(asked);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429]);
    expect(replies.find(({ status }) => status === 429)).toMatchObject({ code: 'rate' });
    expect(await query(scene.alder.access_token, 'RETURN 1 AS x')).toMatchObject({ status: 200 });
  });

  test('that waits is refused when its turn comes, where the grant was ended meanwhile; one that nobody waits for is stopped', async () => {
    const { tenant } = scene.alder.context;
    const grant = await grantOn(scene.mara, 'Alder Works');
    const lock = await scene.region.connect();
    const outcomes = async (): Promise<string[]> =>
      (await recorded(tenant, 'outcome')).filter(({ action }) => action === 'graph.query').map(({ result }) => result);
    const intents = async (): Promise<number> => (await recorded(tenant, 'intent')).filter(({ action }) => action === 'graph.query').length;
    const before = await intents();
    try {
      await lock.query('BEGIN; LOCK TABLE node');
      const leaves = new AbortController();
      const first = query(scene.alder.access_token, 'MATCH (h:host) RETURN h', {}, leaves.signal).catch(() => null);
      await expect.poll(intents).toBe(before + 1);
      const second = query(scene.alder.access_token, 'MATCH (u:user) RETURN u');
      await expect.poll(intents).toBe(before + 2);
      await scene.control.query('UPDATE access_grant SET ended_at = $2 WHERE id = $1', [grant, Date.now()]);
      leaves.abort();
      expect(await first).toBeNull();
      await lock.query('COMMIT');
      expect(await second).toMatchObject({ status: 403, code: 'grant_ended' });
      await expect.poll(async () => (await outcomes()).slice(0, 2).sort()).toEqual(['grant_ended', 'rate']);
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
      await scene.control.query('UPDATE access_grant SET ended_at = NULL WHERE id = $1', [grant]);
    }
  });

  test('that names a tenant is refused with the step that was', async () => {
    const asked = await query(scene.alder.access_token, `MATCH (h:host) WHERE h.tenant_id = 'x' RETURN h`);
    expect(asked).toMatchObject({ status: 403, code: 'cross_tenant' });
    expect(asked.text).toContain('✗');
    const [last] = await recorded(scene.alder.context.tenant, 'outcome');
    expect(last).toMatchObject({ action: 'graph.query', result: 'cross_tenant' });
  });

  /** Newest first. */
  async function recorded(tenant: string, phase: 'intent' | 'outcome'): Promise<{ action: string; result: string }[]> {
    const { rows } = await scene.region.query<{ body: string }>(
      'SELECT body FROM record WHERE tenant_id = $1 ORDER BY position DESC LIMIT 200',
      [tenant],
    );
    return rows
      .map(({ body }) => JSON.parse(body) as { action: string; phase: string; result: string })
      .filter((one) => one.phase === phase);
  }
});

describe('too many', () => {
  test('codes, tokens or refusals of one source are slowed down, and no other source with it', async () => {
    const from = '127.0.0.7';
    const code = (): Promise<RawReply> =>
      ask(scene.hub.url, {
        method: 'POST',
        path: '/v1/issuer',
        from,
        headers: { 'content-type': 'application/json' },
        body: '{"code":"NO-SUCH"}',
      });
    for (let tries = 0; tries < 20; tries++) expect(await code()).toMatchObject({ status: 404, code: 'not_found' });
    expect(await code()).toMatchObject({ status: 429, code: 'rate' });
    for (let tries = 0; tries < 379; tries++) await ask(scene.hub.url, { path: '/v1/floor', from });
    expect(await ask(scene.hub.url, { path: '/v1/floor', from })).toMatchObject({ status: 429, code: 'rate' });
    expect(await ask(scene.hub.url, { path: '/v1/floor' })).toMatchObject({ status: 401 });
    // What a workstation asks to learn whether the hub is there.
    expect(await ask(scene.hub.url, { path: '/v1/about', from })).toMatchObject({ status: 200 });
    expect(await scene.msspRefusals()).toContain('rate');
  });
});
