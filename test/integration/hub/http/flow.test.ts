/** The whole way over real HTTP: sign in at the demo's provider, the floor, a customer, its slice, its graph, its log. */
import { createDecipheriv } from 'node:crypto';
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { zstdDecompressSync } from 'node:zlib';
import { decodeJwt } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNTS_FILE } from '../../../../hub/demo/accounts.ts';
import { askAbout } from '../../../../electron/sync/transport.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import { newSalt } from '../../../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../../../shared/audit/chain.ts';
import { nextRecord } from '../../../../shared/audit/write.ts';
import type { Result } from '../../../../shared/errors.ts';
import type { AuditId, GrantId } from '../../../../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import type { Floor } from '../../../../shared/protocol/floor.ts';
import { unpackColumns } from '../../../../shared/protocol/segment.ts';
import type { ContextReply } from '../../../../shared/protocol/token.ts';
import { unwrap } from '../../../../shared/protocol/wrap.ts';
import { browseDemo, idTokenFor, issuerFor, signedInAs, startDemoHub } from '../../../support/demo-hub.ts';
import type { DemoHub, SignedInDesk } from '../../../support/demo-hub.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';

const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const floorOf = async ({ device, session }: SignedInDesk): Promise<Floor['customers']> =>
  value(await device.hub.floor(session.access_token)).customers;

async function enter(desk: SignedInDesk, customer: string, role: Role): Promise<ContextReply> {
  const row = (await floorOf(desk)).find(({ mark }) => mark.name === customer);
  if (!row) throw new Error(`${customer} is not on the floor`);
  const wanted = { grant: row.grant as GrantId, role, reason: 'an alert to look at', ticket: 'T-100' };
  return value(await desk.device.hub.assume(desk.session.access_token, wanted));
}

const shareOf = async ({ device }: SignedInDesk, { context }: ContextReply): Promise<string> =>
  (await unwrap(device.agreement.privateKey, 'netgraph share', context.share)).toString('hex');

describe.each(postgresKinds())('on %s', (kind) => {
  let server: TestPostgres | null = null;
  let hub: DemoHub;
  let mara: SignedInDesk;
  beforeAll(async () => {
    // The embedded one as the hub runs it by itself; any other by a connection string.
    if (kind !== 'embedded 18') server = await startPostgres(kind);
    hub = await startDemoHub(server ? { database: server.url('postgres') } : {});
    mara = await signedInAs(hub, 'mara');
  }, 180_000);
  afterAll(async () => {
    await hub?.stop();
    await server?.stop();
  });

  test('says what it is before anybody signs in, and names no customer', async () => {
    const about = value(await askAbout(hub.url));
    expect(about).toMatchObject({ demo: true, protocol: 2, issuer: { id: 'mssp', url: `${hub.url}/demo/mssp` } });
    expect(JSON.stringify(about)).not.toMatch(/Alder|Brackwater|Corvane/);
    const health = await fetch(`${hub.url}/health`);
    expect(await health.json()).toEqual({ ok: true, state: 'ready', database: { ok: true, restarts: 0 } });
  });

  test('the accounts of the demo are for its owner alone', () => {
    const file = join(hub.folder, ACCOUNTS_FILE);
    expect(statSync(file).mode & 0o077).toBe(0);
    const passwords = (JSON.parse(readFileSync(file, 'utf8')) as { accounts: { password: string }[] }).accounts.map(
      ({ password }) => password,
    );
    expect(new Set(passwords).size).toBe(14);
  });

  test('a person signs in by a real OpenID Connect flow and sees the customers that they may act for', async () => {
    expect(mara.session.session).toMatchObject({ home: 'mssp', person: { issuer: `${hub.url}/demo/mssp`, subject: 'mara' } });
    const floor = await floorOf(mara);
    expect(floor).toHaveLength(6);
    expect(floor.map(({ offlineHours }) => offlineHours).sort()).toEqual([0, 8, 8, 8, 8, 8]);
    expect((await floorOf(await signedInAs(hub, 'jonas'))).map(({ mark, roles }) => [mark.monogram, ...roles])).toEqual([
      ['ALD', 'observer'],
      ['BRK', 'observer'],
    ]);
  });

  test('a wrong password is no sign-in, and the page says so', async () => {
    const { issuer } = value(await askAbout(hub.url));
    const query = {
      client_id: issuer.client,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: 'http://127.0.0.1:9/callback',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    };
    const end = await browseDemo(`${issuer.url}/auth?${new URLSearchParams(query).toString()}`, { username: 'mara', password: 'wrong' });
    expect(end).toMatchObject({ status: 401 });
    expect(end.page).toContain('User name or password is wrong.');
    expect(end.page).toContain('DEMO');
    const without = await fetch(`${issuer.url}/auth?${new URLSearchParams({ ...query, code_challenge: '' }).toString()}`, {
      redirect: 'manual',
    });
    expect(without.headers.get('location')).toContain('error=invalid_request');
  });

  test('a context is the analyst in a role of the tenant, bound to the device, with the share of the local key', async () => {
    const entered = await enter(mara, 'Alder Works', 'investigator');
    const claims = decodeJwt(entered.access_token);
    expect(claims).toMatchObject({
      jti: entered.context.id,
      sub: `investigator in ${entered.context.tenant}`,
      act: { iss: 'mssp', sub: 'mara' },
      cnf: { jkt: mara.device.id },
    });
    expect(claims.exp! * 1000).toBeLessThanOrEqual(entered.context.expiresAt);
    const share = await shareOf(mara, entered);
    expect(share).toHaveLength(64);
    expect(await shareOf(mara, await enter(mara, 'Alder Works', 'observer'))).toBe(share);
    expect(await shareOf(mara, await enter(mara, 'Brackwater Clinics', 'observer'))).not.toBe(share);
    const jonas = await signedInAs(hub, 'jonas');
    expect(await shareOf(jonas, await enter(jonas, 'Alder Works', 'observer'))).not.toBe(share);
  });

  test('the slice comes whole, sealed to this device, and ends when the context is left', async () => {
    const entered = await enter(mara, 'Alder Works', 'observer');
    const feed = mara.device.hub.feed(() => entered.access_token);
    const opened = value(await feed.open(WHOLE_SLICE, null));
    expect(opened.nodes).toBeGreaterThan(1_000);
    const came = { nodes: 0, edges: 0 };
    for (let [cursor, done] = [opened.cursor, false]; !done;) {
      const segment = value(await feed.next(cursor));
      const key = await unwrap(mara.device.agreement.privateKey, 'netgraph segment', segment.key!);
      const decipher = createDecipheriv('aes-256-gcm', key, segment.nonce);
      decipher.setAAD(Buffer.from(entered.context.tenant)).setAuthTag(segment.box.subarray(-16));
      const box = Buffer.concat([decipher.update(segment.box.subarray(0, -16)), decipher.final()]);
      const { nodes, edges } = unpackColumns(zstdDecompressSync(box));
      expect(nodes.label).toHaveLength(segment.nodes);
      came.nodes += segment.nodes;
      came.edges += edges.id.length / 16;
      [cursor, done] = [segment.cursor, segment.done];
    }
    expect(came).toEqual({ nodes: opened.nodes, edges: opened.edges });

    expect(await mara.device.hub.leave(entered.access_token)).toMatchObject({ ok: true });
    expect(await feed.open(WHOLE_SLICE, null)).toMatchObject({ error: { code: 'context_ended' } });
  });

  test('extending goes on under the same id', async () => {
    const entered = await enter(mara, 'Corvane Logistics', 'responder');
    const extended = value(await mara.device.hub.extend(entered.access_token));
    expect(extended.context).toMatchObject({ id: entered.context.id, role: 'responder' });
    expect(extended.context.expiresAt).toBeGreaterThanOrEqual(entered.context.expiresAt);
    expect(await shareOf(mara, extended)).toBe(await shareOf(mara, entered));
  });

  test("a customer's lead signs in by the customer's code and reads every step of the analyst; another lead reads none", async () => {
    const entered = await enter(mara, 'Dunmere Mutual', 'investigator');
    value(await mara.device.hub.feed(() => entered.access_token).open(WHOLE_SLICE, null));
    const lead = await signedInAs(hub, 'dunmere-lead');
    expect(lead.session.session.home).toBe('customer');
    const floor = await floorOf(lead);
    expect(floor.map(({ mark, own, roles }) => [mark.name, own, ...roles])).toEqual([['Dunmere Mutual', true, 'lead']]);
    const own = await enter(lead, 'Dunmere Mutual', 'lead');
    expect(decodeJwt(own.access_token)['act']).toBeUndefined();
    const log = value(await lead.device.hub.audit(own.access_token, null, 50));
    const done = log.records
      .filter(({ body }) => body.actor?.subject === 'mara')
      .map(({ body, hub: byHub }) => [body.action, body.phase, byHub]);
    expect(done).toEqual([
      ['feed.open', 'outcome', true],
      ['feed.open', 'intent', true],
      ['context.assume', 'outcome', true],
      ['context.assume', 'intent', true],
    ]);
    expect(
      log.records.find(({ body }) => body.action === 'context.assume' && body.phase === 'intent' && body.as?.role === 'investigator')?.text,
    ).toBe('ticket T-100: an alert to look at');
    // The reading itself is on record, before the answer.
    expect(log.records[0]?.body).toMatchObject({ action: 'audit.tenant', phase: 'intent', actor: { subject: 'dunmere-lead' } });

    const other = await signedInAs(hub, 'fenwold-lead');
    const theirs = value(await other.device.hub.audit((await enter(other, 'Fenwold College', 'lead')).access_token, null, 200));
    expect(theirs.records.every(({ body }) => body.actor?.subject === 'fenwold-lead')).toBe(true);
    expect(JSON.stringify(theirs)).not.toContain(entered.context.tenant);
  });

  test('roles hold: an analyst does not read the log, a lead does not read the graph', async () => {
    const entered = await enter(mara, 'Alder Works', 'responder');
    expect(await mara.device.hub.audit(entered.access_token, null, 10)).toMatchObject({ error: { code: 'not_permitted' } });
    const lead = await signedInAs(hub, 'alder-lead');
    const own = await enter(lead, 'Alder Works', 'lead');
    expect(await lead.device.hub.feed(() => own.access_token).open(WHOLE_SLICE, null)).toMatchObject({ error: { code: 'not_permitted' } });
    expect(await lead.device.hub.audit(own.access_token, null, 10)).toMatchObject({ ok: true });
  });

  test('records are taken once', async () => {
    const { device, session } = mara;
    const fields = { v: 1, actor: session.session.person, as: null, session: session.session.id, context: null, of: null } as const;
    const more = { targets: [] as string[], targetCount: 0, time: new Date().toISOString(), offline: false };
    const { envelope } = nextRecord(
      { ...fields, ...more, id: uuidv7() as AuditId, phase: 'outcome', action: 'session.begun', result: 'ok' },
      null,
      { device: device.id, tenantHead: EMPTY_CHAIN, deviceHead: EMPTY_CHAIN, salt: newSalt() },
      device.privateKey,
    );
    expect(await device.hub.records(session.access_token, [envelope])).toEqual({ ok: true, value: { through: 1 } });
    expect(await device.hub.records(session.access_token, [envelope])).toEqual({ ok: true, value: { through: 1 } });
  });

  test('a hub that is stopped and started again keeps sessions, contexts and passwords, and fills nothing twice', async () => {
    const entered = await enter(mara, 'Alder Works', 'investigator');
    const before = await floorOf(mara);
    const words = hub.words.length;
    const { device } = mara;
    const account = hub.account('jonas');
    const used = value(await idTokenFor(await issuerFor(hub, device, account), device.id, account));
    const signIn = () => device.hub.signIn(used, device.agreement.publicKey, 'a desk');
    expect(await signIn()).toMatchObject({ ok: true });
    await hub.restart();
    expect(await signIn()).toMatchObject({ error: { code: 'sign_in_failed' } });
    expect(hub.words.slice(words)).toEqual(['The 6 demo customers are filled already.']);
    expect(await floorOf(mara)).toEqual(before);
    expect(await mara.device.hub.extend(entered.access_token)).toMatchObject({ ok: true });
    expect((await signedInAs(hub, 'jonas')).session.session.person.subject).toBe('jonas');
  });

  test('the program in docs gets a token from outside', async () => {
    const program = join(import.meta.dirname, '../../../../docs/hub-token.mjs');
    const child = execFile(process.execPath, [program, '--hub', hub.url, '--customer', 'Eskfell Foundry', '--role', 'observer']);
    const lines: string[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      const address = /^Open this address.*: (http.*)$/.exec(line)?.[1];
      if (address) void browseDemo(address, hub.account('mara'));
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(lines.join('\n')).toContain('Feed: {');
    expect(child.exitCode).toBe(0);
  });

  test('its log holds no token, key, password or reason', () => {
    const logged = hub.logged();
    expect(logged).toContain('/v1/token');
    for (const secret of [
      mara.session.access_token,
      hub.account('mara').password,
      hub.account('alder-lead').code!,
      'an alert to look at',
      'eyJ',
    ])
      expect(logged).not.toContain(secret);
  });
});
