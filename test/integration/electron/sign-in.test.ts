/** Signing in at a real OpenID Connect provider: code, PKCE, loopback, and a nonce that belongs to this device. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInWithBrowser } from '../../../electron/identity/sign-in.ts';
import type { SignInOptions } from '../../../electron/identity/sign-in.ts';
import { ok } from '../../../shared/errors.ts';
import type { DeviceId } from '../../../shared/graph/ids.ts';
import { personAtBrowser, startProvider } from '../../support/provider.ts';
import type { TestProvider } from '../../support/provider.ts';

const device = 'D'.repeat(43) as DeviceId;
let provider: TestProvider;
const options = (some: Partial<SignInOptions> = {}): SignInOptions => ({
  issuer: { id: 'test', title: 'Test', url: provider.url, client: provider.client },
  device,
  openBrowser: personAtBrowser('dana'),
  signal: new AbortController().signal,
  onAnswer: () => undefined,
  ...some,
});

beforeAll(async () => (provider = await startProvider()));
afterAll(() => provider.close());

test('gives an ID token whose nonce begins with the device, another one each time', async () => {
  let answers = 0;
  const [one, two] = [await signInWithBrowser(options({ onAnswer: () => answers++ })), await signInWithBrowser(options())];
  if (!one.ok || !two.ok) throw new Error('no sign-in');
  const [first, second] = [decodeJwt(one.value), decodeJwt(two.value)];
  expect(first).toMatchObject({ iss: provider.url, sub: 'dana', aud: provider.client });
  expect(String(first['nonce'])).toMatch(new RegExp(`^${device}\\.[A-Za-z0-9_-]{22}$`));
  expect(second['nonce']).not.toBe(first['nonce']);
  expect(answers).toBe(1);
});

test('the address for the browser asks for a code with PKCE, back to this machine only', async () => {
  const asked: URL[] = [];
  const abort = new AbortController();
  const openBrowser: SignInOptions['openBrowser'] = async (url) => {
    asked.push(new URL(url));
    abort.abort();
    return ok(null);
  };
  expect(await signInWithBrowser(options({ openBrowser, signal: abort.signal }))).toMatchObject({ error: { code: 'sign_in_cancelled' } });
  const query = asked[0]?.searchParams;
  expect(query?.get('response_type')).toBe('code');
  expect(query?.get('code_challenge_method')).toBe('S256');
  expect(query?.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
});

test('an answer with another state is no sign-in', async () => {
  const openBrowser: SignInOptions['openBrowser'] = async (url) => {
    const back = new URL(new URL(url).searchParams.get('redirect_uri') ?? '');
    back.search = new URLSearchParams({ code: 'made-up', state: 'made-up' }).toString();
    await fetch(back);
    return ok(null);
  };
  expect(await signInWithBrowser(options({ openBrowser }))).toMatchObject({ error: { code: 'sign_in_failed' } });
});

test('a provider that is not there is a failed sign-in, not an exception', async () => {
  const issuer = { id: 'x', title: 'x', url: 'http://127.0.0.1:9', client: 'x' };
  expect(await signInWithBrowser(options({ issuer }))).toMatchObject({ error: { code: 'sign_in_failed' } });
});
