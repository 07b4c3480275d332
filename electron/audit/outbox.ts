/**
 * The desk's records, until the hub has them and after: an encrypted SQLite file to which records are only ever added,
 * each chained (per device, and per device and tenant) and signed with the device's key. `append` returns when the
 * record has reached the disk. Free text stands beside a record and goes once the hub has taken it.
 */
import type { KeyObject } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { AppFailure } from '../../shared/errors.ts';
import { canonicalBytes, newSalt } from '../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../shared/audit/chain.ts';
import type { ChainHead } from '../../shared/audit/chain.ts';
import { bodyFields, keptText } from '../../shared/audit/draft.ts';
import { nextRecord } from '../../shared/audit/write.ts';
import { envelopeSchema } from '../../shared/audit/record.ts';
import type { Actor, Envelope, Link, RecordBody, RecordText, SignedRecord } from '../../shared/audit/record.ts';
import type { AuditId, DeviceId, TenantId } from '../../shared/graph/ids.ts';
import { openDatabase } from '../store/driver.ts';
import type { WriteDatabase } from '../store/driver.ts';
import type { Draft } from './draft.ts';

export interface OutboxOptions {
  readonly file: string;
  /** 32 bytes. */
  readonly key: Buffer;
  readonly device: DeviceId;
  readonly signer: KeyObject;
  readonly now: () => number;
}

export interface OwnRecord {
  readonly position: number;
  readonly body: RecordBody;
  readonly sentence: string;
  readonly text: string | null;
  readonly sent: boolean;
}

/** Bytes of one batch to the hub, beside `LIMITS.recordBatch` records. */
const BATCH_BYTES = 512 * 1024;

const TABLES = [
  `CREATE TABLE record (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant TEXT, chain_seq INTEGER NOT NULL, digest TEXT NOT NULL,
    phase TEXT NOT NULL, of_id TEXT, issuer TEXT, subject TEXT, sentence TEXT NOT NULL, signed TEXT NOT NULL, link TEXT NOT NULL,
    UNIQUE (tenant, chain_seq)) STRICT`,
  `CREATE INDEX record_of ON record (of_id) WHERE of_id IS NOT NULL`,
  `CREATE INDEX record_person ON record (issuer, subject, seq)`,
  `CREATE TABLE text (seq INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT`,
  `CREATE TABLE sent (one INTEGER PRIMARY KEY CHECK (one = 1), through INTEGER NOT NULL) STRICT`,
];

export class Outbox {
  readonly #db: WriteDatabase;
  readonly #options: OutboxOptions;
  readonly #heads = new Map<TenantId | null, ChainHead>();
  #deviceHead: ChainHead = EMPTY_CHAIN;
  #through = 0;
  #closed = false;

  /** Throws `audit_unwritable` when the file can't be opened with this key, or not be written. */
  constructor(options: OutboxOptions) {
    this.#options = options;
    try {
      this.#db = openDatabase(options.file, options.key, { mode: 'durable' });
      if (this.#db.version() === 0) this.#create();
      this.#load();
    } catch (cause) {
      throw unwritable(cause);
    }
  }

  /** Adds a record and returns its id once it is durable. Throws `audit_unwritable`; then nothing was added. */
  append(draft: Draft): AuditId {
    if (this.#closed) throw unwritable(null);
    const { device, signer, now } = this.#options;
    const tenant = draft.subject.as?.tenant ?? null;
    const head = this.#heads.get(tenant) ?? EMPTY_CHAIN;
    const time = draft.time ?? now();
    const id = draft.id ?? (uuidv7({ msecs: time }) as AuditId);
    const place = { device, tenantHead: head, deviceHead: this.#deviceHead, salt: newSalt() };
    const { envelope, digest } = nextRecord(bodyFields(draft, { id, time, offline: draft.offline }), keptText(draft), place, signer);
    // One record that the hub can't take would hold back all that come after it (such as one of the year 10000).
    if (!envelopeSchema.safeParse(envelope).success) throw unwritable(new TypeError('that is no record'));
    const { record, link, text } = envelope;
    const { body } = record;
    this.#transaction(() => {
      const { actor } = draft.subject;
      const who = [actor?.issuer ?? null, actor?.subject ?? null, draft.subject.sentence] as const;
      const place = [link.seq, body.id, tenant, body.chain.seq, digest, body.phase, body.of] as const;
      this.#insert(...place, ...who, canonicalBytes(record).toString('utf8'), JSON.stringify(link));
      if (text) this.#insertText(link.seq, JSON.stringify(text));
    });
    this.#heads.set(tenant, { seq: body.chain.seq, digest });
    this.#deviceHead = { seq: link.seq, digest };
    return body.id;
  }

  has(id: AuditId): boolean {
    return this.#db.query('SELECT 1 FROM record WHERE id = ?').get(id) !== undefined;
  }

  /** Intents that never got their outcome, oldest first. */
  openIntents(): { body: RecordBody; sentence: string }[] {
    const rows = this.#db
      .query(
        `SELECT signed, sentence FROM record r WHERE phase = 'intent' AND NOT EXISTS (SELECT 1 FROM record o WHERE o.of_id = r.id) ORDER BY seq`,
      )
      .all();
    return rows.map(([signed, sentence]) => ({ body: (JSON.parse(signed as string) as SignedRecord).body, sentence: sentence as string }));
  }

  get unsent(): number {
    return this.#deviceHead.seq - this.#through;
  }

  /** The next records for the hub after `after` (the device's own sequence), in order. */
  batch(limit: number, after: number = this.#through): Envelope[] {
    const rows = this.#db
      .query('SELECT r.signed, r.link, t.value FROM record r LEFT JOIN text t ON t.seq = r.seq WHERE r.seq > ? ORDER BY r.seq LIMIT ?')
      .all(after, limit) as [string, string, string | null][];
    const batch: Envelope[] = [];
    let bytes = 0;
    for (const [signed, link, text] of rows) {
      bytes += signed.length + link.length + (text?.length ?? 0);
      if (batch.length > 0 && bytes > BATCH_BYTES) break;
      batch.push({
        record: JSON.parse(signed) as SignedRecord,
        link: JSON.parse(link) as Link,
        text: text === null ? null : (JSON.parse(text) as RecordText),
      });
    }
    return batch;
  }

  /** The hub has everything up to `through`: the free text of it leaves this desk. */
  taken(through: number): void {
    const upTo = Math.min(through, this.#deviceHead.seq);
    if (upTo <= this.#through) return;
    this.#transaction(() => {
      this.#db.command('UPDATE sent SET through = ?')(upTo);
      this.#db.command('DELETE FROM text WHERE seq <= ?')(upTo);
    });
    this.#through = upTo;
  }

  /** A person's own records, newest first; within one customer's window only what was done there. */
  own(person: Actor, tenant: TenantId | null, before: number | null, limit: number): { records: OwnRecord[]; total: number } {
    const where = 'r.issuer = ? AND r.subject = ? AND (? IS NULL OR r.tenant = ?)';
    const values = [person.issuer, person.subject, tenant, tenant] as const;
    const total = this.#db.query(`SELECT count(*) FROM record r WHERE ${where}`).get(...values)?.[0] as number;
    const rows = this.#db
      .query(
        `SELECT r.seq, r.signed, r.sentence, t.value FROM record r LEFT JOIN text t ON t.seq = r.seq
         WHERE ${where} AND r.seq < ? ORDER BY r.seq DESC LIMIT ?`,
      )
      .all(...values, before ?? Number.MAX_SAFE_INTEGER, limit) as [number, string, string, string | null][];
    const records = rows.map(([position, signed, sentence, text]) => ({
      position,
      body: (JSON.parse(signed) as SignedRecord).body,
      sentence,
      text: text === null ? null : (JSON.parse(text) as RecordText).value,
      sent: position <= this.#through,
    }));
    return { records, total };
  }

  /** The latest time that a record tells (Unix ms), or 0. */
  latest(): number {
    const row = this.#db.query('SELECT signed FROM record ORDER BY seq DESC LIMIT 1').get();
    return row ? Date.parse((JSON.parse(row[0] as string) as SignedRecord).body.time) : 0;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#db.close();
  }

  #create(): void {
    this.#db.begin();
    for (const table of TABLES) this.#db.schema(table);
    this.#db.command('INSERT INTO sent VALUES (1, 0)')();
    this.#db.setVersion(1);
    this.#db.commit();
  }

  #load(): void {
    const last = this.#db.query('SELECT seq, digest FROM record ORDER BY seq DESC LIMIT 1').get();
    if (last) this.#deviceHead = { seq: last[0] as number, digest: last[1] as string };
    const heads = this.#db.query('SELECT tenant, max(chain_seq), digest FROM record GROUP BY tenant').all() as [
      TenantId | null,
      number,
      string,
    ][];
    for (const [tenant, seq, digest] of heads) this.#heads.set(tenant, { seq, digest });
    this.#through = this.#db.query('SELECT through FROM sent').get()?.[0] as number;
  }

  #insert(...values: readonly (string | number | null)[]): void {
    this.#db.command('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')(...values);
  }

  #insertText(seq: number, value: string): void {
    this.#db.command('INSERT INTO text VALUES (?, ?)')(seq, value);
  }

  #transaction(work: () => void): void {
    try {
      this.#db.begin();
      work();
      this.#db.commit();
    } catch (cause) {
      try {
        this.#db.rollback();
      } catch {
        // The first error says it.
      }
      throw unwritable(cause);
    }
  }
}

function unwritable(cause: unknown): AppFailure {
  const failure = new AppFailure('audit_unwritable');
  failure.cause = cause;
  return failure;
}
