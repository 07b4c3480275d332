/** Signing in at a real OpenID Connect provider: code, PKCE, loopback, and a nonce that belongs to this device. */
import { decodeJwt } from 'jose';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Recorder } from '../../../electron/audit/recorder.ts';
import { UnlockNotes } from '../../../electron/audit/unlock-notes.ts';
import { systemClock } from '../../../electron/clock.ts';
import { openDevice } from '../../../electron/identity/device.ts';
import { KeptSessions } from '../../../electron/identity/session.ts';
import { SignIns } from '../../../electron/identity/sign-ins.ts';
import { Group } from '../../../electron/shell/desk-window.ts';
import type { Connection } from '../../../electron/sync/connection.ts';
import type { HubClient } from '../../../electron/sync/transport.ts';
import { signInWithBrowser } from '../../../electron/identity/sign-in.ts';
import type { SignInOptions } from '../../../electron/identity/sign-in.ts';
import { ok } from '../../../shared/errors.ts';
import type { DeviceId, SessionId } from '../../../shared/graph/ids.ts';
import { ACCESS_TOKEN } from '../../../shared/protocol/token.ts';
import { ANALYST, newFolder, until } from '../../support/desk.ts';
import { TestVault } from '../../support/vault.ts';
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

test('a sign-in that is cancelled after the hub has answered leaves nothing to go on with', async () => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const vault = new TestVault();
  const [own, kept] = [await openDevice(vault), new KeptSessions(vault)];
  const notes = new UnlockNotes(join(folder, 'notes'), Date.now);
  const group = new Group();
  let cancelled = 0;
  const issuer = { id: 'test', title: 'Test', url: provider.url, client: provider.client };
  const session = () => ({ id: randomUUID() as string as SessionId, person: ANALYST, home: 'mssp' as const, expiresAt: Date.now() + 9e6 });
  const signIns: SignIns = new SignIns({
    hub: {
      signIn: async () => {
        if (cancelled++ === 0) signIns.cancel(group);
        return ok({ access_token: 't', token_type: 'DPoP', issued_token_type: ACCESS_TOKEN, expires_in: 3_600, session: session() });
      },
    } as unknown as HubClient,
    connection: { ask: async () => ({ issuer }) } as unknown as Connection,
    device: own,
    deviceName: 'desk',
    kept,
    recorder: new Recorder({ notes, offline: () => false, onWritten: () => undefined }),
    clock: systemClock,
    openBrowser: personAtBrowser('dana'),
    isOpen: () => false,
    onStep: () => undefined,
    onSession: async (to, entered) => {
      to.session = entered;
      return null;
    },
  });
  signIns.begin(group, null);
  await until(() => notes.drafts().length === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(group).toMatchObject({ session: null, signIn: { phase: 'idle', error: { code: 'sign_in_cancelled' } } });
  expect(await kept.all(0)).toEqual([]);
  expect(notes.drafts().map(({ action, result }) => [action, result])).toEqual([
    ['session.begun', 'ok'],
    ['session.ended', 'sign_in_cancelled'],
  ]);
  signIns.begin(group, null);
  await until(() => group.session !== null);
  expect(await kept.all(0)).toHaveLength(1);
});
