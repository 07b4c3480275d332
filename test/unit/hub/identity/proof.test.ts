/** A proof of possession holds for one request, once, within its minute, and not from before the hub began. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeProof } from '../../../../electron/sync/proof.ts';
import { makeOnce } from '../../../../hub/identity/once.ts';
import { makeProofChecker } from '../../../../hub/identity/proof.ts';
import { LIMITS } from '../../../../shared/limits.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const { kty, crv, x } = privateKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string };
const key = { privateKey, publicJwk: { kty, crv, x } };
const ORIGIN = 'http://127.0.0.1:7420';
const START = 1_800_000_000_000;
const path = '/v1/floor';

const checkerAt = (clock: { now: number }) => makeProofChecker({ origins: new Set([ORIGIN]), once: makeOnce(), now: () => clock.now });
const request = async (at: number, origin = ORIGIN) => ({
  proof: await makeProof(key, 'GET', `${origin}${path}`, 'token', at),
  method: 'GET',
  path,
  token: 'token',
});
const FAILED = { ok: false, error: { code: 'proof_failed' } };

test('names the device that made it, once', async () => {
  const clock = { now: START };
  const checker = checkerAt(clock);
  const made = await request(START);
  expect(await checker.check(made)).toMatchObject({ ok: true, value: { key: x } });
  expect(await checker.check(made)).toMatchObject(FAILED);
  expect(await checker.check(await request(START))).toMatchObject({ ok: true });
});

test('holds for a minute either side of the hub’s clock', async () => {
  const clock = { now: START };
  const checker = checkerAt(clock);
  clock.now += 10 * 60_000;
  const limit = LIMITS.proofSeconds * 1000;
  for (const at of [clock.now - limit, clock.now + limit]) expect(await checker.check(await request(at))).toMatchObject({ ok: true });
  for (const at of [clock.now - limit - 1_000, clock.now + limit + 1_000])
    expect(await checker.check(await request(at))).toMatchObject(FAILED);
});

test('from before the hub began it is none: what was used then is not remembered', async () => {
  const clock = { now: START };
  const checker = checkerAt(clock);
  expect(await checker.check(await request(START - 2_000))).toMatchObject(FAILED);
  expect(await checker.check(await request(START))).toMatchObject({ ok: true });
});

test('for another address, or with the wrong token, it is none', async () => {
  const checker = checkerAt({ now: START });
  expect(await checker.check(await request(START, 'http://hub.example'))).toMatchObject(FAILED);
  expect(await checker.check({ ...(await request(START)), token: 'another' })).toMatchObject(FAILED);
  expect(await checker.check({ ...(await request(START)), token: null })).toMatchObject(FAILED);
  expect(await checker.check({ ...(await request(START)), proof: 'garbage' })).toMatchObject(FAILED);
});

test('a device’s key is read once, each proof’s signature is checked, and another device’s is another', async () => {
  const reads = vi.spyOn(crypto.subtle, 'importKey');
  const checks = vi.spyOn(crypto.subtle, 'verify');
  onTestFinished(() => void vi.restoreAllMocks());
  const checker = checkerAt({ now: START });
  for (let times = 0; times < 3; times++) expect(await checker.check(await request(START))).toMatchObject({ ok: true });
  expect(reads).toHaveBeenCalledTimes(1);
  expect(checks).toHaveBeenCalledTimes(3);
  const made = await request(START);
  const [head, claims] = made.proof.split('.');
  const stranger = sign(null, Buffer.from(`${head}.${claims}`), generateKeyPairSync('ed25519').privateKey).toString('base64url');
  expect(await checker.check({ ...made, proof: `${head}.${claims}.${stranger}` })).toMatchObject(FAILED);
  expect(await checker.check(made)).toMatchObject({ ok: true });
});
