/** Which sign-ins the hub believes: tokens of its registered providers alone, for this hub's client, this device, once. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../../../shared/errors.ts';
import type { SessionReply } from '../../../../shared/protocol/token.ts';
import { browseDemo, idTokenFor, issuerFor, newTestDevice, signedInAs } from '../../../support/demo-hub.ts';
import type { TestDevice } from '../../../support/demo-hub.ts';
import { useScene } from './scene.ts';

const scene = useScene();

/** A provider whose every token a test decides; registered at the hub for one customer. */
class OwnProvider {
  readonly key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #server: Server = createServer((request, response) => {
    const { url } = this;
    const discovery = {
      issuer: url,
      jwks_uri: `${url}/keys`,
      authorization_endpoint: `${url}/auth`,
      token_endpoint: `${url}/token`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    };
    const keys = { keys: [{ ...this.key.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256', use: 'sig' }] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/keys' ? keys : discovery));
  });
  async start(): Promise<void> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
  token(
    device: TestDevice,
    claims: Record<string, unknown> = {},
    header: Record<string, unknown> = {},
    key: KeyObject = this.key.privateKey,
  ) {
    const now = Math.floor(Date.now() / 1000);
    const nonce = `${device.id}.${randomBytes(16).toString('base64url')}`;
    const payload = { iss: this.url, aud: 'desk', sub: 'eve', iat: now, exp: now + 300, nonce, ...claims };
    return new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'one', ...header }).sign(key);
  }
}

const provider = new OwnProvider();
beforeAll(async () => {
  await provider.start();
  const tenant = `(SELECT id FROM tenant WHERE name = 'Fenwold College')`;
  await scene.control.query(`INSERT INTO issuer VALUES ('own', $1, 'desk', 'Own', ${tenant}, 'OWN-CODE')`, [provider.url]);
});
afterAll(() => provider.stop());

const signIn = (device: TestDevice, idToken: string): Promise<Result<SessionReply>> =>
  device.hub.signIn(idToken, device.agreement.publicKey, 'a desk');
const FAILED = { ok: false, error: { code: 'sign_in_failed' } };

describe('an ID token', () => {
  const wrong: Record<string, (device: TestDevice) => Promise<string>> = {
    'for another client': (device) => provider.token(device, { aud: 'somebody else' }),
    'for several clients, and authorised for another': (device) => provider.token(device, { aud: ['desk', 'other'], azp: 'other' }),
    'for several clients, and nobody says for whom': (device) => provider.token(device, { aud: ['desk', 'other'] }),
    'of an issuer that is not registered': (device) => provider.token(device, { iss: 'http://127.0.0.1:1' }),
    "that says it is the MSSP's": (device) =>
      provider.token(device, { iss: `${scene.hub.url}/demo/mssp`, aud: 'netgraph-demo-workstation', sub: 'mara' }),
    'that has expired': (device) => provider.token(device, { iat: 1_700_000_000, exp: 1_700_000_300 }),
    'of an hour ago': (device) => provider.token(device, { iat: Math.floor(Date.now() / 1000) - 3_600 }),
    'without a nonce': (device) => provider.token(device, { nonce: undefined }),
    'whose nonce is of another device': async (device) =>
      provider.token(device, { nonce: `${(await newTestDevice(scene.hub.url)).id}.AAAA` }),
    "signed by nobody's key": (device) => provider.token(device, {}, {}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    'without a signature': async (device) => {
      const [, body] = (await provider.token(device)).split('.');
      return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    },
    'that is garbage': async () => 'garbage',
  };
  test.each(Object.keys(wrong))('%s is no sign-in', async (name) => {
    const device = await newTestDevice(scene.hub.url);
    expect(await signIn(device, await wrong[name]!(device))).toMatchObject(FAILED);
    expect(await signIn(device, await provider.token(device))).toMatchObject({ ok: true, value: { session: { home: 'customer' } } });
  });

  test('is good once', async () => {
    const device = await newTestDevice(scene.hub.url);
    const token = await provider.token(device);
    expect(await signIn(device, token)).toMatchObject({ ok: true });
    expect(await signIn(device, token)).toMatchObject(FAILED);
    expect(await signIn(device, await provider.token(device))).toMatchObject({ ok: true });
  });

  test('of the real flow is of no use on another device', async () => {
    const [own, other] = [await newTestDevice(scene.hub.url), await newTestDevice(scene.hub.url)];
    const account = scene.hub.account('jonas');
    const idToken = await idTokenFor(await issuerFor(scene.hub, own, account), own.id, account);
    if (!idToken.ok) throw new Error(idToken.error.code);
    expect(await signIn(other, idToken.value)).toMatchObject(FAILED);
    expect(await signIn(own, idToken.value)).toMatchObject({ ok: true });
  });
});

describe('who somebody is', () => {
  test("the same subject at a customer's provider is not the analyst, and has nothing", async () => {
    const device = await newTestDevice(scene.hub.url);
    const session = await signIn(device, await provider.token(device, { sub: 'mara', name: 'Mara Lindqvist' }));
    if (!session.ok) throw new Error(session.error.code);
    expect(await device.hub.floor(session.value.access_token)).toEqual({ ok: true, value: { customers: [] } });
  });

  test("a customer's person does not sign in at another's provider, nor at the MSSP's", async () => {
    const device = await newTestDevice(scene.hub.url);
    const lead = scene.hub.account('alder-lead');
    for (const at of ['brack-lead', 'mara']) {
      const issuer = await issuerFor(scene.hub, device, scene.hub.account(at));
      const query = {
        client_id: issuer.client,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: 'http://127.0.0.1:9999/callback',
        code_challenge: 'a'.repeat(43),
        code_challenge_method: 'S256',
      };
      expect(await browseDemo(`${issuer.url}/auth?${new URLSearchParams(query).toString()}`, lead)).toMatchObject({ status: 401 });
    }
    expect((await signedInAs(scene.hub, 'alder-lead')).session.session.home).toBe('customer');
  });

  test("a customer's code leads to its own provider, however it is typed; any other to none", async () => {
    const { device } = scene.mara;
    const { code } = scene.hub.account('alder-lead');
    expect(await device.hub.issuer(code!.toLowerCase())).toMatchObject({ ok: true, value: { title: 'Alder Works' } });
    expect(await device.hub.issuer('ALD-AAAA-AAAA')).toMatchObject({ error: { code: 'not_found' } });
  });

  test('a session token says who, and no more', () => {
    expect(Object.keys(decodeJwt(scene.mara.session.access_token)).sort()).toEqual(['aud', 'cnf', 'exp', 'iat', 'iss', 'jti', 'sub']);
  });
});
