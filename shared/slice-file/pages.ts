/**
 * The pages of an encrypted slice file, sealed and opened without the SQLite driver: SQLCipher's version 4 format
 * (zetetic.net/sqlcipher/design). A page is 4,096 bytes: 4,016 encrypted with AES-256-CBC, its random IV, and HMAC-SHA512 over
 * both and the page's number. The first 16 bytes of a file are a salt in place of SQLite's own mark. The file's key is used as it
 * is; the HMAC's is PBKDF2 of it (two rounds) over the salt with each byte XOR 0x3a.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hash, pbkdf2Sync, randomFillSync, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export const PAGE = 4_096;
export const SALT = 16;
const IV = 16;
const MAC = 64;
/** Bytes of a page that hold something; SQLite knows the others as reserved. */
export const CONTENT = PAGE - IV - MAC;
/** Of SHA-512; an HMAC hashes its key, as long as a block, and the text, then the key again and that hash. */
const BLOCK = 128;
const NUMBER = 4;
/** What a plain SQLite file begins with. */
const MARK = Buffer.from('SQLite format 3\0', 'latin1');

/**
 * Many pages go through one cipher, and no object is made for an HMAC: one a page costs more than its sealing, and what lies
 * behind such objects fills the memory until the collector comes by.
 */
export class PageSealer {
  readonly #salt: Buffer;
  readonly #cipher: KeyObject;
  readonly #inner = Buffer.alloc(BLOCK + CONTENT + IV + NUMBER, 0x36);
  readonly #outer = Buffer.alloc(BLOCK + MAC, 0x5c);

  /** `key`: 32 bytes, copied. `salt`: 16 bytes, those that the file begins with. */
  constructor(key: Uint8Array, salt: Uint8Array) {
    if (key.length !== 32 || salt.length !== SALT) throw new TypeError('a file has a key of 32 bytes and a salt of 16');
    this.#salt = Buffer.from(salt);
    this.#cipher = createSecretKey(Buffer.from(key));
    const masked = this.#salt.map((byte) => byte ^ 0x3a);
    const mac = pbkdf2Sync(key, masked, 2, 32, 'sha512');
    for (const block of [this.#inner, this.#outer]) for (const [at, byte] of mac.entries()) block[at]! ^= byte;
    mac.fill(0);
  }

  /** Contents of pages, side by side, into sealed pages, side by side. `first`: the first one's number, from 1 up. */
  seal(contents: Uint8Array, first: number): Buffer {
    const count = contents.length / CONTENT;
    // Each content behind a random block: sealed, it is as random, and by the chain the IV of what follows it.
    const chain = randomFillSync(Buffer.allocUnsafe(count * (IV + CONTENT) - skipped(first)));
    let at = 0;
    for (let index = 0; index < count; index++) {
      const content = contents.subarray(index * CONTENT + skipped(first + index), index * CONTENT + CONTENT);
      chain.set(content, at + IV);
      at += IV + content.length;
    }
    const sealed = createCipheriv('aes-256-cbc', this.#cipher, Buffer.alloc(IV)).setAutoPadding(false).update(chain);
    const pages = Buffer.allocUnsafe(count * PAGE);
    at = 0;
    for (let index = 0; index < count; index++) {
      const page = pages.subarray(index * PAGE, index * PAGE + PAGE);
      const from = skipped(first + index);
      if (from > 0) page.set(this.#salt, 0);
      const end = at + IV + CONTENT - from;
      page.set(sealed.subarray(at + IV, end), from);
      page.set(sealed.subarray(at, at + IV), CONTENT);
      page.set(this.#macOf(page, first + index), CONTENT + IV);
      at = end;
    }
    return pages;
  }

  /** The opposite. Throws when a page is not one of this key at this place. */
  open(pages: Uint8Array, first: number): Buffer {
    const count = pages.length / PAGE;
    const chain = Buffer.allocUnsafe(count * (IV + CONTENT) - skipped(first));
    let at = 0;
    for (let index = 0; index < count; index++) {
      const page = pages.subarray(index * PAGE, index * PAGE + PAGE);
      if (!this.isGenuine(page, first + index)) throw new Error('a page does not open');
      chain.set(page.subarray(CONTENT, CONTENT + IV), at);
      const from = skipped(first + index);
      chain.set(page.subarray(from, CONTENT), at + IV);
      at += IV + CONTENT - from;
    }
    const opened = createDecipheriv('aes-256-cbc', this.#cipher, Buffer.alloc(IV)).setAutoPadding(false).update(chain);
    const contents = Buffer.allocUnsafe(count * CONTENT);
    at = 0;
    for (let index = 0; index < count; index++) {
      const from = skipped(first + index);
      if (from > 0) contents.set(MARK, 0);
      const end = at + IV + CONTENT - from;
      contents.set(opened.subarray(at + IV, end), index * CONTENT + from);
      at = end;
    }
    return contents;
  }

  isGenuine(page: Uint8Array, number: number): boolean {
    return timingSafeEqual(this.#macOf(page, number), page.subarray(CONTENT + IV));
  }

  #macOf(page: Uint8Array, number: number): Buffer {
    const text = page.subarray(skipped(number), CONTENT + IV);
    this.#inner.set(text, BLOCK);
    const end = this.#inner.writeUInt32LE(number, BLOCK + text.length);
    this.#outer.set(hash('sha512', this.#inner.subarray(0, end), 'buffer'), BLOCK);
    return hash('sha512', this.#outer, 'buffer');
  }
}

/** Bytes of a page that are not sealed: the salt in front of the first. */
const skipped = (number: number): number => (number === 1 ? SALT : 0);

/** Whether this is the content of the first page of a file of so many pages, in this very format. */
export function isFirstPage(content: Uint8Array, pages: number): boolean {
  const view = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return (
    MARK.equals(view.subarray(0, MARK.length)) &&
    view.readUInt16BE(16) === PAGE &&
    view.readUInt8(20) === PAGE - CONTENT &&
    view.readUInt32BE(28) === pages
  );
}
