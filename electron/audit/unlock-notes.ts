/**
 * Before the local keys are open there is no outbox, yet the attempts to open them are actions too. They are noted
 * here, line by line and durably, without any secret, and become records as soon as the outbox opens. A record that a
 * crash let happen twice is recognised by its id.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { v7 as uuidv7 } from 'uuid';
import { recordBodySchema } from '../../shared/audit/record.ts';
import { AppFailure } from '../../shared/errors.ts';
import { NOTHING } from '../../shared/contract/action.ts';
import type { AuditId } from '../../shared/graph/ids.ts';
import { NOBODY } from './draft.ts';
import type { Draft } from './draft.ts';

/** The end of the year 9999: what comes later has no RFC 3339 form. */
const LAST_MS = 253_402_300_799_999;

/** No key protects this file: a line that somebody wrote into it must not become a record that the hub can't take. */
const noteSchema = z.strictObject({
  ...recordBodySchema.pick({ id: true, phase: true, action: true, of: true, result: true }).shape,
  count: z.int().min(0).nullable(),
  time: z.int().min(0).max(LAST_MS),
});

export class UnlockNotes {
  readonly #file: string;
  readonly #now: () => number;
  readonly #fromNow = new Set<AuditId>();

  constructor(file: string, now: () => number) {
    this.#file = file;
    this.#now = now;
  }

  /** Throws `audit_unwritable`. */
  append(draft: Draft): AuditId {
    const id = uuidv7({ msecs: this.#now() }) as AuditId;
    const { phase, action, of, result, count = null } = draft;
    const note = noteSchema.safeParse({ id, phase, action, of, result, count, time: this.#now() });
    if (!note.success) throw new AppFailure('audit_unwritable');
    try {
      const handle = openSync(this.#file, 'a', 0o600);
      try {
        // On a line of its own, whatever a crash has cut off before.
        writeFileSync(handle, `\n${JSON.stringify(note.data)}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
    } catch {
      throw new AppFailure('audit_unwritable');
    }
    this.#fromNow.add(id);
    return id;
  }

  /** Noted by this very run of the program: what it began may still be under way. */
  isFromNow(id: AuditId): boolean {
    return this.#fromNow.has(id);
  }

  /** What was noted, in order. A line that a crash cut off is not one. */
  drafts(): Draft[] {
    if (!existsSync(this.#file)) return [];
    const drafts: Draft[] = [];
    for (const line of readFileSync(this.#file, 'utf8').split('\n')) {
      const note = noteSchema.safeParse(parsed(line));
      if (!note.success) continue;
      const { id, of, count, ...rest } = note.data;
      drafts.push({
        ...rest,
        id,
        of,
        subject: NOBODY,
        note: NOTHING,
        offline: false,
        ...(count === null ? {} : { count }),
      });
    }
    return drafts;
  }

  clear(): void {
    rmSync(this.#file, { force: true });
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
