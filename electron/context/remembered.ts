/**
 * Small things that the floor shows and that are no secret of a lease: each person's last ticket at a customer, and how
 * old the slice on this desk is.
 */
import { z } from 'zod';
import type { Actor } from '../../shared/audit/record.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import { SealedJson } from './sealed-json.ts';

const memorySchema = z.strictObject({
  ticket: z.string().nullable(),
  slice: z.strictObject({ at: z.number(), records: z.int() }).nullable(),
});
export type Memory = z.infer<typeof memorySchema>;
const fileSchema = z.record(z.string(), memorySchema);

const NOTHING_YET: Memory = Object.freeze({ ticket: null, slice: null });
const entry = (person: Actor, grant: GrantId): string => JSON.stringify([person.issuer, person.subject, grant]);

export class Remembered {
  readonly #file: SealedJson<Record<string, Memory>>;
  #all: Record<string, Memory>;

  constructor(file: string, deskSecret: Buffer) {
    this.#file = new SealedJson(file, deskSecret, 'remembered', fileSchema);
    this.#all = this.#file.read() ?? {};
  }

  get(person: Actor, grant: GrantId): Memory {
    return this.#all[entry(person, grant)] ?? NOTHING_YET;
  }

  set(person: Actor, grant: GrantId, some: Partial<Memory>): void {
    this.#all = { ...this.#all, [entry(person, grant)]: { ...this.get(person, grant), ...some } };
    this.#file.write(this.#all);
  }
}
