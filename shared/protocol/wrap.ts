/**
 * Secrets that travel to one device only: HPKE (RFC 9180) base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM. `info` says what the secret is for, so that a feed key can't be passed off as a share.
 */
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 as DhkemInScript } from '@hpke/dhkem-x25519';
import type { Wrapped } from './token.ts';

export type WrapPurpose = 'netgraph share' | 'netgraph segment' | 'netgraph snapshot';

/** The platform's own X25519 is three times as fast; where its cryptography has none, the same is done in script. */
const hasX25519 = await crypto.subtle.generateKey('X25519', false, ['deriveBits']).then(
  () => true,
  () => false,
);
const kem = hasX25519 ? new DhkemX25519HkdfSha256() : new DhkemInScript();
const suite = new CipherSuite({ kem, kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const bytesOf = (text: string): ArrayBuffer => {
  const raw = Buffer.from(text, 'base64url');
  return raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength) as ArrayBuffer;
};
const info = (purpose: WrapPurpose): ArrayBuffer => new TextEncoder().encode(purpose).buffer;

/** An X25519 key pair as base64url of its 32 raw bytes each. */
export async function newAgreementKeys(): Promise<{ publicKey: string; privateKey: string }> {
  const pair = await suite.kem.generateKeyPair();
  const text = async (key: typeof pair.publicKey): Promise<string> =>
    Buffer.from(await suite.kem.serializePublicKey(key)).toString('base64url');
  return {
    publicKey: await text(pair.publicKey),
    privateKey: Buffer.from(await suite.kem.serializePrivateKey(pair.privateKey)).toString('base64url'),
  };
}

/** Wraps a secret to a device's X25519 public key (base64url). */
export async function wrapTo(publicKey: string, purpose: WrapPurpose, secret: Uint8Array): Promise<Wrapped> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(bytesOf(publicKey));
  const sender = await suite.createSenderContext({ recipientPublicKey, info: info(purpose) });
  const box = await sender.seal(new Uint8Array(secret).buffer);
  return { enc: Buffer.from(sender.enc).toString('base64url'), box: Buffer.from(box).toString('base64url') };
}

/** Opens what `wrapTo` made for this key and purpose; throws on anything else. */
export async function unwrap(privateKey: string, purpose: WrapPurpose, wrapped: Wrapped): Promise<Buffer> {
  const recipientKey = await suite.kem.deserializePrivateKey(bytesOf(privateKey));
  const recipient = await suite.createRecipientContext({ recipientKey, enc: bytesOf(wrapped.enc), info: info(purpose) });
  return Buffer.from(await recipient.open(bytesOf(wrapped.box)));
}
