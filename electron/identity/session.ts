/** One sign-in of one person on this desk. The token stays in main. */
import { z } from 'zod';
import { actorSchema } from '../../shared/audit/record.ts';
import type { SessionId } from '../../shared/graph/ids.ts';
import type { Subject } from '../audit/draft.ts';
import type { Vault } from './vault.ts';

const sessionSchema = z.strictObject({
  id: z.string() as unknown as z.ZodType<SessionId, string>,
  person: actorSchema,
  home: z.enum(['mssp', 'customer']),
  /** Bound to the device's key: of no use elsewhere. */
  token: z.string().nullable(),
  /** Unix ms. */
  expiresAt: z.number(),
});
export type Session = z.infer<typeof sessionSchema>;

export const sessionSubject = ({ id, person }: Session): Subject => ({
  actor: person,
  session: id,
  as: null,
  context: null,
  sentence: person.name,
});

const PREFIX = 'session ';

/** Sessions outlive the program in the vault, so that somebody who is still signed in can go on while the hub is away. */
export class KeptSessions {
  readonly #vault: Vault;
  /** Whose entry could perhaps not be removed: they are over all the same. */
  readonly #forgotten = new Set<string>();

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  async keep(session: Session): Promise<void> {
    await this.#vault.set(PREFIX + session.id, JSON.stringify(session));
  }

  async forget(session: Session): Promise<void> {
    this.#forgotten.add(PREFIX + session.id);
    await this.#vault.remove(PREFIX + session.id);
  }

  /** The unexpired ones; expired ones are removed on the way. */
  async all(now: number): Promise<Session[]> {
    const kept: Session[] = [];
    for (const name of await this.#vault.names()) {
      if (!name.startsWith(PREFIX)) continue;
      const session = sessionSchema.safeParse(JSON.parse((await this.#vault.get(name)) ?? 'null'));
      if (session.success && session.data.expiresAt > now && !this.#forgotten.has(name)) kept.push(session.data);
      else await this.#vault.remove(name);
    }
    return kept;
  }
}
