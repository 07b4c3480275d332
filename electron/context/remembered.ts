/**
 * Small things that the floor shows and that are no secret of a lease: each person's last ticket at a customer, and how
 * old the slice on this desk is. One file, sealed (AES-256-GCM) under a key made of the desk's secret.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Actor } from '../../shared/audit/record.ts';
import type { GrantId } from '../../shared/graph/ids.ts';

const memorySchema = z.strictObject({
  ticket: z.string().nullable(),
  slice: z.strictObject({ at: z.number(), records: z.int() }).nullable(),
});
export type Memory = z.infer<typeof memorySchema>;
const fileSchema = z.record(z.string(), memorySchema);

const NOTHING_YET: Memory = Object.freeze({ ticket: null, slice: null });
const entry = (person: Actor, grant: GrantId): string => JSON.stringify([person.issuer, person.subject, grant]);

export class Remembered {
  readonly #file: string;
  readonly #key: Buffer;
  #all: Record<string, Memory>;

  constructor(file: string, deskSecret: Buffer) {
    this.#file = file;
    this.#key = Buffer.from(hkdfSync('sha256', deskSecret, '', 'netgraph remembered', 32));
    this.#all = this.#read();
  }

  get(person: Actor, grant: GrantId): Memory {
    return this.#all[entry(person, grant)] ?? NOTHING_YET;
  }

  set(person: Actor, grant: GrantId, some: Partial<Memory>): void {
    this.#all = { ...this.#all, [entry(person, grant)]: { ...this.get(person, grant), ...some } };
    this.#write();
  }

  /** Losing it costs a convenience: a file that doesn't open begins anew. */
  #read(): Record<string, Memory> {
    try {
      if (!existsSync(this.#file)) return {};
      const bytes = readFileSync(this.#file);
      const opener = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12));
      opener.setAuthTag(bytes.subarray(-16));
      return fileSchema.parse(JSON.parse(Buffer.concat([opener.update(bytes.subarray(12, -16)), opener.final()]).toString('utf8')));
    } catch {
      return {};
    }
  }

  #write(): void {
    const nonce = randomBytes(12);
    const sealer = createCipheriv('aes-256-gcm', this.#key, nonce);
    const box = Buffer.concat([sealer.update(JSON.stringify(this.#all), 'utf8'), sealer.final(), sealer.getAuthTag()]);
    try {
      writeFileSync(`${this.#file}.new`, Buffer.concat([nonce, box]), { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    } catch {
      // A full disk: what is remembered lives on in memory.
    }
  }
}
