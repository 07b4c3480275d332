/** Writes what happens: intents and outcomes of actions, refusals, and events that nobody asked for (expiry, revocation). */
import { AppFailure, fail, ok } from '../../shared/errors.ts';
import type { ErrorCode, Result } from '../../shared/errors.ts';
import { NOTHING } from '../../shared/contract/action.ts';
import type { ActionNote } from '../../shared/contract/action.ts';
import type { RecordBody } from '../../shared/audit/record.ts';
import type { AuditId } from '../../shared/graph/ids.ts';
import type { Draft, Subject } from './draft.ts';
import type { Outbox } from './outbox.ts';
import type { UnlockNotes } from './unlock-notes.ts';

export interface RecorderOptions {
  readonly notes: UnlockNotes;
  readonly offline: () => boolean;
  /** After each try to write: whether it worked. */
  readonly onWritten: (worked: boolean) => void;
}

export class Recorder {
  readonly #options: RecorderOptions;
  #outbox: Outbox | null = null;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** From here on records go to the outbox: first what was noted before, then the closing of what was interrupted. */
  adopt(outbox: Outbox): void {
    const { notes } = this.#options;
    for (const draft of notes.drafts()) if (!draft.id || !outbox.has(draft.id)) outbox.append(draft);
    for (const { body, sentence } of outbox.openIntents()) {
      if (notes.isFromNow(body.id)) continue;
      const { actor, session, as, context, action } = body;
      const subject = { actor, session, as, context, sentence };
      outbox.append({
        subject,
        phase: 'outcome',
        action,
        of: body.id,
        result: 'interrupted',
        note: NOTHING,
        offline: this.#options.offline(),
      });
    }
    this.#outbox = outbox;
    notes.clear();
  }

  /** The keys did not open after all: what happens from here on is noted again. */
  letGo(): void {
    this.#outbox = null;
  }

  /** Durable when it returns ok; else the action must not run. */
  intent(subject: Subject, action: string, note: ActionNote): Result<AuditId> {
    return this.#write({ subject, phase: 'intent', action, of: null, result: null, note });
  }

  outcome(
    subject: Subject,
    action: string,
    of: AuditId,
    result: NonNullable<RecordBody['result']>,
    note: ActionNote = NOTHING,
  ): Result<AuditId> {
    return this.#write({ subject, phase: 'outcome', action, of, result, note });
  }

  /** `count`: how many there were since the last such record. */
  refusal(subject: Subject, action: string, code: ErrorCode, count = 0): Result<AuditId> {
    return this.#write({ subject, phase: 'refusal', action, of: null, result: code, note: NOTHING, count });
  }

  /** Something that happened to a person's session or context without an action of theirs. */
  event(subject: Subject, action: string, result: NonNullable<RecordBody['result']>, note: ActionNote = NOTHING): Result<AuditId> {
    return this.#write({ subject, phase: 'outcome', action, of: null, result, note });
  }

  #write(draft: Omit<Draft, 'offline'>): Result<AuditId> {
    try {
      const id = (this.#outbox ?? this.#options.notes).append({ ...draft, offline: this.#options.offline() });
      this.#options.onWritten(true);
      return ok(id);
    } catch (error) {
      this.#options.onWritten(false);
      return fail(error instanceof AppFailure ? error.error.code : 'audit_unwritable');
    }
  }
}
