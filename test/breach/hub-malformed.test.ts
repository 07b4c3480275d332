/** Requests that no program of ours would send: each is refused as what it is, none by accident, and the hub goes on. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BreachHub } from './hub.ts';
import { PROTOCOL_VERSION } from '../../shared/protocol/version.ts';

let hub: BreachHub;
beforeAll(async () => {
  hub = await BreachHub.start('embedded 18');
}, 240_000);
afterAll(async () => hub?.stop());

/** Sends bytes as they are and gives the first line and the body of what comes back. */
function raw(bytes: string): Promise<{ status: number; body: string }> {
  const { port, hostname } = new URL(hub.hub.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let got = '';
    const done = (): void => {
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(got)?.[1] ?? 0);
      resolve({ status, body: got.slice(got.indexOf('\r\n\r\n') + 4) });
    };
    socket.on('data', (part: Buffer) => (got += part.toString('utf8')));
    socket.on('close', done);
    socket.on('error', reject);
    socket.write(bytes);
  });
}

const ask = (line: string, { host = new URL(hub.hub.url).host, body = '', more = '' } = {}): Promise<{ status: number; body: string }> =>
  raw(
    `${line} HTTP/1.1\r\nHost: ${host}\r\nNetgraph-Protocol: ${PROTOCOL_VERSION}\r\nConnection: close\r\n${more}${body ? `Content-Length: ${Buffer.byteLength(body)}\r\n` : ''}\r\n${body}`,
  );
const json = 'Content-Type: application/json\r\n';

describe('an address', () => {
  test.each([
    'GET //',
    'GET //[',
    'GET /%zz',
    'GET /%00',
    'GET /v1/../v1/about',
    'GET /V1/ABOUT',
    'GET /v1/about/',
    'HEAD /v1/about',
    'OPTIONS *',
  ])('%s leads nowhere', async (line) => {
    const { status } = await ask(line);
    expect([400, 404]).toContain(status);
  });

  test('of another host is not this hub, nor its demo identity providers', async () => {
    for (const path of ['/v1/about', '/openapi.json', '/demo/mssp/.well-known/openid-configuration']) {
      const lured = await ask(`GET ${path}`, { host: 'evil.example' });
      expect(lured.status, path).toBe(400);
      expect(lured.body, path).not.toContain(hub.hub.url);
      expect((await ask(`GET ${path}`)).status, path).toBe(200);
    }
    // What watches over it asks by whatever address it has, and learns that it is well and no more.
    const health = await ask('GET /health', { host: '10.0.0.7' });
    expect(health.status).toBe(200);
    expect(health.body).not.toContain(hub.hub.url);
  });
});

describe('a body', () => {
  test.each([
    ['cut off', '{"code":'],
    ['not an object', 'null'],
    ['with a prototype', '{"code":"ALD-AAAA-AAAA","__proto__":{"a":1}}'],
    ['with a field too many', '{"code":"ALD-AAAA-AAAA","tenant":"x"}'],
    ['with a NUL', '{"code":"ALD\\u0000AAAA"}'],
    ['with half a character', '{"code":"ALD\\ud800AAAA"}'],
  ])('%s is refused', async (_name, body) => {
    const { status } = await ask('POST /v1/issuer', { body, more: json });
    expect([400, 404]).toContain(status);
  });

  test('of two lengths, of another kind, and a form that names a field twice are refused', async () => {
    expect((await ask('POST /v1/issuer', { body: '{}', more: `${json}Transfer-Encoding: chunked\r\n` })).status).toBe(400);
    expect((await ask('POST /v1/issuer', { body: '{}', more: 'Content-Type: text/plain\r\n' })).status).toBe(400);
    const form = 'Content-Type: application/x-www-form-urlencoded\r\n';
    expect((await ask('POST /v1/token', { body: 'role=observer&role=lead', more: form })).status).toBe(400);
    expect((await ask('POST /v1/token', { body: '__proto__=1', more: form })).status).toBe(400);
  });
});

test('nothing of all this was a fault of the hub', () => {
  const faults = hub.hub
    .logged()
    .split('\n')
    .filter((line) => line !== '' && (JSON.parse(line) as { level: number }).level >= 50);
  expect(faults).toEqual([]);
});
