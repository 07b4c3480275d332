/** The hub's client: every request proves the device, and whatever comes back becomes data. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askAbout, hubAddress, makeHubClient } from '../../../../electron/sync/transport.ts';
import type { HubClient } from '../../../../electron/sync/transport.ts';

const pair = generateKeyPairSync('ed25519');
const key = { privateKey: pair.privateKey, publicJwk: pair.publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string } };

async function answering(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; hub: HubClient; reached: boolean[] }> {
  const server = createServer(handler);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reached: boolean[] = [];
  return { url, reached, hub: makeHubClient({ url, key, now: () => Date.now(), onReach: (yes) => reached.push(yes) }) };
}

test('each authenticated request carries the version, the token and a proof for this very request', async () => {
  const seen: IncomingMessage[] = [];
  const { hub, url, reached } = await answering((request, response) => {
    seen.push(request);
    response.end(JSON.stringify({ customers: [] }));
  });
  expect(await hub.floor('the-token')).toEqual({ ok: true, value: { customers: [] } });
  await hub.floor('the-token');
  const proofs = await Promise.all(seen.map(({ headers }) => jwtVerify(String(headers['dpop']), EmbeddedJWK, { typ: 'dpop+jwt' })));
  expect(seen[0]?.headers).toMatchObject({ 'netgraph-protocol': '2', authorization: 'DPoP the-token' });
  expect(proofs[0]?.payload).toMatchObject({
    htm: 'GET',
    htu: `${url}/v1/floor`,
    ath: createHash('sha256').update('the-token').digest('base64url'),
  });
  expect(proofs[0]?.protectedHeader).toMatchObject({ alg: 'EdDSA', jwk: key.publicJwk });
  expect(proofs[0]?.payload.jti).not.toBe(proofs[1]?.payload.jti);
  expect(reached).toEqual([true, true]);
});

describe('what is no answer', () => {
  const bodies: Record<string, string> = {
    'not JSON': '<html>',
    'another shape': '{"customers":7}',
    'a field too many': '{"customers":[],"tenant":"x"}',
    empty: '',
  };
  for (const [name, body] of Object.entries(bodies)) {
    test(`${name}: the hub refused`, async () => {
      const { hub } = await answering((_request, response) => response.end(body));
      expect(await hub.floor('t')).toMatchObject({ error: { code: 'hub_refused' } });
    });
  }

  test("a refusal is the hub's own error; one in other words is a refusal all the same", async () => {
    const error = { code: 'grant_ended', text: 'The grant has ended or was withdrawn.', next: 'Return to the floor.' };
    const { hub } = await answering((request, response) => {
      response.statusCode = 403;
      response.end(request.url === '/v1/floor' ? JSON.stringify({ error }) : 'no');
    });
    expect(await hub.floor('t')).toEqual({ ok: false, error });
    expect(await hub.extend('t')).toMatchObject({ error: { code: 'hub_refused' } });
  });

  test('nobody there, a line that breaks, a redirect or a gateway without its hub: unreachable', async () => {
    const { hub, reached } = await answering((request, response) => {
      if (request.url === '/v1/floor') response.destroy();
      else if (request.url === '/v1/context/extend') response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
      else response.writeHead(503).end('busy');
    });
    for (const answer of [await hub.floor('t'), await hub.extend('t'), await hub.leave('t')])
      expect(answer).toMatchObject({ error: { code: 'hub_unreachable' } });
    expect(reached).toEqual([false, false, false]);
    expect(await askAbout('http://127.0.0.1:9')).toMatchObject({ error: { code: 'hub_unreachable' } });
  });

  test('another version of the protocol is said by name', async () => {
    const about = {
      hub: 'h',
      protocol: 1,
      device: 'd',
      key: 'k',
      demo: true,
      issuer: { id: 'i', title: 't', url: 'https://i.example/', client: 'c' },
    };
    const { url } = await answering((_request, response) => response.end(JSON.stringify(about)));
    expect(await askAbout(url)).toMatchObject({ error: { code: 'protocol_mismatch' } });
  });
});

test('a hub is reached by https, or by http on this machine, never with a password in its address', () => {
  expect(hubAddress('https://hub.example/x')).toBe('https://hub.example');
  expect(hubAddress('http://127.0.0.1:7430')).toBe('http://127.0.0.1:7430');
  for (const bad of ['http://hub.example', 'ftp://127.0.0.1', 'https://a:b@hub.example', 'http://127.0.0.1.evil.example'])
    expect(() => hubAddress(bad)).toThrow();
});
