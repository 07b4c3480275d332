/**
 * What an operator does on the machine of the hub is recorded in the MSSP's log before it is done. The hub may be running,
 * and no two programs may write one chain: so commands write a chain of their own, one at a time. Runs of commands may be at
 * work together; what a run left without outcome is closed as interrupted by the next run, or the start of a hub, that finds nobody at work.
 */
import { hostname, userInfo } from 'node:os';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { AppFailure, errorOf } from '../../shared/errors.ts';
import { NO_SUBJECT } from '../../shared/audit/draft.ts';
import type { RecordSubject } from '../../shared/audit/draft.ts';
import type { HubWriterName } from '../audit/hub-key.ts';
import { openHubLog } from '../audit/log.ts';
import type { HubLog } from '../audit/log.ts';
import type { KeyProvider } from '../keys/provider.ts';
import type { HubStore } from '../store/store.ts';
import type { ControlTables } from '../store/tables.ts';

/** An ingest may take days, and others be at work all the while: what was left open is looked for over a month. */
const WRITER: HubWriterName = { secret: 'audit writer of commands', name: 'hub commands', customers: [], longest: 31 * 86_400_000 };

/** Arbitrary numbers that only commands use: the chain, and being at work. */
const CHAIN = 0x6e676378;
const AT_WORK = 0x6e676177;

export type Command = 'telemetry.ingest' | 'telemetry.setAside' | 'grant.allow';

export interface CommandParts {
  readonly store: HubStore;
  readonly secrets: KeyProvider;
  readonly log: Logger;
}

/** Whoever is logged in on this machine: the system's own word for who ran it. `name`: what they say that they are called. */
export function operator(name?: string): RecordSubject {
  const { username, uid } = userInfo();
  return { ...NO_SUBJECT, actor: { issuer: `machine:${hostname()}`, subject: `${username} (${uid})`, name: name ?? username } };
}

/**
 * Runs `work` between its intent and its outcome. `targets`: ids of what it is done to. Throws `AppFailure('audit_unwritable')`
 * before anything is done, where it can't be recorded.
 */
export async function recorded<T>(
  parts: CommandParts,
  command: Command,
  targets: readonly string[],
  work: () => Promise<T>,
  subject = operator(),
): Promise<T> {
  return parts.store.control.connection().execute(async (held) => {
    try {
      const alone = await locked(held, sql`SELECT pg_try_advisory_lock(${AT_WORK}) AS got`);
      // At work before its intent stands: nobody who finds himself alone may take that for one that was left open.
      if (!alone) await sql`SELECT pg_advisory_lock_shared(${AT_WORK})`.execute(held);
      const id = await write(parts, !alone, (log) => log.intent(subject, command, { targets, text: null }));
      if (alone) {
        await sql`SELECT pg_advisory_lock_shared(${AT_WORK})`.execute(held);
        await sql`SELECT pg_advisory_unlock(${AT_WORK})`.execute(held);
      }
      return await between(work, (result) => write(parts, true, (log) => log.outcome(subject, command, id, result)));
    } finally {
      await sql`SELECT pg_advisory_unlock_all()`.execute(held).catch(() => undefined);
    }
  });
}

/** What runs that were killed left open is closed, but where a command is at work: which intent is whose is not told. */
export async function closeRuns(parts: CommandParts): Promise<void> {
  const { control } = parts.store;
  const written = await control.selectFrom('hub_secret').select('name').where('name', '=', WRITER.secret).executeTakeFirst();
  if (!written) return;
  await control.connection().execute(async (held) => {
    try {
      if (await locked(held, sql`SELECT pg_try_advisory_lock(${AT_WORK}) AS got`)) await write(parts, false, async () => undefined);
    } finally {
      await sql`SELECT pg_advisory_unlock_all()`.execute(held).catch(() => undefined);
    }
  });
}

/** What was to be done is done, and a log did not take the record of that. */
export class Unrecorded extends AppFailure {
  constructor(cause: unknown) {
    super('audit_unwritable', {
      text: `It is done and holds, but a log did not take its outcome. Unless that was written meanwhile, the next command here, or the hub when it starts next, says “interrupted” there.`,
      next: 'Look into hub.log for why.',
    });
    this.cause = cause;
  }
}

/** `outcome` hears how `work` ended, before it is told. Throws `Unrecorded` where that could not be written, and the work was done. */
export async function between<T>(work: () => Promise<T>, outcome: (result: Parameters<HubLog['outcome']>[3]) => Promise<void>): Promise<T> {
  let value: T;
  try {
    value = await work();
  } catch (error) {
    await outcome(error instanceof Unrecorded ? 'ok' : errorOf(error).code).catch(() => undefined);
    throw error;
  }
  await outcome('ok').catch((error: unknown) => {
    throw new Unrecorded(error);
  });
  return value;
}

/** The chain is read anew each time, since another command may have written to it. */
function write<T>({ store, secrets, log }: CommandParts, leaveOpen: boolean, work: (log: HubLog) => Promise<T>): Promise<T> {
  return store.control.transaction().execute(async (held) => {
    await sql`SELECT pg_advisory_xact_lock(${CHAIN})`.execute(held);
    const records = await openHubLog({ store, secrets, log, writer: WRITER, leaveOpen });
    try {
      return await work(records);
    } finally {
      await records.close();
    }
  });
}

async function locked(held: Kysely<ControlTables>, statement: ReturnType<typeof sql<{ got: boolean }>>): Promise<boolean> {
  const { rows } = await statement.execute(held);
  return rows[0]!.got;
}
