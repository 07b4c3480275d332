/**
 * A small file of this desk's own, sealed (AES-256-GCM) under a key made of the desk's secret (HKDF-SHA256, RFC 5869) and
 * replaced as a whole. For conveniences: what doesn't open begins anew, what can't be written lives on in memory.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';

export class SealedJson<T> {
  readonly #file: string;
  readonly #key: Buffer;
  readonly #schema: z.ZodType<T>;

  /** `purpose` tells keys of different files apart. */
  constructor(file: string, deskSecret: Buffer, purpose: string, schema: z.ZodType<T>) {
    this.#file = file;
    this.#key = Buffer.from(hkdfSync('sha256', deskSecret, '', `netgraph ${purpose}`, 32));
    this.#schema = schema;
  }

  /** Null when there is none, or none that opens. */
  read(): T | null {
    try {
      if (!existsSync(this.#file)) return null;
      const bytes = readFileSync(this.#file);
      const opener = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12));
      opener.setAuthTag(bytes.subarray(-16));
      return this.#schema.parse(JSON.parse(Buffer.concat([opener.update(bytes.subarray(12, -16)), opener.final()]).toString('utf8')));
    } catch {
      return null;
    }
  }

  write(value: T): void {
    const nonce = randomBytes(12);
    const sealer = createCipheriv('aes-256-gcm', this.#key, nonce);
    const box = Buffer.concat([sealer.update(JSON.stringify(value), 'utf8'), sealer.final(), sealer.getAuthTag()]);
    try {
      writeFileSync(`${this.#file}.new`, Buffer.concat([nonce, box]), { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      // A full disk.
    }
  }
}
