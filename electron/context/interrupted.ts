/**
 * Which contexts are open on this desk just now, kept sealed, so that a program that was killed can offer them again: to
 * the same person, as a new assume with the same role, ticket and reason. What was left or has ended is not in it, so a
 * program that ended by itself offers nothing: not what was open then, nor what it had offered itself without being taken up.
 * After a day nobody is offered anything any more.
 */
import { z } from 'zod';
import { ROLE_NAMES } from '../../shared/access/roles.ts';
import { actorSchema } from '../../shared/audit/record.ts';
import type { Actor } from '../../shared/audit/record.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import { markSchema } from '../../shared/protocol/token.ts';
import type { Context } from './context.ts';
import { SealedJson } from './sealed-json.ts';

const entrySchema = z.strictObject({
  person: actorSchema,
  grant: z.string() as unknown as z.ZodType<GrantId, string>,
  mark: markSchema,
  role: z.enum(ROLE_NAMES),
  ticket: z.string(),
  reason: z.string(),
  /** When it was opened, Unix ms. */
  at: z.number(),
});
export type OpenEntry = z.infer<typeof entrySchema>;

const same = (entry: OpenEntry, { issuer, subject }: Actor, grant?: GrantId): boolean =>
  entry.person.issuer === issuer && entry.person.subject === subject && (grant === undefined || entry.grant === grant);

/** Ms after which a ticket and a reason no longer say why somebody acts now. */
const LASTS = 24 * 3_600_000;

export class InterruptedContexts {
  readonly #file: SealedJson<OpenEntry[]>;
  /** Open when the program ended without leaving them, in the order in which they were opened. */
  #interrupted: readonly OpenEntry[];
  #open: readonly OpenEntry[] = [];
  /** People who were offered theirs since the program began. */
  readonly #offered: Actor[] = [];
  readonly #now: () => number;

  constructor(file: string, deskSecret: Buffer, now: () => number = Date.now) {
    this.#now = now;
    this.#file = new SealedJson(file, deskSecret, 'open contexts', z.array(entrySchema));
    this.#interrupted = this.#file.read() ?? [];
  }

  of(person: Actor): readonly OpenEntry[] {
    this.#offered.push(person);
    return this.#interrupted.filter((entry) => same(entry, person) && this.#now() - entry.at < LASTS);
  }

  /** The program ends by itself: what somebody was offered and did not take up is not offered again. */
  ended(): void {
    this.#interrupted = this.#interrupted.filter((entry) => !this.#offered.some((person) => same(entry, person)));
    this.#save();
  }

  /** A customer's own people are back inside by signing in: nothing is kept of them. */
  opened({ person, facts, ticket, reason }: Context): void {
    if (facts.own) return;
    const { grant, mark, role } = facts;
    this.#interrupted = this.#interrupted.filter((entry) => !same(entry, person, grant));
    this.#open = [
      ...this.#open.filter((entry) => !same(entry, person, grant)),
      { person, grant, mark, role, ticket, reason, at: this.#now() },
    ];
    this.#save();
  }

  closed({ person, facts }: Context): void {
    const kept = this.#open.filter((entry) => !same(entry, person, facts.grant));
    if (kept.length === this.#open.length) return;
    this.#open = kept;
    this.#save();
  }

  /** Not to be offered again: one, or all of this person's. */
  forget(person: Actor, grant?: GrantId): void {
    this.#interrupted = this.#interrupted.filter((entry) => !same(entry, person, grant));
    this.#save();
  }

  #save(): void {
    this.#file.write([...this.#interrupted, ...this.#open]);
  }
}
