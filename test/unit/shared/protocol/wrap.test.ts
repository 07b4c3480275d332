/** Secrets on their way to one device: HPKE opens for that key and that purpose, and for nothing else. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newAgreementKeys, unwrap, wrapTo } from '../../../../shared/protocol/wrap.ts';

test('what was wrapped to a device opens there, another form each time', async () => {
  const { publicKey, privateKey } = await newAgreementKeys();
  expect([publicKey, privateKey].map((key) => Buffer.from(key, 'base64url').length)).toEqual([32, 32]);
  const secret = randomBytes(32);
  const [one, two] = [await wrapTo(publicKey, 'netgraph share', secret), await wrapTo(publicKey, 'netgraph share', secret)];
  expect(one).not.toEqual(two);
  for (const wrapped of [one, two]) expect(await unwrap(privateKey, 'netgraph share', wrapped)).toEqual(secret);
});

test('it opens for no other purpose, no other device, and not after a change', async () => {
  const [ours, theirs] = [await newAgreementKeys(), await newAgreementKeys()];
  const wrapped = await wrapTo(ours.publicKey, 'netgraph segment', randomBytes(32));
  const flipped = (text: string): string => {
    const bytes = Buffer.from(text, 'base64url');
    bytes[5]! ^= 1;
    return bytes.toString('base64url');
  };
  await expect(unwrap(ours.privateKey, 'netgraph segment', wrapped)).resolves.toHaveLength(32);
  await expect(unwrap(ours.privateKey, 'netgraph share', wrapped)).rejects.toThrow();
  await expect(unwrap(theirs.privateKey, 'netgraph segment', wrapped)).rejects.toThrow();
  await expect(unwrap(ours.privateKey, 'netgraph segment', { ...wrapped, box: flipped(wrapped.box) })).rejects.toThrow();
  await expect(unwrap(ours.privateKey, 'netgraph segment', { ...wrapped, enc: flipped(wrapped.enc) })).rejects.toThrow();
  await expect(unwrap(ours.privateKey, 'netgraph segment', { enc: '', box: '' })).rejects.toThrow();
});

test('what version 1 wrapped still opens', async () => {
  const privateKey = 'wb_ALZ-ZSUedkpeusXQub4SI2e5RLIv-Tj-ruNUWpOE';
  const wrapped = {
    enc: 'yvJtTfXK07SKp2z8YlJQDnGksTJsPUxK2gnVVlHh4Us',
    box: 'wUDovjslUyRNNgbuX-B-QLLyXCyk-aulX0SAA6keU-YZrJvKLDriPIFAcnrw5_sS',
  };
  expect((await unwrap(privateKey, 'netgraph share', wrapped)).toString('utf8')).toBe('a share of thirty-two bytes, ok?');
});
