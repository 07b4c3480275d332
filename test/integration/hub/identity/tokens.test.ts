/** A token's signature is checked once while it lasts; what was never signed is none, whatever was read before. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openTokens } from '../../../../hub/identity/tokens.ts';
import type { ContextToken, Tokens } from '../../../../hub/identity/tokens.ts';
import type { ContextId, DeviceId, GrantId, SessionId, TenantId } from '../../../../shared/graph/ids.ts';
import { postgresKinds } from '../../../support/postgres.ts';
import { openOn } from '../store/open.ts';
import type { OpenStore } from '../store/open.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const device = 'A'.repeat(43) as DeviceId;

let hub: OpenStore;
let clock = START;
const open = (remembered?: number): Promise<Tokens> =>
  openTokens({
    store: hub.store,
    secrets: hub.secrets,
    hub: device,
    now: () => clock,
    ...(remembered === undefined ? {} : { remembered }),
  });
const facts = (n: number): ContextToken => ({
  id: id(n) as ContextId,
  session: id(100) as SessionId,
  device,
  tenant: id(101) as TenantId,
  role: 'observer',
  grant: id(102) as GrantId,
  actor: { issuer: 'mssp', subject: 'dana' },
  expiresAt: START + MINUTE,
});
const read = ({ expiresAt: _, ...token }: ContextToken) => token;
const checks = vi.spyOn(crypto.subtle, 'verify');

beforeAll(async () => void (hub = await openOn(postgresKinds().at(-1)!)), 120_000);
afterAll(async () => {
  checks.mockRestore();
  await hub?.close();
});
beforeEach(() => {
  clock = START;
  checks.mockClear();
});

test('once while it lasts; past its time it is told to be, by the clock of each reading', async () => {
  const tokens = await open();
  const text = await tokens.context(facts(1));
  for (let times = 0; times < 3; times++) expect(await tokens.readContext(text)).toEqual({ token: read(facts(1)), expired: false });
  expect(checks).toHaveBeenCalledTimes(1);
  clock = START + MINUTE - 1;
  expect(await tokens.readContext(text)).toMatchObject({ expired: false });
  clock = START + MINUTE;
  for (let times = 0; times < 2; times++) expect(await tokens.readContext(text)).toEqual({ token: read(facts(1)), expired: true });
});

test('one that was read makes no other good: with another end, another signature, or as the other kind', async () => {
  const tokens = await open();
  const text = await tokens.context(facts(1));
  const session = await tokens.session({ id: id(100) as SessionId, device, subject: 'dana', expiresAt: START + MINUTE });
  expect(await tokens.readContext(text)).not.toBeNull();
  expect(await tokens.readSession(session)).not.toBeNull();
  const [head, claims, signature] = text.split('.') as [string, string, string];
  const later = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('"exp":1800000060', '"exp":1900000060')).toString(
    'base64url',
  );
  expect(later).not.toBe(claims);
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  for (const wrong of [`${head}.${later}.${signature}`, `${head}.${claims}.${flipped}`, `${head}.${claims}.`, session])
    expect(await tokens.readContext(wrong), wrong).toBeNull();
  expect(await tokens.readSession(text)).toBeNull();
});

test('no more are remembered than there is room for: the oldest is checked again', async () => {
  const tokens = await open(2);
  const texts = await Promise.all([1, 2, 3].map((n) => tokens.context(facts(n))));
  for (const text of texts) await tokens.readContext(text);
  expect(checks).toHaveBeenCalledTimes(3);
  await tokens.readContext(texts[2]!);
  expect(checks).toHaveBeenCalledTimes(3);
  expect(await tokens.readContext(texts[0]!)).toEqual({ token: read(facts(1)), expired: false });
  expect(checks).toHaveBeenCalledTimes(4);
});
