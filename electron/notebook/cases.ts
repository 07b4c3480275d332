/** The desk's copy of cases: what versions say of themselves, of all; what is in them, of those that were made or opened here. */
import { z } from 'zod';
import { actorSchema } from '../../shared/audit/record.ts';
import type { Actor } from '../../shared/audit/record.ts';
import { caseHeadSchema } from '../../shared/contract/cases.ts';
import type { CaseVersion } from '../../shared/contract/cases.ts';
import type { CaseChangesReply } from '../../shared/protocol/cases.ts';
import type { Book } from './book.ts';

const keptHeadSchema = z.strictObject({ author: actorSchema, head: caseHeadSchema });
type KeptHead = z.infer<typeof keptHeadSchema>;

/** A version as this desk has it. `seq` is its place at the hub; null until it was sent. */
export interface KeptVersion extends KeptHead {
  readonly id: string;
  readonly case: string;
  readonly seq: number | null;
  readonly state: CaseVersion['state'];
  /** Why the hub would not have it, as a person reads it. */
  readonly refused: string | null;
}

const COLUMNS = 'id, case_id, seq, head, refused';

export class KeptCases {
  readonly #book: Book;

  constructor(book: Book) {
    this.#book = book;
  }

  /** Through which place of the hub's order this desk knows the versions. */
  get after(): number {
    return (this.#book.db.query('SELECT after FROM case_feed').get()?.[0] as number | undefined) ?? 0;
  }

  /** Of one case or of all; of equal rank in the order in which they came here. */
  versions(caseId: string | null = null): KeptVersion[] {
    const rows = this.#book.db
      .query(`SELECT ${COLUMNS} FROM case_version WHERE ? IS NULL OR case_id = ? ORDER BY n`)
      .all(caseId, caseId) as Row[];
    return rows.map(kept);
  }

  find(id: string): KeptVersion | null {
    const row = this.#book.db.query(`SELECT ${COLUMNS} FROM case_version WHERE id = ?`).get(id) as Row | undefined;
    return row ? kept(row) : null;
  }

  /** JSON text, or null where it was never opened here. */
  body(id: string): string | null {
    return (this.#book.db.query('SELECT body FROM case_version WHERE id = ?').get(id)?.[0] as string | null | undefined) ?? null;
  }

  /** A version that was made here. It is on disk when this returns, and waits to be sent. */
  add({ id, case: caseId, author, head }: Omit<KeptVersion, 'seq' | 'state' | 'refused'>, body: string): void {
    this.#insert(id, caseId, null, { author, head }, body);
  }

  keepBody(id: string, body: string): void {
    this.#book.db.command('UPDATE case_version SET body = ? WHERE id = ?')(body, id);
  }

  /** What waits to be sent, oldest first. */
  pending(): KeptVersion[] {
    return this.versions().filter(({ state }) => state === 'pending');
  }

  sent(id: string, seq: number): void {
    this.#book.db.command('UPDATE case_version SET seq = ?, refused = NULL WHERE id = ?')(seq, id);
  }

  refuse(id: string, why: string): void {
    this.#book.db.command('UPDATE case_version SET refused = ? WHERE id = ?')(why, id);
  }

  /** A page of the hub's: versions of others, and one's own whose receipt was lost. */
  learn(versions: CaseChangesReply['versions']): void {
    const last = versions.at(-1);
    if (!last) return;
    this.#book.change(() => {
      for (const { id, case: caseId, seq, author, head } of versions) {
        if (this.find(id)) this.sent(id, seq);
        else this.#insert(id, caseId, seq, { author, head }, null);
      }
      this.#reach(last.seq);
    });
  }

  /** The hub was put back to an earlier state: what this person wrote since is sent once more, and all is learned anew. */
  hubWentBack(last: number, person: Actor): void {
    this.#book.change(() => {
      for (const { id, seq, author } of this.versions())
        if (seq !== null && seq > last && author.issuer === person.issuer && author.subject === person.subject && this.body(id) !== null)
          this.#book.db.command('UPDATE case_version SET seq = NULL WHERE id = ?')(id);
      this.#reach(0);
    });
  }

  #reach(after: number): void {
    const put = 'INSERT INTO case_feed (one, after, tenant) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET after = excluded.after';
    this.#book.db.command(put)(after, this.#book.ordinal);
  }

  #insert(id: string, caseId: string, seq: number | null, head: KeptHead, body: string | null): void {
    const { db, ordinal } = this.#book;
    const put = 'INSERT INTO case_version (id, case_id, seq, head, body, tenant) VALUES (?, ?, ?, ?, ?, ?)';
    db.command(put)(id, caseId, seq, JSON.stringify(head), body, ordinal);
  }
}

type Row = [id: string, caseId: string, seq: number | null, head: string, refused: string | null];

const kept = ([id, caseId, seq, head, refused]: Row): KeptVersion => ({
  id,
  case: caseId,
  seq,
  refused,
  state: seq !== null ? 'sent' : refused === null ? 'pending' : 'refused',
  ...keptHeadSchema.parse(JSON.parse(head)),
});
