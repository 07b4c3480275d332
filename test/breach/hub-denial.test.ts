/** Somebody without an account who wants others kept out: they share an address with honest people, as behind one gateway. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FeedTransport } from '../../electron/sync/feed-transport.ts';
import { makeProof } from '../../electron/sync/proof.ts';
import { newTestDevice, signedInAs, startDemoHub } from '../support/demo-hub.ts';
import type { DemoHub, SignedInDesk } from '../support/demo-hub.ts';
import { PROTOCOL } from '../support/protocol-header.ts';

const LIMIT = 40;
let hub: DemoHub;
let mara: SignedInDesk;
let jonas: SignedInDesk;
beforeAll(async () => {
  hub = await startDemoHub({ limits: { refusals: LIMIT, token: LIMIT, requests: 4 * LIMIT } });
  mara = await signedInAs(hub, 'mara');
  jonas = await signedInAs(hub, 'jonas');
}, 240_000);
afterAll(async () => hub?.stop());

const ask = async (path: string, headers: Record<string, string>, body?: BodyInit): Promise<number> => {
  const response = await fetch(`${hub.url}${path}`, {
    method: 'POST',
    headers: { ...PROTOCOL, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  await response.text();
  return response.status;
};
const observing = async ({ device, session }: SignedInDesk): Promise<FeedTransport> => {
  const floor = await device.hub.floor(session.access_token);
  if (!floor.ok) throw new Error(floor.error.code);
  const { grant } = floor.value.customers[0]!;
  const context = await device.hub.assume(session.access_token, {
    grant: grant as never,
    role: 'observer',
    reason: 'Alert',
    ticket: 'T-1',
  });
  if (!context.ok) throw new Error(context.error.code);
  return device.hub.feed(() => context.value.access_token);
};
const honest = async (): Promise<void> => {
  const feed = await observing(mara);
  const opened = await feed.open({ kinds: null, since: null }, null);
  expect(opened.ok).toBe(true);
  expect((await fetch(`${hub.url}/v1/about`, { headers: PROTOCOL })).status).toBe(200);
};

const nobody = {
  'with nothing': async () => ask('/v1/feed/open', {}),
  'with a token of their own making': async () => {
    const device = await newTestDevice(hub.url);
    const token = 'e30.e30.e30';
    const dpop = await makeProof(device, 'POST', `${hub.url}/v1/feed/open`, token, Date.now());
    return ask('/v1/feed/open', { authorization: `DPoP ${token}`, dpop });
  },
  'at the token endpoint, with neither': async () =>
    ask('/v1/token', {}, new URLSearchParams({ subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' })),
  'at the token endpoint, with an ID token of their own making': async () => {
    const device = await newTestDevice(hub.url);
    const dpop = await makeProof(device, 'POST', `${hub.url}/v1/token`, null, Date.now());
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'e30.e30.e30',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      device_agreement_key: 'A'.repeat(43),
      device_name: 'x',
    };
    return ask('/v1/token', { dpop }, new URLSearchParams(form));
  },
};

test.each(Object.entries(nobody))('%s: they are told to wait, who is signed in works on', async (_name, attack) => {
  await honest();
  let last = 0;
  for (let n = 0; n < 2 * LIMIT; n++) last = await attack();
  expect(last).toBe(429);
  await honest();
});

test('who is signed in has a limit of their own, and it keeps nobody else out', async () => {
  const feed = await observing(jonas);
  const codes: string[] = [];
  for (let n = 0; n < LIMIT + 5; n++) {
    const refused = await feed.next('garbage');
    if (!refused.ok) codes.push(refused.error.code);
  }
  expect(codes).toEqual([...Array.from({ length: LIMIT }, () => 'not_found'), ...Array.from({ length: 5 }, () => 'rate')]);
  await honest();
});

test('nor does who is signed in fill a log faster than that', async () => {
  const { device, session } = jonas;
  const codes: string[] = [];
  for (let n = 0; n < 4 * LIMIT; n++) {
    const floor = await device.hub.floor(session.access_token);
    codes.push(floor.ok ? 'ok' : floor.error.code);
  }
  expect(codes.at(-1)).toBe('rate');
  await honest();
});
