/** Tokens, proofs and contexts that do not hold; beside each refusal its honest twin, which does. */
import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT, decodeJwt, decodeProtectedHeader } from 'jose';
import type { JWTHeaderParameters } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { askAbout } from '../../../../electron/sync/transport.ts';
import { newSalt } from '../../../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../../../shared/audit/chain.ts';
import { nextRecord } from '../../../../shared/audit/write.ts';
import type { AuditId } from '../../../../shared/graph/ids.ts';
import { newTestDevice, signedInAs } from '../../../support/demo-hub.ts';
import { ask, proofOf } from '../../../support/raw-http.ts';
import type { ProofParts } from '../../../support/raw-http.ts';
import { OPEN, enter, useScene } from './scene.ts';

const base64url = (value: string): string => Buffer.from(value).toString('base64url');
const scene = useScene();

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
      const about = await askAbout(scene.hub.url);
      if (!about.ok) throw new Error('no hub');
      const signed = `${base64url(JSON.stringify({ ...decodeProtectedHeader(token), alg: 'HS256' }))}.${parts(token)[1]}`;
      return `${signed}.${createHmac('sha256', Buffer.from(about.value.key, 'base64url')).update(signed).digest('base64url')}`;
    },
    'under a key of their own': (token) =>
      new SignJWT(decodeJwt(token))
        .setProtectedHeader(decodeProtectedHeader(token) as JWTHeaderParameters)
        .sign(generateKeyPairSync('ed25519').privateKey),
    'that is a session': () => scene.mara.session.access_token,
    'that is garbage': () => 'AAAA.BBBB.CCCC',
  };
  test.each(Object.keys(forged))('%s opens nothing', async (name) => {
    const token = await forged[name]!(scene.alder.access_token);
    expect(await scene.open(token)).toMatchObject({ status: 401, code: 'no_context' });
    expect(await scene.msspRefusals()).toContain('no_context');
    await scene.honest();
  });

  test('a context is no session, and none at all is none', async () => {
    expect(await scene.open(scene.alder.access_token, { method: 'GET', path: '/v1/floor' })).toMatchObject({
      status: 401,
      code: 'no_session',
    });
    expect(await ask(scene.hub.url, { path: '/v1/floor' })).toMatchObject({ status: 401, code: 'no_session' });
    expect(await scene.open(scene.mara.session.access_token, { method: 'GET', path: '/v1/floor' })).toMatchObject({ status: 200 });
  });
});

describe('a proof of possession', () => {
  const broken: Record<string, ProofParts | (() => ProofParts)> = {
    'for another method': { claims: { htm: 'GET' } },
    'for another path': () => ({ claims: { htu: `${scene.hub.url}/v1/audit` } }),
    'for another hub': { claims: { htu: 'http://127.0.0.1:1/v1/feed/open' } },
    'for another token': { claims: { ath: 'A'.repeat(43) } },
    'for no token': { claims: { ath: undefined } },
    'from two minutes ago': () => ({ claims: { iat: Math.floor(Date.now() / 1000) - 121 } }),
    'from two minutes ahead': () => ({ claims: { iat: Math.floor(Date.now() / 1000) + 121 } }),
    'without a name of its own': { claims: { jti: undefined } },
    'of another type': { header: { typ: 'JWT' } },
    "that tells the device's private key": () => ({ header: { jwk: scene.mara.device.privateKey.export({ format: 'jwk' }) } }),
    'signed by another key than it names': () => {
      const { kty, crv, x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
      return { header: { jwk: { kty, crv, x } } };
    },
  };
  test.each(Object.keys(broken))('%s fails', async (name) => {
    const made = broken[name]!;
    expect(await scene.open(scene.alder.access_token, { proof: typeof made === 'function' ? made() : made })).toMatchObject({
      status: 401,
      code: 'proof_failed',
    });
    await scene.honest();
  });

  test('a token that was stolen is of no use on another device, enrolled or not', async () => {
    const stranger = await newTestDevice(scene.hub.url);
    const { device } = await signedInAs(scene.hub, 'jonas');
    for (const other of [stranger, device])
      expect(await scene.open(scene.alder.access_token, { device: other })).toMatchObject({ status: 401, code: 'proof_failed' });
    expect(await scene.msspRefusals()).toContain('proof_failed');
    await scene.honest();
  });

  test('it is good once, missing it is nothing, and two of them are none', async () => {
    const made = await proofOf(scene.mara.device, scene.hub.url, {
      method: 'POST',
      path: '/v1/feed/open',
      token: scene.alder.access_token,
    });
    expect(await scene.open(scene.alder.access_token, { headers: { dpop: made } })).toMatchObject({ status: 200 });
    expect(await scene.open(scene.alder.access_token, { headers: { dpop: made } })).toMatchObject({ code: 'proof_failed' });
    const both = await proofOf(scene.mara.device, scene.hub.url, {
      method: 'POST',
      path: '/v1/feed/open',
      token: scene.alder.access_token,
    });
    const again = await proofOf(scene.mara.device, scene.hub.url, {
      method: 'POST',
      path: '/v1/feed/open',
      token: scene.alder.access_token,
    });
    expect(await scene.open(scene.alder.access_token, { headers: { dpop: [both, again] } })).toMatchObject({ code: 'proof_failed' });
    expect(
      await ask(scene.hub.url, {
        method: 'POST',
        path: '/v1/feed/open',
        headers: { authorization: `DPoP ${scene.alder.access_token}`, 'content-type': 'application/json' },
        body: OPEN,
      }),
    ).toMatchObject({ code: 'proof_failed' });
    await scene.honest();
  });

  test('a bearer token is none', async () => {
    expect(await scene.open(scene.alder.access_token, { headers: { authorization: `Bearer ${scene.alder.access_token}` } })).toMatchObject({
      code: 'no_context',
    });
  });
});

describe('a context that does not hold any more', () => {
  const { stringify } = JSON;
  const cases: Record<string, { sql: string; undo?: string; of: () => string; code: string }> = {
    expired: { sql: 'UPDATE context SET expires_at = 1 WHERE id = $1', of: () => scene.alder.context.id, code: 'context_ended' },
    'of a session that expired': {
      sql: 'UPDATE session SET expires_at = 1 WHERE id = $1',
      of: () => scene.mara.session.session.id,
      code: 'context_ended',
    },
    'of a session that was ended': {
      sql: 'UPDATE session SET ended_at = 1 WHERE id = $1',
      of: () => scene.mara.session.session.id,
      code: 'context_ended',
    },
    'whose grant was ended': {
      sql: 'UPDATE access_grant SET ended_at = 1, version = version + 1 WHERE id = $1',
      undo: 'UPDATE access_grant SET ended_at = NULL WHERE id = $1',
      of: () => scene.alder.context.grant,
      code: 'grant_ended',
    },
    'whose grant ran out': {
      sql: 'UPDATE access_grant SET until = 1 WHERE id = $1',
      undo: `UPDATE access_grant SET until = ${Date.now() + 86_400_000} WHERE id = $1`,
      of: () => scene.alder.context.grant,
      code: 'grant_ended',
    },
    'whose grant was narrowed': {
      sql: `UPDATE access_grant SET roles = '{observer}' WHERE id = $1`,
      undo: `UPDATE access_grant SET roles = '{observer,investigator,responder}' WHERE id = $1`,
      of: () => scene.alder.context.grant,
      code: 'grant_ended',
    },
    'on a suspended device': {
      sql: `UPDATE device SET status = 'suspended' WHERE id = $1`,
      of: () => scene.mara.device.id,
      code: 'device_suspended',
    },
  };
  test.each(Object.keys(cases))('%s opens nothing, cannot be extended, and the customer sees the try', async (name) => {
    const { sql, undo, of, code } = cases[name]!;
    const other = await enter(await signedInAs(scene.hub, 'mara'), 'Brackwater Clinics', 'observer');
    await scene.honest();
    await scene.control.query(sql, [of()]);
    expect(await scene.open(scene.alder.access_token)).toMatchObject({ code });
    expect(await scene.open(scene.alder.access_token, { path: '/v1/context/extend', body: '{}' })).toMatchObject({ code });
    expect((await scene.refusalsAt(scene.alder.context.tenant)).slice(0, 2)).toEqual([
      { action: 'context.extend', result: code, subject: 'mara' },
      { action: 'feed.open', result: code, subject: 'mara' },
    ]);
    if (undo) await scene.control.query(undo, [of()]);
    // What was ended for its grant stays ended when the grant comes back.
    if (undo) expect(await scene.open(scene.alder.access_token)).toMatchObject({ code });
    expect(stringify(await scene.refusalsAt(other.context.tenant))).not.toContain(code);
  });

  test('an expired session is none, yet its device still delivers its records', async () => {
    const { device, session } = scene.mara;
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
        ...({
          phase: 'outcome',
          of: null,
          action: 'session.begun',
          targets: [] as string[],
          targetCount: 0,
          result: 'ok',
          offline: false,
        } as const),
        time: new Date().toISOString(),
      },
      null,
      { device: device.id, tenantHead: EMPTY_CHAIN, deviceHead: EMPTY_CHAIN, salt: newSalt() },
      device.privateKey,
    );
    await scene.control.query('UPDATE session SET expires_at = 1, ended_at = 1 WHERE id = $1', [session.session.id]);
    expect(await device.hub.floor(session.access_token)).toMatchObject({ error: { code: 'no_session' } });
    expect(await device.hub.records(session.access_token, [envelope])).toEqual({ ok: true, value: { through: 1 } });
    const { device: other } = await signedInAs(scene.hub, 'jonas');
    expect(await other.hub.records(session.access_token, [envelope])).toMatchObject({ error: { code: 'proof_failed' } });
  });
});
