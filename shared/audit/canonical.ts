/** The canonical form (RFC 8785) of what is signed and hashed, and the hashes that bind the parts of a record. */
import { createHash, randomBytes, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Link, RecordBody, RecordText, SignedRecord } from './record.ts';

/** RFC 8785 bytes. Throws on what JSON can't hold (a programming error: bodies are parsed first). */
export function canonicalBytes(value: unknown): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return Buffer.from(text, 'utf8');
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The hash that the next record of a chain names as `prev`: SHA-256 of the canonical signed record. */
export const recordDigest = (record: SignedRecord): string => sha256(canonicalBytes(record));
export const linkDigest = (link: Link): string => sha256(canonicalBytes({ link }));
export const textDigest = (text: RecordText): string => sha256(canonicalBytes({ text }));
/** 128 random bits, base64url. */
export const newSalt = (): string => randomBytes(16).toString('base64url');

export function signRecord(body: RecordBody, key: KeyObject): SignedRecord {
  return { body, sig: sign(null, canonicalBytes(body), key).toString('base64url') };
}

/** The signature has one spelling: another text for the same bytes would be another digest of the same record. */
export function verifyRecord(record: SignedRecord, key: KeyObject): boolean {
  const sig = Buffer.from(record.sig, 'base64url');
  return sig.toString('base64url') === record.sig && verify(null, canonicalBytes(record.body), key, sig);
}
