/**
 * Gets a token from a hub as any outsider can, and says what it may do: OpenID Connect code with PKCE in your browser, a
 * device key, DPoP proofs, RFC 8693 exchanges. Plain Node and nothing of the workstation.
 *
 *   node docs/hub-token.mjs [--hub http://127.0.0.1:7420] [--code CUSTOMER-CODE] [--customer NAME --role ROLE]
 *
 * It prints tokens and the device's private key on purpose: they are for trying things against a demo hub of your own.
 */
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

const text = { type: 'string' };
const { values } = parseArgs({ options: { hub: { ...text, default: 'http://127.0.0.1:7420' }, code: text, customer: text, role: text } });
const hub = values.hub;
const print = (name, value) => process.stdout.write(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n`);

const base64url = (value) => Buffer.from(value).toString('base64url');
const sha256 = (value) => createHash('sha256').update(value).digest('base64url');

// The device: an Ed25519 key that proves possession, and an X25519 key to which secrets are wrapped.
const device = generateKeyPairSync('ed25519');
const { x } = device.publicKey.export({ format: 'jwk' });
const thumbprint = sha256(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }));
const agreementKey = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }).x;

/** RFC 9449. `token` null: the token endpoint. */
function proof(method, path, token) {
  const header = { typ: 'dpop+jwt', alg: 'EdDSA', jwk: { kty: 'OKP', crv: 'Ed25519', x } };
  const claims = {
    htm: method,
    htu: hub + path,
    iat: Math.floor(Date.now() / 1000),
    jti: randomUUID(),
    ...(token ? { ath: sha256(token) } : {}),
  };
  const body = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${body}.${base64url(sign(null, Buffer.from(body), device.privateKey))}`;
}

async function call(method, path, { token = null, json, form } = {}) {
  const headers = { 'netgraph-protocol': '2' };
  if (token || form) headers.dpop = proof(method, path, token);
  if (token) headers.authorization = `DPoP ${token}`;
  if (json) headers['content-type'] = 'application/json';
  const body = form ? new URLSearchParams(form) : json ? JSON.stringify(json) : undefined;
  const response = await fetch(hub + path, { method, headers, body });
  const reply = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(reply.error)}`);
  return reply;
}

/** RFC 8252: the browser comes back to an address on this machine. */
async function signIn(issuer) {
  const discovered = await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json();
  const verifier = base64url(randomBytes(32));
  const state = base64url(randomBytes(16));
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const redirect = `http://127.0.0.1:${server.address().port}/callback`;
  const query = {
    client_id: issuer.client,
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: redirect,
    code_challenge: sha256(verifier),
    code_challenge_method: 'S256',
    state,
    nonce: `${thumbprint}.${base64url(randomBytes(16))}`,
  };
  print('Open this address in your browser and sign in', `${discovered.authorization_endpoint}?${new URLSearchParams(query)}`);
  const code = await new Promise((resolve) =>
    server.on('request', (request, response) => {
      const back = new URL(request.url, redirect).searchParams;
      response.end('Back to the terminal.');
      if (back.get('state') === state) resolve(back.get('code'));
    }),
  );
  server.close();
  server.closeAllConnections();
  const form = { grant_type: 'authorization_code', client_id: issuer.client, code, redirect_uri: redirect, code_verifier: verifier };
  return (await (await fetch(discovered.token_endpoint, { method: 'POST', body: new URLSearchParams(form) })).json()).id_token;
}

const exchange = { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' };
const about = await call('GET', '/v1/about');
const issuer = values.code ? await call('POST', '/v1/issuer', { json: { code: values.code } }) : about.issuer;
const idToken = await signIn(issuer);
const session = await call('POST', '/v1/token', {
  form: {
    ...exchange,
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    device_agreement_key: agreementKey,
    device_name: 'hub-token.mjs',
  },
});
const { customers } = await call('GET', '/v1/floor', { token: session.access_token });
print('Signed in as', session.session.person);
print('Device key (JWK)', device.privateKey.export({ format: 'jwk' }));
print('Session token', session.access_token);
print('Floor', customers);

const wanted = customers.find(({ mark }) => !values.customer || mark.name === values.customer);
if (!wanted) throw new Error('that customer is not on the floor');
const context = await call('POST', '/v1/token', {
  form: {
    ...exchange,
    subject_token: session.access_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    grant: wanted.grant,
    role: values.role ?? wanted.roles.at(-1),
    reason: 'trying the interface',
    ticket: 'none',
  },
});
print('Context', context.context);
print('Context token', context.access_token);
if (context.context.role === 'lead')
  print('Log, newest first', await call('POST', '/v1/audit', { token: context.access_token, json: { before: null, limit: 5 } }));
else
  print(
    'Feed',
    await call('POST', '/v1/feed/open', { token: context.access_token, json: { slice: { kinds: null, since: null }, cursor: null } }),
  );
