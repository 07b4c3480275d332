/** The bytes that are signed and hashed: RFC 8785 by its own examples, and a record of version 1 that may never change. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  canonicalBytes,
  linkDigest,
  newSalt,
  recordDigest,
  signRecord,
  textDigest,
  verifyRecord,
} from '../../../../shared/audit/canonical.ts';
import { CHAIN_START, envelopeSchema, recordBodySchema } from '../../../../shared/audit/record.ts';
import type { Envelope } from '../../../../shared/audit/record.ts';
import { GOLDEN_BODY, GOLDEN_LINK, GOLDEN_TEXT } from './golden.ts';

const text = (value: unknown): string => canonicalBytes(value).toString('utf8');

describe('the canonical form', () => {
  test('is that of RFC 8785, section 3.2.2', () => {
    const sample = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    ) as unknown;
    expect(text(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  test('sorts keys by UTF-16 units, as in section 3.2.3', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect([...text(sample).matchAll(/:"([^"]+)"/g)].map(([, value]) => value)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s as %s (appendix B)', (bits, written) => {
    expect(text(Buffer.from(bits, 'hex').readDoubleBE())).toBe(written);
  });

  test.each(['7fffffffffffffff', '7ff0000000000000'])('has none for the number %s (appendix B)', (bits) => {
    expect(() => canonicalBytes(Buffer.from(bits, 'hex').readDoubleBE())).toThrow();
  });

  test('has none for half of a character, nor for what is no value', () => {
    expect(() => canonicalBytes({ a: '\ud800' })).toThrow();
    expect(() => canonicalBytes({ '\udead': 1 })).toThrow();
    expect(() => canonicalBytes(undefined)).toThrow();
  });

  test('is the same whatever the order in which a value was made', () => {
    expect(text({ b: 1, a: { d: [2, { f: 3, e: 4 }], c: null } })).toBe(text({ a: { c: null, d: [2, { e: 4, f: 3 }] }, b: 1 }));
  });
});

describe('a signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signed = signRecord(GOLDEN_BODY, privateKey);

  test('is good for this body under this key, and for nothing else', () => {
    expect(verifyRecord(signed, publicKey)).toBe(true);
    expect(verifyRecord({ ...signed, body: { ...signed.body, offline: !signed.body.offline } }, publicKey)).toBe(false);
    expect(verifyRecord(signed, generateKeyPairSync('ed25519').publicKey)).toBe(false);
    expect(verifyRecord({ ...signed, sig: signRecord({ ...GOLDEN_BODY, targetCount: 9 }, privateKey).sig }, publicKey)).toBe(false);
  });

  test('has one spelling only: the spare bits of its last character are zero', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = letters.indexOf(signed.sig.at(-1) ?? '');
    const spelt = signed.sig.slice(0, -1) + letters[last ^ 1];
    expect(Buffer.from(spelt, 'base64url')).toEqual(Buffer.from(signed.sig, 'base64url'));
    expect(verifyRecord({ ...signed, sig: spelt }, publicKey)).toBe(false);
  });
});

describe('what is bound by a hash', () => {
  test('can not be guessed without its salt, which has 128 bits and is another one each time', () => {
    expect(Buffer.from(newSalt(), 'base64url')).toHaveLength(16);
    expect(new Set(Array.from({ length: 100 }, newSalt)).size).toBe(100);
    expect(textDigest({ salt: newSalt(), value: 'x' })).not.toBe(textDigest({ salt: newSalt(), value: 'x' }));
    expect(linkDigest({ ...GOLDEN_LINK, salt: newSalt() })).not.toBe(linkDigest(GOLDEN_LINK));
  });
});

describe('version 1', () => {
  const key = createPrivateKey({
    // RFC 8032, section 7.1, test 1.
    key: { kty: 'OKP', crv: 'Ed25519', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    format: 'jwk',
  });
  const record = signRecord({ ...GOLDEN_BODY, link: linkDigest(GOLDEN_LINK), text: textDigest(GOLDEN_TEXT) }, key);
  const why = 'The record is final in form: what was signed once must verify for ever. A new form is a new version beside this one.';

  test('has these very bytes and this very signature', () => {
    expect(canonicalBytes(record.body).toString('utf8'), why).toBe(GOLDEN);
    expect(record.sig, why).toBe(GOLDEN_SIGNATURE);
    expect(recordDigest(record), why).toBe(GOLDEN_DIGEST);
    expect(verifyRecord(record, createPublicKey(key))).toBe(true);
  });

  test('goes through its schema unchanged', () => {
    const envelope: Envelope = { record, link: GOLDEN_LINK, text: GOLDEN_TEXT };
    expect(envelopeSchema.parse(JSON.parse(JSON.stringify(envelope)))).toEqual(envelope);
  });
});

describe('the schema of a record', () => {
  const longText = { salt: newSalt(), value: 'x'.repeat(5_001) };
  test.each<[string, object]>([
    ['a field that it does not know', { note: 'x' }],
    ['another version', { v: 2 }],
    ['an id that is none', { id: 'x' }],
    ['an id in capitals', { id: GOLDEN_BODY.id.toUpperCase() }],
    ['a device that is no thumbprint', { device: 'A'.repeat(42) }],
    ['a position before the first', { chain: { tenant: null, seq: 0, prev: CHAIN_START } }],
    ['a chain with a field too many', { chain: { tenant: null, seq: 1, prev: CHAIN_START, at: 1 } }],
    ['a link that is no digest', { link: 'F'.repeat(64) }],
    ['an actor without a subject', { actor: { issuer: 'x', subject: '', name: 'x' } }],
    ['an actor with an e-mail address', { actor: { issuer: 'x', subject: 'x', name: 'x', email: 'x@example.com' } }],
    ['a role that is none', { as: { ...GOLDEN_BODY.as, role: 'admin' } }],
    ['a phase that is none', { phase: 'done' }],
    ['an action with content in its name', { action: 'graph.search for x' }],
    ['an action with a name that is too long', { action: `a.${'b'.repeat(63)}` }],
    ['more targets than fit', { targets: Array<string>(51).fill('x') }],
    ['a target that is too long', { targets: ['x'.repeat(65)] }],
    ['a result that is none', { result: 'fine' }],
    ['a time without milliseconds', { time: '2026-11-24T12:00:00Z' }],
    ['a time with an offset', { time: '2026-11-24T12:00:00.000+01:00' }],
  ])('refuses %s', (_what, change) => {
    expect(recordBodySchema.safeParse(GOLDEN_BODY).success).toBe(true);
    expect(recordBodySchema.safeParse({ ...GOLDEN_BODY, ...change }).success).toBe(false);
  });

  test('refuses text that is too long, a salt that is short, and anything beside its parts', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const good = { record: signRecord(GOLDEN_BODY, privateKey), link: GOLDEN_LINK, text: GOLDEN_TEXT };
    expect(envelopeSchema.safeParse(good).success).toBe(true);
    expect(envelopeSchema.safeParse({ ...good, text: null }).success).toBe(true);
    for (const bad of [
      { ...good, text: longText },
      { ...good, link: { ...GOLDEN_LINK, salt: 'short' } },
      { ...good, link: { ...GOLDEN_LINK, tenant: 'x' } },
      { ...good, content: 'x' },
      { ...good, record: { ...good.record, sig: `${good.record.sig}=` } },
      { ...good, record: { ...good.record, content: 'x' } },
    ])
      expect(envelopeSchema.safeParse(bad).success).toBe(false);
  });
});

const GOLDEN = [
  '{"action":"graph.expand","actor":{"issuer":"https://id.example/","name":"Dana Ö","subject":"dana"},"as":{"gran',
  't":"33333333-3333-4333-8333-333333333333","role":"investigator","tenant":"11111111-1111-4111-8111-111111111111',
  '"},"chain":{"prev":"0000000000000000000000000000000000000000000000000000000000000000","seq":7,"tenant":"111111',
  '11-1111-4111-8111-111111111111"},"context":"66666666-6666-4666-8666-666666666666","device":"kPrK_qmxVWaYVA9wwB',
  'F6Iuo3vVzz7TxHCTwXBygrS4k","id":"0193595d-8c00-7abc-8def-0123456789ab","link":"904c61695b44c8aef231ea5fb12e360',
  'ab4cbcf6e48447723ec9aa9bad7a0b088","of":"0193595d-8bff-7abc-8def-0123456789ab","offline":true,"phase":"outcome',
  '","result":"ok","session":"55555555-5555-4555-8555-555555555555","targetCount":1,"targets":["00112233445566778',
  '899aabbccddeeff"],"text":"d8a78ce06ef32792fab01aed541da831610874a07f188bed28c6d2e8ef2db85e","time":"2026-11-24',
  'T12:00:00.000Z","v":1}',
].join('');
const GOLDEN_SIGNATURE = '-Gh5638NHhAYoS90ogwWDJAwXH5B39pCbjXVugqwI4D1byGdsloVyNpDLcfNX-TSyTpT9KsnpifxmHmpuOe2BQ';
const GOLDEN_DIGEST = '82115e7d4e58814be9c048d51c3b1944e1f245d1adcbb526d1f14ce9e47e4724';
