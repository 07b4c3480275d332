/**
 * Adding records, one statement a database: it commits by itself, all or nothing. Each statement asks the server two things while
 * it holds the rows that it moves: that the chain stands where its writer believes, and that the hub's lock is still held by the
 * session that it was told of. Where one is not so, a column that may not be null is, and nothing was written.
 *
 * What is added `later` is not flushed to the disk by itself: it is durable once a later statement of this server is that was added
 * `now` and under the same lock, since the server's log is one and keeps its order, and the lock's session ends with a crash. Until then
 * nobody may be told that it is.
 */
import type { PoolClient } from 'pg';
import pg from 'pg';
import type { Hold } from './hold.ts';

export interface AppendedRow {
  readonly id: string;
  readonly digest: string;
  readonly body: string;
  readonly sig: string;
  readonly text: Buffer | null;
}

/** Where a chain stands before what is added. */
interface From {
  readonly seq: number;
  readonly digest: string;
}

export type Durable = 'now' | 'later';

/** Rows that come next in the chain of (device, tenant). */
export interface TenantAppend {
  readonly device: string;
  /** By the hub itself. Its chain has to stand at `from`; a desk's was checked against its records. */
  readonly hub: boolean;
  readonly from: From;
  readonly rows: readonly AppendedRow[];
}

export interface AppendedLink {
  readonly id: string;
  readonly salt: string;
  readonly digest: string;
}

/** Links that come next in the device's own chain, and those records of it that are the MSSP's. */
export interface ControlAppend {
  readonly device: string;
  readonly from: From;
  readonly links: readonly AppendedLink[];
  readonly rows: readonly (AppendedRow & { readonly seq: number })[];
}

export interface How {
  readonly hold: Hold;
  readonly durable: Durable;
}

/** Thrown where it is certain that nothing was written; its cause says why. Anything else that is thrown leaves it open. */
export class NotWritten extends Error {
  constructor(cause: unknown) {
    super('nothing was written', { cause });
    this.name = 'NotWritten';
  }
}

/** True unless it was asked to be durable later. */
const durable = (number: number): string =>
  `CASE WHEN $${number}::boolean THEN true ELSE set_config('synchronous_commit', 'off', true) = 'off' END`;

/** `row`: what ties the question to a row that is locked by then, so that it is not asked before. */
const held = (pid: number, key: number, row: string): string =>
  `CASE WHEN $${pid}::int IS NULL THEN true ELSE 0 < (
    SELECT count(*) FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.pid = $${pid}::int
      AND (l.classid::bigint << 32 | l.objid::bigint) = $${key}::bigint AND ${row} IS NOT NULL) END`;

const TENANT = `
  WITH head AS (
    UPDATE log_head SET position = position + cardinality($3::uuid[]) WHERE tenant_id = $1 RETURNING position),
  moved AS (
    INSERT INTO chain_head AS c (tenant_id, device_id, seq, digest)
    SELECT $1::uuid, $2::text, $5::bigint + cardinality($3::uuid[]), ($7::text[])[cardinality($7::text[])]
    WHERE ${durable(12)}
      AND (NOT $4::boolean OR $5::bigint = 0 OR EXISTS (SELECT FROM chain_head WHERE tenant_id = $1 AND device_id = $2))
    ON CONFLICT (tenant_id, device_id) DO UPDATE SET seq = excluded.seq, digest = excluded.digest
    WHERE NOT $4::boolean OR (c.seq = $5 AND c.digest = $6)
    RETURNING c.seq),
  place AS (
    SELECT h.position - cardinality($3::uuid[]) AS before FROM head h
    WHERE EXISTS (SELECT FROM moved) AND ${held(13, 14, 'h.position')})
  INSERT INTO record (tenant_id, position, id, device_id, seq, digest, body, sig, text_sealed, hub, received_at)
  SELECT $1, (SELECT before FROM place) + n, id, $2, $5 + n, digest, body, sig, text, $4, $11
  FROM unnest($3::uuid[], $7::text[], $8::text[], $9::text[], $10::bytea[]) WITH ORDINALITY AS r (id, digest, body, sig, text, n)`;

const CONTROL = `
  WITH moved AS (
    UPDATE device SET seq = $2::bigint + cardinality($4::uuid[]), digest = ($6::text[])[cardinality($6::text[])]
    WHERE id = $1::text AND seq = $2 AND digest = $3::text AND ${durable(13)}
    RETURNING id),
  place AS (SELECT m.id FROM moved m WHERE ${held(14, 15, 'm.id')}),
  own AS (
    INSERT INTO mssp_record (id, device_id, seq, digest, body, sig, text_sealed, received_at)
    SELECT r.id, (SELECT place.id FROM place), seq, digest, body, sig, NULL, $12
    FROM unnest($7::uuid[], $8::bigint[], $9::text[], $10::text[], $11::text[]) WITH ORDINALITY AS r (id, seq, digest, body, sig, n)
    ORDER BY n)
  INSERT INTO device_link (device_id, seq, salt, record_id, digest)
  SELECT (SELECT place.id FROM place), $2 + n, salt, r.id, digest
  FROM unnest($4::uuid[], $5::text[], $6::text[]) WITH ORDINALITY AS r (id, salt, digest, n)`;

/** `connect`: as the tenant's login role. Locks the log's end until it is committed: who sees position N sees all up to N. */
export function appendRecords(
  connect: () => Promise<PoolClient>,
  tenant: string,
  { device, hub, from, rows }: TenantAppend,
  how: How,
): Promise<void> {
  return run(connect, {
    name: 'append records',
    text: TENANT,
    values: [
      tenant,
      device,
      rows.map(({ id }) => id),
      hub,
      from.seq,
      from.digest,
      rows.map(({ digest }) => digest),
      rows.map(({ body }) => body),
      rows.map(({ sig }) => sig),
      rows.map(({ text }) => text),
      Date.now(),
      ...valuesOf(how),
    ],
  });
}

/** Moves the device's head, from where it has to stand. */
export function appendLinks(connect: () => Promise<PoolClient>, { device, from, links, rows }: ControlAppend, how: How): Promise<void> {
  return run(connect, {
    name: 'append links',
    text: CONTROL,
    values: [
      device,
      from.seq,
      from.digest,
      links.map(({ id }) => id),
      links.map(({ salt }) => salt),
      links.map(({ digest }) => digest),
      rows.map(({ id }) => id),
      rows.map(({ seq }) => seq),
      rows.map(({ digest }) => digest),
      rows.map(({ body }) => body),
      rows.map(({ sig }) => sig),
      Date.now(),
      ...valuesOf(how),
    ],
  });
}

/** Without a lock to ask for, nobody would notice that what was to be durable `later` went with a crash before that. */
const valuesOf = ({ hold: { lock }, durable: when }: How): readonly unknown[] => [
  when === 'now' || lock === null,
  lock?.pid ?? null,
  lock?.key ?? null,
];

/** Its name has the server plan it once a connection. */
async function run(connect: () => Promise<PoolClient>, statement: { name: string; text: string; values: unknown[] }): Promise<void> {
  const client = await connect().catch((error: unknown) => {
    throw new NotWritten(error);
  });
  try {
    await client.query(statement);
    client.release();
  } catch (error) {
    const answered = error instanceof pg.DatabaseError && UNDONE.test(error.code ?? '');
    client.release(!answered);
    throw answered ? new NotWritten(error) : error;
  }
}

/**
 * Codes of a statement that the server has undone: bad values and constraints, conflicts between transactions, no permission, no
 * room, a lock that did not come. Not: connections, a server that stops, a statement that took too long (which may be told after
 * its commit), faults of the server itself.
 */
const UNDONE = /^(22|23|42|53|54)|^40(001|P01)$|^55P03$/;
