/** What a record says before it is chained and signed, and in whose name. */
import type { ActionNote } from '../../shared/contract/action.ts';
import type { Actor, RecordBody } from '../../shared/audit/record.ts';
import type { AuditId, ContextId, GrantId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import type { Role } from '../../shared/access/roles.ts';
import { LIMITS } from '../../shared/limits.ts';

/** Who acts, and as whom. A record with `as` goes into that customer's chain, any other into the MSSP's. */
export interface Subject {
  readonly actor: Actor | null;
  readonly session: SessionId | null;
  readonly as: { readonly tenant: TenantId; readonly role: Role; readonly grant: GrantId } | null;
  readonly context: ContextId | null;
  /** What a person reads: the acting-as sentence, the person's name, or the desk before anybody signed in. */
  readonly sentence: string;
}

export const NOBODY: Subject = Object.freeze({ actor: null, session: null, as: null, context: null, sentence: 'this workstation' });

export interface Draft {
  readonly subject: Subject;
  readonly phase: RecordBody['phase'];
  readonly action: string;
  /** The intent that an outcome closes. */
  readonly of: AuditId | null;
  readonly result: RecordBody['result'];
  readonly note: ActionNote;
  /** More than the note's targets, where they are only counted. */
  readonly count?: number;
  readonly offline: boolean;
  /** Given only for what was written down before the outbox could be opened. */
  readonly id?: AuditId;
  /** Unix ms. */
  readonly time?: number;
}

/** The fields of a body that don't depend on its place in the chains. */
export function bodyFields(draft: Draft, now: number) {
  const { subject, note } = draft;
  return {
    v: 1 as const,
    actor: subject.actor,
    as: subject.as,
    session: subject.session,
    context: subject.context,
    phase: draft.phase,
    of: draft.of,
    action: draft.action,
    targets: note.targets.slice(0, LIMITS.recordTargets),
    targetCount: draft.count ?? note.targets.length,
    result: draft.result,
    time: new Date(draft.time ?? now).toISOString(),
    offline: draft.offline,
  };
}

/** Free text is the customer's and sealed under its key at the hub; the MSSP's own chain holds none. */
export const keptText = (draft: Draft): string | null =>
  // Half a character has no canonical form: it is written down as the replacement character.
  draft.subject.as === null ? null : (draft.note.text?.toWellFormed() ?? null);
