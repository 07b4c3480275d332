/**
 * The pages of an encrypted slice file, sealed and opened without the SQLite driver: SQLCipher's version 4 format
 * (zetetic.net/sqlcipher/design). A page is 4,096 bytes: 4,016 encrypted with AES-256-CBC, its random IV, and HMAC-SHA512 over
 * both and the page's number. The first 16 bytes of a file are a salt in place of SQLite's own mark. The file's key is used as it
 * is; the HMAC's is PBKDF2 of it (two rounds) over the salt with each byte XOR 0x3a.
 */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, pbkdf2Sync, randomFillSync, timingSafeEqual } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export const PAGE = 4_096;
export const SALT = 16;
const IV = 16;
const MAC = 64;
/** Bytes of a page that hold something; SQLite knows the others as reserved. */
export const CONTENT = PAGE - IV - MAC;
/** What a plain SQLite file begins with. */
const MARK = Buffer.from('SQLite format 3\0', 'latin1');

export class PageSealer {
  readonly #salt: Buffer;
  readonly #cipher: KeyObject;
  readonly #mac: KeyObject;
  readonly #number = Buffer.alloc(4);

  /** `key`: 32 bytes, copied. `salt`: 16 bytes, those that the file begins with. */
  constructor(key: Uint8Array, salt: Uint8Array) {
    if (key.length !== 32 || salt.length !== SALT) throw new TypeError('a file has a key of 32 bytes and a salt of 16');
    this.#salt = Buffer.from(salt);
    this.#cipher = createSecretKey(Buffer.from(key));
    const masked = this.#salt.map((byte) => byte ^ 0x3a);
    const mac = pbkdf2Sync(key, masked, 2, 32, 'sha512');
    this.#mac = createSecretKey(mac);
    mac.fill(0);
  }

  /** Contents of pages, side by side, into sealed pages, side by side. `first`: the first one's number, from 1 up. */
  seal(contents: Uint8Array, first: number): Buffer {
    const count = contents.length / CONTENT;
    const pages = Buffer.allocUnsafe(count * PAGE);
    const ivs = randomFillSync(Buffer.allocUnsafe(count * IV));
    for (let index = 0; index < count; index++) {
      const page = pages.subarray(index * PAGE, index * PAGE + PAGE);
      const from = first + index === 1 ? SALT : 0;
      if (from > 0) page.set(this.#salt, 0);
      const iv = ivs.subarray(index * IV, index * IV + IV);
      const cipher = createCipheriv('aes-256-cbc', this.#cipher, iv).setAutoPadding(false);
      page.set(cipher.update(contents.subarray(index * CONTENT + from, index * CONTENT + CONTENT)), from);
      page.set(iv, CONTENT);
      page.set(this.#macOf(page, from, first + index), CONTENT + IV);
    }
    return pages;
  }

  /** The opposite. Throws when a page is not one of this key at this place. */
  open(pages: Uint8Array, first: number): Buffer {
    const count = pages.length / PAGE;
    const contents = Buffer.allocUnsafe(count * CONTENT);
    for (let index = 0; index < count; index++) {
      const page = pages.subarray(index * PAGE, index * PAGE + PAGE);
      if (!this.isGenuine(page, first + index)) throw new Error('a page does not open');
      const from = first + index === 1 ? SALT : 0;
      if (from > 0) contents.set(MARK, 0);
      const decipher = createDecipheriv('aes-256-cbc', this.#cipher, page.subarray(CONTENT, CONTENT + IV)).setAutoPadding(false);
      contents.set(decipher.update(page.subarray(from, CONTENT)), index * CONTENT + from);
    }
    return contents;
  }

  isGenuine(page: Uint8Array, number: number): boolean {
    return timingSafeEqual(this.#macOf(page, number === 1 ? SALT : 0, number), page.subarray(CONTENT + IV));
  }

  #macOf(page: Uint8Array, from: number, number: number): Buffer {
    this.#number.writeUInt32LE(number);
    return createHmac('sha512', this.#mac)
      .update(page.subarray(from, CONTENT + IV))
      .update(this.#number)
      .digest();
  }
}

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
