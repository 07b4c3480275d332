/** AES-256-GCM as one box: form byte, 12-byte random nonce, ciphertext, 16-byte tag. */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

const FORM = 1;
const NONCE = 12;
const TAG = 16;

/** One key must not seal more than 2^32 boxes (NIST SP 800-38D on random nonces): a data key is replaced long before. */
export function sealBox(key: Uint8Array | KeyObject, plain: Uint8Array, associated: Uint8Array): Buffer {
  const nonce = takeNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associated);
  const first = cipher.update(plain);
  const box = Buffer.allocUnsafe(1 + NONCE + first.length + TAG);
  box[0] = FORM;
  box.set(nonce, 1);
  box.set(first, 1 + NONCE);
  cipher.final();
  box.set(cipher.getAuthTag(), 1 + NONCE + first.length);
  return box;
}

/** Throws on another key, other associated data or a changed box. */
export function openBox(key: Uint8Array | KeyObject, box: Uint8Array, associated: Uint8Array): Buffer {
  if (box.length < 1 + NONCE + TAG || box[0] !== FORM) throw new RangeError('not a sealed box');
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(1, 1 + NONCE), { authTagLength: TAG });
  decipher.setAAD(associated);
  decipher.setAuthTag(box.subarray(box.length - TAG));
  const plain = decipher.update(box.subarray(1 + NONCE, box.length - TAG));
  decipher.final();
  return plain;
}

/** Random bytes are drawn for many nonces at once: one call to the generator a nonce costs more than the sealing. */
const pool = Buffer.alloc(NONCE * 1024);
let used = pool.length;
function takeNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const nonce = Buffer.from(pool.subarray(used, used + NONCE));
  used += NONCE;
  return nonce;
}
