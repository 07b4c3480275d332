/** The hub's client: every request proves the device, and whatever comes back becomes data. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHash } from 'node:crypto';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { appError } from '../../../../shared/errors.ts';
import { askAbout, hubAddress, makeHubClient } from '../../../../electron/sync/transport.ts';
import type { HubCall } from '../../../../electron/desk-log.ts';
import type { HubClient } from '../../../../electron/sync/transport.ts';
import { PROTOCOL } from '../../../support/protocol-header.ts';

const pair = generateKeyPairSync('ed25519');
const key = { privateKey: pair.privateKey, publicJwk: pair.publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string } };

async function answering(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; hub: HubClient; reached: boolean[]; calls: HubCall[] }> {
  const server = createServer(handler);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const reached: boolean[] = [];
  const calls: HubCall[] = [];
  const told = { onReach: (yes: boolean) => reached.push(yes), onCall: (call: HubCall) => calls.push(call) };
  return { url, reached, calls, hub: makeHubClient({ url, key, now: () => Date.now(), ...told }) };
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
  expect(seen[0]?.headers).toMatchObject({ ...PROTOCOL, authorization: 'DPoP the-token' });
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

describe('asked again', () => {
  /** Answers of a hub in this order; the last one stays. */
  const inOrder = (...answers: ((response: ServerResponse) => unknown)[]) => {
    const proofs: string[] = [];
    const ids: string[] = [];
    const handler = (request: IncomingMessage, response: ServerResponse): void => {
      proofs.push(String(request.headers['dpop']));
      ids.push(String(request.headers['netgraph-request']));
      request.resume();
      (answers.length > 1 ? answers.shift()! : answers[0]!)(response);
    };
    return { proofs, ids, handler };
  };
  const busy = (response: ServerResponse) => response.writeHead(503, { 'retry-after': '1' }).end('{}');
  const broken = (response: ServerResponse) => response.destroy();
  const floor = (response: ServerResponse) => response.end('{"customers":[]}');
  const left = (response: ServerResponse) => response.end('{}');

  test('a hub that gives its place to another is waited for, each time with a proof of its own under the same id', async () => {
    const { handler, proofs, ids } = inOrder(busy, busy, floor);
    const { hub, reached, calls } = await answering(handler);
    expect(await hub.floor('t')).toMatchObject({ ok: true });
    expect([new Set(proofs).size, new Set(ids).size]).toEqual([3, 1]);
    expect(reached).toEqual([true]);
    expect(calls).toMatchObject([{ request: ids[0], method: 'GET', path: '/v1/floor', status: 200, code: null, tries: 3 }]);
  });

  test('a connection that breaks: what may run twice is asked again, what may not is not', async () => {
    const first = inOrder(broken, floor);
    expect(await (await answering(first.handler)).hub.floor('t')).toMatchObject({ ok: true });
    const second = inOrder(broken, left);
    expect(await (await answering(second.handler)).hub.leave('t')).toMatchObject({ error: { code: 'hub_unreachable' } });
    expect(second.ids).toHaveLength(1);
    const third = inOrder(busy, left);
    expect(await (await answering(third.handler)).hub.leave('t')).toMatchObject({ ok: true });
  });

  test('a hub that is away is not waited for again and again', async () => {
    const { handler, ids } = inOrder(broken);
    const { hub } = await answering(handler);
    await hub.floor('t');
    expect(ids).toHaveLength(3);
    await hub.floor('t');
    expect(ids).toHaveLength(4);
  });
});

test('what only an administrator can mend names the request, in words and in the log; a refusal for the person does not', async () => {
  const say = (code: 'internal' | 'no_grant') => JSON.stringify({ error: appError(code) });
  const { hub, calls } = await answering((request, response) =>
    response.writeHead(500).end(say(request.url === '/v1/floor' ? 'internal' : 'no_grant')),
  );
  const failed = await hub.floor('t');
  expect(failed).toMatchObject({
    error: { code: 'internal', next: expect.stringContaining(`administrator: ${calls[0]!.request}`) as string },
  });
  expect(await hub.extend('t')).toEqual({ ok: false, error: appError('no_grant') });
  expect(calls.map(({ code }) => code)).toEqual(['internal', 'no_grant']);
});
