/** The desk's copy of cases: what versions say of themselves, of all; what is in them, of those that were made or opened here. */
import { z } from 'zod';
import { actorSchema } from '../../shared/audit/record.ts';
import type { Actor } from '../../shared/audit/record.ts';
import { caseHeadSchema } from '../../shared/contract/cases.ts';
import type { CaseVersion } from '../../shared/contract/cases.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { CaseChangesReply } from '../../shared/protocol/cases.ts';
import type { Book } from './book.ts';

const keptHeadSchema = z.strictObject({ author: actorSchema, head: caseHeadSchema });
type KeptHead = z.infer<typeof keptHeadSchema>;

/** A version as this desk has it. */
export interface KeptVersion extends KeptHead {
  readonly id: string;
  readonly case: string;
  readonly state: CaseVersion['state'];
  /** Why the hub would not have it, as a person reads it. */
  readonly refused: string | null;
}

/** One case in few words. */
export interface KeptCase {
  readonly id: string;
  readonly versions: number;
  /** Those that the hub does not have. */
  readonly pending: number;
}

const COLUMNS = 'v.id, v.case_id, v.seq, v.head, v.refused';
/** In SQL, of a version `v`: the hub does not refuse it. */
const isGood = (v: string): string => `(${v}.seq IS NOT NULL OR ${v}.refused IS NULL)`;

export class KeptCases {
  readonly #book: Book;

  constructor(book: Book) {
    this.#book = book;
  }

  /** Through which place of the hub's order this desk knows the versions. */
  get after(): number {
    return (this.#book.db.query('SELECT after FROM case_feed').get()?.[0] as number | undefined) ?? 0;
  }

  /** The last place that this desk knows to be taken. */
  get taken(): number {
    const last = this.#book.db.query('SELECT max(seq) FROM case_version').get()?.[0] as number | null | undefined;
    return Math.max(this.after, last ?? 0);
  }

  /** In which history of the hub that place is; null where none was heard. */
  get history(): string | null {
    return (this.#book.db.query('SELECT history FROM case_hub').get()?.[0] as string | null | undefined) ?? null;
  }

  cases(): KeptCase[] {
    const rows = this.#book.db.query('SELECT case_id, count(*), sum(seq IS NULL OR seq < 0) FROM case_version GROUP BY case_id').all() as [
      string,
      number,
      number,
    ][];
    return rows.map(([id, versions, pending]) => ({ id, versions, pending }));
  }

  /** Of all cases the versions that nothing stands on; none of a case that the hub has refused whole. */
  leaves(): KeptVersion[] {
    const rows = this.#book.db
      .query(
        `SELECT ${COLUMNS} FROM case_version AS v WHERE ${isGood('v')} AND NOT EXISTS (
          SELECT 1 FROM case_parent AS p JOIN case_version AS c ON c.id = p.id WHERE p.parent = v.id AND ${isGood('c')}) ORDER BY v.n`,
      )
      .all() as Row[];
    return rows.map(kept);
  }

  /** Of one case, in the order in which they came here. */
  versions(caseId: string): KeptVersion[] {
    const rows = this.#book.db.query(`SELECT ${COLUMNS} FROM case_version AS v WHERE v.case_id = ? ORDER BY v.n`).all(caseId) as Row[];
    return rows.map(kept);
  }

  find(id: string): KeptVersion | null {
    const row = this.#book.db.query(`SELECT ${COLUMNS} FROM case_version AS v WHERE v.id = ?`).get(id) as Row | undefined;
    return row ? kept(row) : null;
  }

  /** The version of a case that came first to the hub, of those that are there. */
  firstSent(caseId: string): string | null {
    const first = 'SELECT id FROM case_version WHERE case_id = ? AND seq > 0 ORDER BY seq LIMIT 1';
    return (this.#book.db.query(first).get(caseId)?.[0] as string | undefined) ?? null;
  }

  /** In place of each version that won't do, what it stands on, and so on; what is not known here is left out. */
  standing(ids: readonly string[], wontDo: ReadonlySet<KeptVersion['state']>): string[] {
    const found = new Set<string>();
    const seen = new Set<string>();
    const walk = (id: string): void => {
      if (seen.has(id)) return;
      seen.add(id);
      const version = this.find(id);
      if (version && !wontDo.has(version.state)) found.add(id);
      else version?.head.parents.forEach(walk);
    };
    ids.forEach(walk);
    return [...found];
  }

  /** JSON text, or null where it was never opened here. */
  body(id: string): string | null {
    return (this.#book.db.query('SELECT body FROM case_version WHERE id = ?').get(id)?.[0] as string | null | undefined) ?? null;
  }

  /** A version that was made here. It is on disk when this returns, and waits to be sent. `draft`: what it was saved from, which goes. */
  add({ id, case: caseId, author, head }: Omit<KeptVersion, 'state' | 'refused'>, body: string, draft: string | null = null): void {
    this.#book.change(() => {
      this.#insert(id, caseId, null, { author, head }, body);
      if (draft !== null) this.#book.db.command('DELETE FROM draft WHERE id = ?')(draft);
    });
  }

  keepBody(id: string, body: string): void {
    this.#book.db.command('UPDATE case_version SET body = ? WHERE id = ?')(body, id);
  }

  /** How many the hub does not have, for whatever reason. */
  get notSent(): number {
    return this.#book.db.query('SELECT count(*) FROM case_version WHERE seq IS NULL AND refused IS NULL OR seq < 0').get()?.[0] as number;
  }

  /** How many wait to be sent. */
  get waiting(): number {
    return this.#book.db.query('SELECT count(*) FROM case_version WHERE seq IS NULL AND refused IS NULL').get()?.[0] as number;
  }

  /** What waits to be sent, in the order in which it was made: the first beyond a place in that order. */
  nextWaiting(after: number): { readonly place: number; readonly version: KeptVersion } | null {
    const next = `SELECT ${COLUMNS}, v.n FROM case_version AS v WHERE v.seq IS NULL AND v.refused IS NULL AND v.n > ? ORDER BY v.n LIMIT 1`;
    const row = this.#book.db.query(next).get(after) as [...Row, number] | undefined;
    if (!row) return null;
    const place = row[5];
    return { place, version: kept(row.slice(0, 5) as unknown as Row) };
  }

  sent(id: string, seq: number): void {
    this.#book.db.command('UPDATE case_version SET seq = ?, refused = NULL WHERE id = ?')(seq, id);
  }

  refuse(id: string, why: string): void {
    this.#book.db.command('UPDATE case_version SET refused = ? WHERE id = ?')(why, id);
  }

  /** A version that was never sent stands on others from now on. */
  stand({ id, author, head }: KeptVersion, parents: readonly string[]): KeptVersion {
    this.#book.change(() => this.#behead(id, { author, head: { ...head, parents: [...parents] } }));
    return this.find(id)!;
  }

  /**
   * A page of the hub's: versions of others, and one's own whose receipt was lost. Throws `hub_refused`, and learns nothing of it,
   * where it is in no order in which versions can have come: each stands on what came before it, in its own case.
   */
  learn(versions: CaseChangesReply['versions'], { last, history }: Pick<CaseChangesReply, 'last' | 'history'>): void {
    this.#book.change(() => {
      let reached = this.after;
      for (const version of versions) {
        if (version.seq <= reached || version.seq > last || !this.#fits(version)) throw new AppFailure('hub_refused', NO_ORDER);
        reached = version.seq;
        const { id, case: caseId, seq, author, head } = version;
        if (this.find(id)) {
          this.sent(id, seq);
          // It is what the hub has of it that others stand on.
          this.#behead(id, { author, head });
        } else this.#insert(id, caseId, seq, { author, head }, null);
      }
      this.#reach(reached, history);
    });
  }

  /**
   * The hub is in another history, or back in its own: all is learned anew. What the hub has no more is sent once more, where this
   * person wrote it here; else it is lost until whoever wrote it sends it.
   */
  hubWentBack(person: Actor, history: string): void {
    this.#book.change(() => {
      const own = `body IS NOT NULL AND json_extract(head, '$.author.issuer') = ? AND json_extract(head, '$.author.subject') = ?`;
      const forget = `UPDATE case_version SET seq = CASE WHEN ${own} THEN NULL ELSE -abs(seq) END WHERE seq IS NOT NULL`;
      this.#book.db.command(forget)(person.issuer, person.subject);
      this.#reach(0, history);
    });
  }

  /** No version stays, and all is learned anew. */
  clear(): void {
    for (const table of ['case_parent', 'case_version', 'case_feed']) this.#book.db.command(`DELETE FROM ${table}`)();
  }

  #fits({ id, case: caseId, head }: CaseChangesReply['versions'][number]): boolean {
    const known = this.find(id);
    if (known && known.case !== caseId) return false;
    if (head.parents.length === 0) return [null, id].includes(this.firstSent(caseId));
    return head.parents.every((parent) => {
      const below = parent === id ? null : this.find(parent);
      return below?.case === caseId && below.state === 'sent';
    });
  }

  #reach(after: number, history: string): void {
    const { db, ordinal } = this.#book;
    const put = 'INSERT INTO case_feed (one, after, tenant) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET after = excluded.after';
    db.command(put)(after, ordinal);
    const putHistory =
      'INSERT INTO case_hub (one, history, tenant) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET history = excluded.history';
    db.command(putHistory)(history, ordinal);
  }

  #behead(id: string, head: KeptHead): void {
    this.#book.db.command('UPDATE case_version SET head = ? WHERE id = ?')(JSON.stringify(head), id);
    this.#book.db.command('DELETE FROM case_parent WHERE id = ?')(id);
    this.#stand(id, head.head.parents);
  }

  #insert(id: string, caseId: string, seq: number | null, head: KeptHead, body: string | null): void {
    const { db, ordinal } = this.#book;
    const put = 'INSERT INTO case_version (id, case_id, seq, head, body, tenant) VALUES (?, ?, ?, ?, ?, ?)';
    db.command(put)(id, caseId, seq, JSON.stringify(head), body, ordinal);
    this.#stand(id, head.head.parents);
  }

  #stand(id: string, parents: readonly string[]): void {
    const { db, ordinal } = this.#book;
    const put = db.command('INSERT OR IGNORE INTO case_parent (id, parent, tenant) VALUES (?, ?, ?)');
    for (const parent of parents) put(id, parent, ordinal);
  }
}

const NO_ORDER = {
  text: 'The hub sent versions of cases in an order in which they can not have come; cases are as they were.',
  next: 'Try again; if it stays, ask your lead.',
};

type Row = [id: string, caseId: string, seq: number | null, head: string, refused: string | null];

const kept = ([id, caseId, seq, head, refused]: Row): KeptVersion => ({
  id,
  case: caseId,
  refused,
  state: seq !== null ? (seq > 0 ? 'sent' : 'lost') : refused === null ? 'pending' : 'refused',
  ...keptHeadSchema.parse(JSON.parse(head)),
});
