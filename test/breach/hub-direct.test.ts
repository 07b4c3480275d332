/**
 * Breach list A: the hub asked directly, with a forged tenant or somebody else's token. Each attempt is refused by name, says
 * nothing of the other customer and is recorded; each stands beside the same call made honestly, which succeeds.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { SignJWT, UnsecuredJWT, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeProof } from '../../electron/sync/proof.ts';
import { newTestDevice, signedInAs } from '../support/demo-hub.ts';
import { postgresKinds } from '../support/postgres.ts';
import { BreachHub, saysNothingOf } from './hub.ts';
import type { Asked, Inside, Reply } from './hub.ts';

const [A, B] = ['Alder Works', 'Brackwater Clinics'];
const WHOLE = { slice: { kinds: null, since: null }, cursor: null };
const USERS = { text: 'MATCH (u:user) RETURN u LIMIT 100', params: {} };

describe.each(postgresKinds())('on %s', (kind) => {
  let hub: BreachHub;
  let a: Inside;
  let b: Inside;
  /** What only B's own people may read: its id, its grant, its name, and records of its graph with what they are called. */
  let canaries: string[];
  const users = (reply: Reply): string[] =>
    (reply.value as { nodes: { id: string; label: string }[] }).nodes.flatMap(({ id, label }) => [id, label]);

  beforeAll(async () => {
    hub = await BreachHub.start(kind);
    a = await hub.inside('mara', A!, 'investigator');
    b = await hub.inside('mara', B!, 'investigator');
    const [ofA, ofB] = [await hub.own(a, '/v1/query', { body: USERS }), await hub.own(b, '/v1/query', { body: USERS })];
    const own = users(ofB).filter((text) => text.length >= 8 && !users(ofA).includes(text));
    canaries = [b.granted.tenant, b.granted.grant, B!, ...own];
    expect(own.length).toBeGreaterThan(10);
  }, 240_000);
  afterAll(async () => hub?.stop());

  /** The honest twin: A's own feed, log of refusals untouched. */
  const works = async (): Promise<void> => {
    const opened = await hub.own(a, '/v1/feed/open', { body: WHOLE });
    expect(opened).toMatchObject({ status: 200, code: null });
    saysNothingOf(canaries, opened.raw);
  };
  /** Refused with this code, recorded in A's own log. */
  const refusedInA = async (code: string, action: string, attempt: () => Promise<Reply>): Promise<Reply> => {
    let reply: Reply | null = null;
    const records = await hub.left(a.granted.tenant, async () => (reply = await attempt()));
    expect(reply!.code).toBe(code);
    expect(reply!.status).toBeGreaterThanOrEqual(400);
    saysNothingOf(canaries, reply!.raw);
    expect(records.at(-1)).toMatchObject({ action, result: code, as: { tenant: a.granted.tenant }, actor: { subject: 'mara' } });
    expect(records.at(-1)!.phase).not.toBe('intent');
    return reply!;
  };
  /** Refused with this code, with a record or a count in the MSSP's log and in nobody else's. */
  const refusedUnknown = async (code: string, attempt: () => Promise<Reply>): Promise<void> => {
    let reply: Reply | null = null;
    const [ofA, ofB] = [(await hub.log(a.granted.tenant)).length, (await hub.log(b.granted.tenant)).length];
    reply = await attempt();
    expect(reply.code).toBe(code);
    saysNothingOf(canaries, reply.raw);
    expect([(await hub.log(a.granted.tenant)).length, (await hub.log(b.granted.tenant)).length]).toEqual([ofA, ofB]);
    const recorded = (await hub.log(null)).filter(({ phase, result, actor }) => phase === 'refusal' && result === code && actor === null);
    expect(recorded.length).toBeGreaterThan(0);
  };

  test('1. the id of B in the path', async () => {
    for (const path of [`/v1/${b.granted.tenant}/feed/open`, `/v1/feed/open/${b.granted.tenant}`, `/v1/tenants/${b.granted.tenant}/audit`])
      await refusedInA('not_found', 'gate.unknown', () => hub.own(a, path, { body: WHOLE }));
    await works();
  });

  test('2. the id of B in the body', async () => {
    const bodies: [string, string, object][] = [
      ['/v1/feed/open', 'feed.open', WHOLE],
      ['/v1/query', 'graph.query', USERS],
      ['/v1/audit', 'audit.tenant', { before: null, limit: 10 }],
      ['/v1/context/extend', 'context.extend', {}],
    ];
    for (const [path, action, body] of bodies)
      for (const name of ['tenant', 'tenant_id', 'tenantId', '__proto__'])
        await refusedInA('bad_input', name === '__proto__' ? 'gate.unknown' : action, () =>
          hub.own(a, path, {
            body: JSON.parse(
              `{${JSON.stringify(body).slice(1, -1)}${body === bodies[3]![2] ? '' : ','}"${name}":{"id":"${b.granted.tenant}"}}`,
            ) as object,
          }),
        );
    await works();
  });

  test('3. a header or parameter that names a tenant, once and twice', async () => {
    const { tenant } = b.granted;
    for (const headers of [{ 'x-tenant-id': tenant }, { 'X-Tenant': [tenant, a.granted.tenant] }, { 'netgraph-tenant': a.granted.tenant }])
      await refusedInA('cross_tenant', 'gate.unknown', () => hub.own(a, '/v1/feed/open', { body: WHOLE, headers }));
    for (const query of [
      `?tenant=${tenant}`,
      `?tenant=${a.granted.tenant}&tenant=${tenant}`,
      `?Tenant_ID=${tenant}`,
      `?x[tenant]=${tenant}`,
    ])
      await refusedInA('cross_tenant', 'gate.unknown', () => hub.own(a, `/v1/feed/open${query}`, { body: WHOLE }));
    await refusedInA('bad_input', 'gate.unknown', () => hub.own(a, `/v1/feed/open?a=1`, { body: WHOLE }));
    await works();
  });

  test('4. a context token with another tenant in it, signature kept', async () => {
    const [head, , sig] = a.token.split('.');
    const claims = { ...decodeJwt(a.token), tenant: b.granted.tenant };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), sig].join('.');
    await refusedUnknown('no_context', () => hub.ask('/v1/feed/open', { body: WHOLE, token: forged, device: a.device }));
    await works();
  });

  test('5. alg none, HS256 with a public key of the hub, and a key of the attacker', async () => {
    const claims = { ...decodeJwt(a.token), tenant: b.granted.tenant };
    const about = (await hub.ask('/v1/about', { method: 'GET' })).value as { key: string; device: string };
    const header = { typ: (JSON.parse(Buffer.from(a.token.split('.')[0]!, 'base64url').toString()) as { typ: string }).typ };
    const hs = (secret: Buffer): string => {
      const signed = `${Buffer.from(JSON.stringify({ ...header, alg: 'HS256' })).toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    };
    const forged = [
      new UnsecuredJWT(claims).encode(),
      `${Buffer.from(JSON.stringify({ ...header, alg: 'none' })).toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
      hs(Buffer.from(about.key, 'base64url')),
      hs(Buffer.from(about.key)),
      await new SignJWT(claims).setProtectedHeader({ ...header, alg: 'EdDSA', jwk: a.device.publicJwk }).sign(a.device.privateKey),
    ];
    for (const token of forged)
      await refusedUnknown('no_context', () => hub.ask('/v1/feed/open', { body: WHOLE, token, device: a.device }));
    await works();
  });

  test("5b. a session's token is no context, and a context's is no session", async () => {
    const session = a.session.access_token;
    await refusedUnknown('no_context', () => hub.own({ token: session, device: a.device }, '/v1/feed/open', { body: WHOLE }));
    await refusedUnknown('no_session', () => hub.ask('/v1/floor', { method: 'GET', token: a.token, device: a.device }));
    expect((await hub.ask('/v1/floor', { method: 'GET', token: session, device: a.device })).status).toBe(200);
    await works();
  });

  test('6. a stolen token on another workstation, and every proof that does not fit', async () => {
    const thief = (await signedInAs(hub.hub, 'jonas')).device;
    const at = `${hub.hub.url}/v1/feed/open`;
    const used = await makeProof(a.device, 'POST', at, a.token, Date.now());
    expect((await hub.own(a, '/v1/feed/open', { body: WHOLE, proof: used })).status).toBe(200);
    const proofs: Asked[] = [
      { device: thief },
      { device: await newTestDevice(hub.hub.url) },
      { proof: used },
      { proof: await makeProof(a.device, 'GET', at, a.token, Date.now()) },
      { proof: await makeProof(a.device, 'POST', `${hub.hub.url}/v1/query`, a.token, Date.now()) },
      { proof: await makeProof(a.device, 'POST', 'http://elsewhere.example/v1/feed/open', a.token, Date.now()) },
      { proof: await makeProof(a.device, 'POST', at, b.token, Date.now()) },
      { proof: await makeProof(a.device, 'POST', at, null, Date.now()) },
      { proof: await makeProof(a.device, 'POST', at, a.token, Date.now() - 120_000) },
      { proof: await makeProof(a.device, 'POST', at, a.token, Date.now() + 120_000) },
      { proof: 'e30.e30.e30' },
    ];
    for (const asked of proofs)
      await refusedUnknown('proof_failed', () => hub.ask('/v1/feed/open', { body: WHOLE, token: a.token, ...asked }));
    await refusedUnknown('proof_failed', () => hub.ask('/v1/feed/open', { body: WHOLE, token: a.token }));
    await refusedUnknown('no_context', () =>
      hub.ask('/v1/feed/open', { body: WHOLE, device: a.device, headers: { authorization: `Bearer ${a.token}` } }),
    );
    await works();
  });

  test('6b. a stolen session does not open a customer from another workstation', async () => {
    const thief = await newTestDevice(hub.hub.url);
    const stolen = await thief.hub.assume(a.session.access_token, {
      grant: b.granted.grant,
      role: 'observer',
      reason: 'none',
      ticket: 'none',
    });
    expect(stolen).toMatchObject({ ok: false, error: { code: 'proof_failed' } });
    expect(await thief.hub.records(a.session.access_token, [])).toMatchObject({ ok: false });
    await works();
  });

  test('7. a context that expired, that was left, or whose grant was narrowed or ended', async () => {
    const { control } = hub;
    const attempt = async (how: string, code: string, undo: string | null): Promise<void> => {
      const own = await hub.inside('mara', A!, 'investigator', a);
      expect((await hub.own(own, '/v1/feed/open', { body: WHOLE })).status).toBe(200);
      await control.query(how, [how.includes('context SET') ? own.granted.id : own.granted.grant]);
      try {
        for (const path of ['/v1/feed/open', '/v1/query', '/v1/context/extend'])
          await refusedInA(code, { '/v1/feed/open': 'feed.open', '/v1/query': 'graph.query' }[path] ?? 'context.extend', () =>
            hub.own(own, path, { body: path === '/v1/query' ? USERS : path === '/v1/feed/open' ? WHOLE : {} }),
          );
      } finally {
        if (undo) await control.query(undo, [own.granted.grant]);
      }
      // What has ended stays ended, also when the grant is given back.
      if (undo) expect((await hub.own(own, '/v1/feed/open', { body: WHOLE })).code).toBe(code);
    };
    await attempt('UPDATE context SET expires_at = 1 WHERE id = $1', 'context_ended', null);
    await attempt(`UPDATE context SET ended_at = 1, end_reason = 'left' WHERE id = $1`, 'context_ended', null);
    const restore = `UPDATE access_grant SET ended_at = NULL, roles = '{observer,investigator,responder}', until = 4000000000000 WHERE id = $1`;
    await attempt('UPDATE access_grant SET ended_at = 1 WHERE id = $1', 'grant_ended', restore);
    await attempt(`UPDATE access_grant SET roles = '{observer}' WHERE id = $1`, 'grant_ended', restore);
    await attempt('UPDATE access_grant SET until = 1 WHERE id = $1', 'grant_ended', restore);
    a = await hub.inside('mara', A!, 'investigator', a);
    await works();
  });

  test('31. a cursor of B under A is what a cursor that never was is', async () => {
    const opened = await hub.own(b, '/v1/feed/open', { body: WHOLE });
    const { cursor } = opened.value as { cursor: string };
    expect((await hub.own(b, '/v1/feed/next', { body: { cursor } })).status).toBe(200);
    const garbage = Buffer.from(cursor, 'base64url').fill(7, 20, 40).toString('base64url');
    const replies: Reply[] = [];
    for (const body of [{ cursor }, { cursor: garbage }])
      replies.push(await refusedInA('not_found', 'feed.next', () => hub.own(a, '/v1/feed/next', { body })));
    expect(replies[0]!.value).toEqual(replies[1]!.value);
    await refusedInA('not_found', 'feed.open', () => hub.own(a, '/v1/feed/open', { body: { ...WHOLE, cursor } }));
    const own = (await hub.own(a, '/v1/feed/open', { body: WHOLE })).value as { cursor: string };
    expect((await hub.own(a, '/v1/feed/next', { body: { cursor: own.cursor } })).status).toBe(200);
  });

  test("another person's grant is what a grant that never was is, and a role beyond the grant is refused", async () => {
    const { device, session } = await signedInAs(hub.hub, 'jonas');
    const why = { role: 'observer', reason: 'Alert', ticket: 'T-2' } as const;
    const [theirs, none] = [
      await device.hub.assume(session.access_token, { grant: b.granted.grant, ...why }),
      await device.hub.assume(session.access_token, { grant: randomUUID() as never, ...why }),
    ];
    expect(theirs).toMatchObject({ ok: false, error: { code: 'no_grant' } });
    expect(theirs).toEqual(none);
    const own = await hub.inside('jonas', A!, 'observer', { device, session });
    expect(
      await device.hub.assume(session.access_token, { grant: own.granted.grant, role: 'lead', reason: 'x', ticket: 'x' }),
    ).toMatchObject({
      error: { code: 'no_grant' },
    });
    const refusals = (await hub.log(null)).filter(({ phase, actor }) => phase === 'refusal' && actor?.subject === 'jonas');
    // Nobody's customer is told of a grant that the person doesn't have; the role beyond their own grant is in its log.
    expect(refusals.map(({ action, result }) => [action, result])).toEqual(Array.from({ length: 2 }, () => ['context.assume', 'no_grant']));
    expect(
      (await hub.log(a.granted.tenant)).filter(({ phase, action }) => phase === 'refusal' && action === 'context.assume'),
    ).toMatchObject([{ result: 'no_grant', actor: { subject: 'jonas' } }]);
    // What the role does not permit.
    expect((await hub.own(own, '/v1/query', { body: USERS })).code).toBe('not_permitted');
    expect((await hub.own(own, '/v1/audit', { body: { before: null, limit: 10 } })).code).toBe('not_permitted');
    expect((await hub.log(a.granted.tenant)).slice(-2).map(({ action, phase, result }) => [action, phase, result])).toEqual([
      ['graph.query', 'refusal', 'not_permitted'],
      ['audit.tenant', 'refusal', 'not_permitted'],
    ]);
  });

  test("a customer's lead reads what was done there, curl included, and nothing of another customer", async () => {
    const lead = await hub.inside('alder-lead', A!, 'lead');
    const page = await hub.own(lead, '/v1/audit', { body: { before: null, limit: 200 } });
    expect(page.status).toBe(200);
    const { records } = page.value as {
      records: { body: { action: string; as: { tenant: string } }; hub: boolean; text: string | null }[];
    };
    expect(records.every(({ body }) => body.as.tenant === a.granted.tenant)).toBe(true);
    expect(records.some(({ body, hub: own, text }) => own && body.action === 'context.assume' && text === 'ticket T-1: Alert')).toBe(true);
    expect(records.some(({ body }) => body.action === 'feed.open')).toBe(true);
    saysNothingOf(canaries, page.raw);
    expect((await hub.own(lead, '/v1/feed/open', { body: WHOLE })).code).toBe('not_permitted');
  });

  test("the hub's own log tells nothing of anybody, and no token", async () => {
    saysNothingOf([...canaries.slice(2), a.token, b.token, a.session.access_token, 'T-1: Alert'], hub.hub.logged());
  });
});
