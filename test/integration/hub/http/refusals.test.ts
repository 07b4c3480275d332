/** What is refused, with which answer, and where it is recorded; beside each refusal its honest twin, which is not. */
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT, decodeJwt, decodeProtectedHeader } from 'jose';
import type { JWTHeaderParameters } from 'jose';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askAbout } from '../../../../electron/sync/transport.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import { newSalt } from '../../../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../../../shared/audit/chain.ts';
import { nextRecord } from '../../../../shared/audit/write.ts';
import type { AuditId, GrantId } from '../../../../shared/graph/ids.ts';
import type { ContextReply } from '../../../../shared/protocol/token.ts';
import { newTestDevice, signedInAs, startDemoHub } from '../../../support/demo-hub.ts';
import type { DemoHub, SignedInDesk } from '../../../support/demo-hub.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';
import { ask, proofOf } from '../../../support/raw-http.ts';
import type { ProofParts, RawReply } from '../../../support/raw-http.ts';

const OPEN = JSON.stringify({ slice: { kinds: null, since: null }, cursor: null });
const base64url = (value: string): string => Buffer.from(value).toString('base64url');

let server: TestPostgres;
let hub: DemoHub;
let control: pg.Pool;
let region: pg.Pool;
let mara: SignedInDesk;
let alder: ContextReply;

beforeAll(async () => {
  server = await startPostgres(postgresKinds().at(-1)!);
  hub = await startDemoHub({ database: server.url('postgres'), limits: { token: 300, issuer: 20, refusals: 400 } });
  control = server.pool('control');
  region = server.pool('region_eu');
}, 180_000);
afterAll(async () => {
  await hub?.stop();
  await server?.stop();
});
beforeEach(async () => {
  mara = await signedInAs(hub, 'mara');
  alder = await enter(mara, 'Alder Works', 'investigator');
});

const grantOn = async ({ device, session }: SignedInDesk, customer: string): Promise<GrantId> => {
  const floor = await device.hub.floor(session.access_token);
  if (!floor.ok) throw new Error(floor.error.code);
  return floor.value.customers.find(({ mark }) => mark.name === customer)!.grant as GrantId;
};
const assume = ({ device, session }: SignedInDesk, grant: GrantId, role: Role) =>
  device.hub.assume(session.access_token, { grant, role, reason: 'a test', ticket: 'T-1' });
async function enter(desk: SignedInDesk, customer: string, role: Role): Promise<ContextReply> {
  const entered = await assume(desk, await grantOn(desk, customer), role);
  if (!entered.ok) throw new Error(entered.error.code);
  return entered.value;
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly device?: SignedInDesk['device'];
  readonly proof?: ProofParts;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** Opens the feed with a token, as an honest desk does, with whatever the test changes in it. */
async function open(token: string, asked: Asked = {}): Promise<RawReply> {
  const { method = 'POST', path = '/v1/feed/open', query = '', device = mara.device, proof, headers = {}, body = OPEN } = asked;
  const made = await proofOf(device, hub.url, { method, path, token }, proof);
  const all = { authorization: `DPoP ${token}`, dpop: made, 'content-type': 'application/json', ...headers };
  return ask(hub.url, { method, path: `${path}${query}`, headers: all, ...(method === 'GET' ? {} : { body }) });
}

/** The twin of every refusal below. */
const honest = async (token = alder.access_token): Promise<void> => expect(await open(token)).toMatchObject({ status: 200 });

/** Refusals in the tenant's own log, newest first. */
async function refusalsAt(tenant: string): Promise<{ action: string; result: string; subject: string | null }[]> {
  const { rows } = await region.query<{ body: string }>('SELECT body FROM record WHERE tenant_id = $1 ORDER BY position DESC LIMIT 20', [
    tenant,
  ]);
  return rows
    .map(({ body }) => JSON.parse(body) as { phase: string; action: string; result: string; actor: { subject: string } | null })
    .filter(({ phase }) => phase === 'refusal')
    .map(({ action, result, actor }) => ({ action, result, subject: actor?.subject ?? null }));
}
async function msspRefusals(): Promise<Set<string>> {
  const { rows } = await control.query<{ body: string }>('SELECT body FROM mssp_record');
  const bodies = rows.map(({ body }) => JSON.parse(body) as { phase: string; result: string; actor: unknown });
  return new Set(bodies.filter(({ phase, actor }) => phase === 'refusal' && actor === null).map(({ result }) => result));
}

describe('a forged token', () => {
  const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];
  const forged: Record<string, (token: string) => string | Promise<string>> = {
    'with another tenant and the old signature': (token) => {
      const [head, , signature] = parts(token);
      return `${head}.${base64url(JSON.stringify({ ...decodeJwt(token), tenant: randomUUID() }))}.${signature}`;
    },
    'without a signature (alg none)': (token) =>
      `${base64url(JSON.stringify({ ...decodeProtectedHeader(token), alg: 'none' }))}.${parts(token)[1]}.`,
    "HS256 under the hub's public key": async (token) => {
      const about = await askAbout(hub.url);
      if (!about.ok) throw new Error('no hub');
      const signed = `${base64url(JSON.stringify({ ...decodeProtectedHeader(token), alg: 'HS256' }))}.${parts(token)[1]}`;
      return `${signed}.${createHmac('sha256', Buffer.from(about.value.key, 'base64url')).update(signed).digest('base64url')}`;
    },
    'under a key of their own': (token) =>
      new SignJWT(decodeJwt(token))
        .setProtectedHeader(decodeProtectedHeader(token) as JWTHeaderParameters)
        .sign(generateKeyPairSync('ed25519').privateKey),
    'that is a session': () => mara.session.access_token,
    'that is garbage': () => 'AAAA.BBBB.CCCC',
  };
  test.each(Object.keys(forged))('%s opens nothing', async (name) => {
    const token = await forged[name]!(alder.access_token);
    expect(await open(token)).toMatchObject({ status: 401, code: 'no_context' });
    expect(await msspRefusals()).toContain('no_context');
    await honest();
  });

  test('a context is no session, and none at all is none', async () => {
    expect(await open(alder.access_token, { method: 'GET', path: '/v1/floor' })).toMatchObject({ status: 401, code: 'no_session' });
    expect(await ask(hub.url, { path: '/v1/floor' })).toMatchObject({ status: 401, code: 'no_session' });
    expect(await open(mara.session.access_token, { method: 'GET', path: '/v1/floor' })).toMatchObject({ status: 200 });
  });
});

describe('a proof of possession', () => {
  const broken: Record<string, ProofParts | (() => ProofParts)> = {
    'for another method': { claims: { htm: 'GET' } },
    'for another path': () => ({ claims: { htu: `${hub.url}/v1/audit` } }),
    'for another hub': { claims: { htu: 'http://127.0.0.1:1/v1/feed/open' } },
    'for another token': { claims: { ath: 'A'.repeat(43) } },
    'for no token': { claims: { ath: undefined } },
    'from two minutes ago': () => ({ claims: { iat: Math.floor(Date.now() / 1000) - 121 } }),
    'from two minutes ahead': () => ({ claims: { iat: Math.floor(Date.now() / 1000) + 121 } }),
    'without a name of its own': { claims: { jti: undefined } },
    'of another type': { header: { typ: 'JWT' } },
    "that tells the device's private key": () => ({ header: { jwk: mara.device.privateKey.export({ format: 'jwk' }) } }),
    'signed by another key than it names': () => {
      const { kty, crv, x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      return { header: { jwk: { kty, crv, x } } };
    },
  };
  test.each(Object.keys(broken))('%s fails', async (name) => {
    const made = broken[name]!;
    expect(await open(alder.access_token, { proof: typeof made === 'function' ? made() : made })).toMatchObject({
      status: 401,
      code: 'proof_failed',
    });
    await honest();
  });

  test('a token that was stolen is of no use on another device, enrolled or not', async () => {
    const stranger = await newTestDevice(hub.url);
    const { device } = await signedInAs(hub, 'jonas');
    for (const other of [stranger, device])
      expect(await open(alder.access_token, { device: other })).toMatchObject({ status: 401, code: 'proof_failed' });
    expect(await msspRefusals()).toContain('proof_failed');
    await honest();
  });

  test('it is good once, missing it is nothing, and two of them are none', async () => {
    const made = await proofOf(mara.device, hub.url, { method: 'POST', path: '/v1/feed/open', token: alder.access_token });
    expect(await open(alder.access_token, { headers: { dpop: made } })).toMatchObject({ status: 200 });
    expect(await open(alder.access_token, { headers: { dpop: made } })).toMatchObject({ code: 'proof_failed' });
    const both = await proofOf(mara.device, hub.url, { method: 'POST', path: '/v1/feed/open', token: alder.access_token });
    const again = await proofOf(mara.device, hub.url, { method: 'POST', path: '/v1/feed/open', token: alder.access_token });
    expect(await open(alder.access_token, { headers: { dpop: [both, again] } })).toMatchObject({ code: 'proof_failed' });
    expect(
      await ask(hub.url, {
        method: 'POST',
        path: '/v1/feed/open',
        headers: { authorization: `DPoP ${alder.access_token}`, 'content-type': 'application/json' },
        body: OPEN,
      }),
    ).toMatchObject({ code: 'proof_failed' });
    await honest();
  });

  test('a bearer token is none', async () => {
    expect(await open(alder.access_token, { headers: { authorization: `Bearer ${alder.access_token}` } })).toMatchObject({
      code: 'no_context',
    });
  });
});

describe('a context that does not hold any more', () => {
  const { stringify } = JSON;
  const cases: Record<string, { sql: string; undo?: string; of: () => string; code: string }> = {
    expired: { sql: 'UPDATE context SET expires_at = 1 WHERE id = $1', of: () => alder.context.id, code: 'context_ended' },
    'of a session that expired': {
      sql: 'UPDATE session SET expires_at = 1 WHERE id = $1',
      of: () => mara.session.session.id,
      code: 'context_ended',
    },
    'of a session that was ended': {
      sql: 'UPDATE session SET ended_at = 1 WHERE id = $1',
      of: () => mara.session.session.id,
      code: 'context_ended',
    },
    'whose grant was ended': {
      sql: 'UPDATE access_grant SET ended_at = 1, version = version + 1 WHERE id = $1',
      undo: 'UPDATE access_grant SET ended_at = NULL WHERE id = $1',
      of: () => alder.context.grant,
      code: 'grant_ended',
    },
    'whose grant ran out': {
      sql: 'UPDATE access_grant SET until = 1 WHERE id = $1',
      undo: `UPDATE access_grant SET until = ${Date.now() + 86_400_000} WHERE id = $1`,
      of: () => alder.context.grant,
      code: 'grant_ended',
    },
    'whose grant was narrowed': {
      sql: `UPDATE access_grant SET roles = '{observer}' WHERE id = $1`,
      undo: `UPDATE access_grant SET roles = '{observer,investigator,responder}' WHERE id = $1`,
      of: () => alder.context.grant,
      code: 'grant_ended',
    },
    'on a suspended device': {
      sql: `UPDATE device SET status = 'suspended' WHERE id = $1`,
      of: () => mara.device.id,
      code: 'device_suspended',
    },
  };
  test.each(Object.keys(cases))('%s opens nothing, cannot be extended, and the customer sees the try', async (name) => {
    const { sql, undo, of, code } = cases[name]!;
    const other = await enter(await signedInAs(hub, 'mara'), 'Brackwater Clinics', 'observer');
    await honest();
    await control.query(sql, [of()]);
    expect(await open(alder.access_token)).toMatchObject({ code });
    expect(await open(alder.access_token, { path: '/v1/context/extend', body: '{}' })).toMatchObject({ code });
    expect((await refusalsAt(alder.context.tenant)).slice(0, 2)).toEqual([
      { action: 'context.extend', result: code, subject: 'mara' },
      { action: 'feed.open', result: code, subject: 'mara' },
    ]);
    if (undo) await control.query(undo, [of()]);
    // What was ended for its grant stays ended when the grant comes back.
    if (undo) expect(await open(alder.access_token)).toMatchObject({ code });
    expect(stringify(await refusalsAt(other.context.tenant))).not.toContain(code);
  });

  test('an expired session is none, yet its device still delivers its records', async () => {
    const { device, session } = mara;
    const { envelope } = nextRecord(
      {
        ...({
          v: 1,
          id: uuidv7() as AuditId,
          actor: session.session.person,
          as: null,
          session: session.session.id,
          context: null,
        } as const),
        ...({ phase: 'outcome', of: null, action: 'session.begun', targets: [], targetCount: 0, result: 'ok', offline: false } as const),
        time: new Date().toISOString(),
      },
      null,
      { device: device.id, tenantHead: EMPTY_CHAIN, deviceHead: EMPTY_CHAIN, salt: newSalt() },
      device.privateKey,
    );
    await control.query('UPDATE session SET expires_at = 1, ended_at = 1 WHERE id = $1', [session.session.id]);
    expect(await device.hub.floor(session.access_token)).toMatchObject({ error: { code: 'no_session' } });
    expect(await device.hub.records(session.access_token, [envelope])).toEqual({ ok: true, value: { through: 1 } });
    const { device: other } = await signedInAs(hub, 'jonas');
    expect(await other.hub.records(session.access_token, [envelope])).toMatchObject({ error: { code: 'proof_failed' } });
  });
});

describe('a grant', () => {
  test('of somebody else, of another tenant, or made up, is the same to whoever has none', async () => {
    const lead = await signedInAs(hub, 'brack-lead');
    const jonas = await signedInAs(hub, 'jonas');
    const foreign = await grantOn(mara, 'Alder Works');
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
    const { rows } = await control.query<{ id: string; tenant_id: string }>(
      `SELECT id, tenant_id FROM issuer WHERE title = 'Brackwater Clinics'`,
    );
    const planted = randomUUID();
    await control.query(
      `INSERT INTO access_grant SELECT $1, tenant_id, $2, 'brack-lead', '{lead,copilot,observer}', 0, until, 'nobody', NULL, 1 FROM access_grant WHERE id = $3`,
      [planted, rows[0]!.id, alder.context.grant],
    );
    const lead = await signedInAs(hub, 'brack-lead');
    expect(await assume(lead, planted as GrantId, 'lead')).toMatchObject({ error: { code: 'no_grant' } });
    const floor = await lead.device.hub.floor(lead.session.access_token);
    expect(floor.ok && floor.value.customers.map(({ mark }) => mark.name)).toEqual(['Brackwater Clinics']);
    await control.query('DELETE FROM access_grant WHERE id = $1', [planted]);
  });

  test("does not make an analyst a customer's lead, nor a role that it does not list", async () => {
    await control.query(`UPDATE access_grant SET roles = roles || '{lead}' WHERE id = $1`, [alder.context.grant]);
    expect(await assume(mara, alder.context.grant, 'lead')).toMatchObject({ error: { code: 'no_grant' } });
    await control.query(`UPDATE access_grant SET roles = '{observer,investigator,responder}' WHERE id = $1`, [alder.context.grant]);
    const jonas = await signedInAs(hub, 'jonas');
    expect(await assume(jonas, await grantOn(jonas, 'Alder Works'), 'investigator')).toMatchObject({ error: { code: 'no_grant' } });
    expect(await assume(jonas, await grantOn(jonas, 'Alder Works'), 'observer')).toMatchObject({ ok: true });
  });
});

describe('a request', () => {
  test('that names a tenant is refused by name, in the record of its own context, and reaches no other', async () => {
    const brack = await enter(mara, 'Brackwater Clinics', 'observer');
    const { tenant } = brack.context;
    const tries: Asked[] = [
      { headers: { 'x-tenant-id': tenant } },
      { headers: { 'netgraph-tenant': [alder.context.tenant, tenant] } },
      { query: `?tenant=${tenant}` },
      { query: `?tenant=${alder.context.tenant}&tenant=${tenant}` },
    ];
    for (const asked of tries) {
      const reply = await open(alder.access_token, asked);
      expect(reply).toMatchObject({ status: 403, code: 'cross_tenant' });
      expect(reply.text).toContain('cross-tenant traversal not permitted');
      expect(reply.text).not.toContain(tenant);
    }
    expect((await refusalsAt(alder.context.tenant)).slice(0, 4)).toEqual(
      Array.from({ length: 4 }, () => ({ action: 'gate.unknown', result: 'cross_tenant', subject: 'mara' })),
    );
    expect(await ask(hub.url, { path: '/v1/about', headers: { 'x-tenant': tenant } })).toMatchObject({ code: 'cross_tenant' });
    expect(await msspRefusals()).toContain('cross_tenant');
    await honest();
  });

  test('that names a tenant in its body, or anything else that the message does not have, is bad input', async () => {
    const more = { slice: { kinds: null, since: null }, cursor: null };
    for (const body of [JSON.stringify({ ...more, tenant: alder.context.tenant }), '{"__proto__":{}}', '[]', 'null', '{', ''])
      expect(await open(alder.access_token, { body })).toMatchObject({ status: 400, code: 'bad_input' });
    expect(await open(alder.access_token, { query: '?limit=1' })).toMatchObject({ code: 'bad_input' });
    expect(await open(alder.access_token, { headers: { 'content-type': 'text/plain' } })).toMatchObject({ code: 'bad_input' });
    expect(await open(alder.access_token, { body: JSON.stringify({ pad: 'x'.repeat(100_000) }) })).toMatchObject({
      status: 413,
      code: 'limit',
    });
    await honest();
  });

  test('for nothing that there is, by another method, in another version or to another host, is refused as one of the list', async () => {
    expect(await ask(hub.url, { path: '/v1/nothing' })).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ask(hub.url, { method: 'DELETE', path: '/v1/floor' })).toMatchObject({ status: 404, code: 'not_found' });
    expect(await ask(hub.url, { path: '/v1/%E0%A4%A' })).toMatchObject({ status: 400, code: 'bad_input' });
    expect(await ask(hub.url, { path: '/v1/about', headers: { 'netgraph-protocol': '2' } })).toMatchObject({ code: 'protocol_mismatch' });
    expect(await ask(hub.url, { path: '/v1/about', headers: { 'netgraph-protocol': ['1', '1'] } })).toMatchObject({
      code: 'protocol_mismatch',
    });
    expect(await ask(hub.url, { path: '/v1/about', headers: { host: 'evil.example' } })).toMatchObject({ code: 'bad_input' });
    expect(await ask(hub.url, { path: '/demo/customer/.well-known/openid-configuration' })).toMatchObject({ status: 404 });
    expect(await ask(hub.url, { path: '/v1/about' })).toMatchObject({ status: 200 });
  });

  test("with another tenant's cursor is not found, like one that never was", async () => {
    const brack = await enter(mara, 'Brackwater Clinics', 'observer');
    const opened = await open(brack.access_token);
    const { cursor } = JSON.parse(opened.text) as { cursor: string };
    const foreign = await open(alder.access_token, { path: '/v1/feed/next', body: JSON.stringify({ cursor }) });
    const never = await open(alder.access_token, { path: '/v1/feed/next', body: JSON.stringify({ cursor: 'AAAA' }) });
    expect(foreign).toMatchObject({ status: 404, code: 'not_found' });
    expect(never.text).toBe(foreign.text);
    expect(await open(brack.access_token, { path: '/v1/feed/next', body: JSON.stringify({ cursor }) })).toMatchObject({ status: 200 });
  });
});

describe('a question', () => {
  const query = (token: string, text: string, params = {}): Promise<RawReply> =>
    open(token, { path: '/v1/query', body: JSON.stringify({ text, params }) });

  test('is answered in the role that may ask, out of the open customer alone', async () => {
    const asked = await query(alder.access_token, 'MATCH (h:host) RETURN h LIMIT 3');
    expect(asked).toMatchObject({ status: 200 });
    const observer = await enter(mara, 'Alder Works', 'observer');
    expect(await query(observer.access_token, 'MATCH (h:host) RETURN h LIMIT 3')).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  test('that names a tenant is refused with the step that was', async () => {
    const asked = await query(alder.access_token, `MATCH (h:host) WHERE h.tenant_id = 'x' RETURN h`);
    expect(asked).toMatchObject({ status: 403, code: 'cross_tenant' });
    expect(asked.text).toContain('✗');
    expect((await refusalsOrOutcomes(alder.context.tenant))[0]).toEqual({ action: 'graph.query', result: 'cross_tenant' });
  });

  async function refusalsOrOutcomes(tenant: string): Promise<{ action: string; result: string }[]> {
    const { rows } = await region.query<{ body: string }>('SELECT body FROM record WHERE tenant_id = $1 ORDER BY position DESC LIMIT 5', [
      tenant,
    ]);
    return rows.map(({ body }) => JSON.parse(body) as { action: string; result: string }).map(({ action, result }) => ({ action, result }));
  }
});

describe('too many', () => {
  test('codes, tokens or refusals of one source are slowed down, and no other source with it', async () => {
    const from = '127.0.0.7';
    const code = (): Promise<RawReply> =>
      ask(hub.url, {
        method: 'POST',
        path: '/v1/issuer',
        from,
        headers: { 'content-type': 'application/json' },
        body: '{"code":"NO-SUCH"}',
      });
    for (let tries = 0; tries < 20; tries++) expect(await code()).toMatchObject({ status: 404, code: 'not_found' });
    expect(await code()).toMatchObject({ status: 429, code: 'rate' });
    for (let tries = 0; tries < 379; tries++) await ask(hub.url, { path: '/v1/floor', from });
    expect(await ask(hub.url, { path: '/v1/about', from })).toMatchObject({ status: 429, code: 'rate' });
    expect(await ask(hub.url, { path: '/v1/about' })).toMatchObject({ status: 200 });
    expect(await msspRefusals()).toContain('rate');
  });
});
