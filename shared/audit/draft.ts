/** What a record says before it is chained and signed, and in whose name: the same for a desk's outbox and for the hub's own log. */
import type { Role } from '../access/roles.ts';
import type { ActionNote } from '../contract/action.ts';
import type { AuditId, ContextId, GrantId, SessionId, TenantId } from '../graph/ids.ts';
import { LIMITS } from '../limits.ts';
import type { Actor, RecordBody } from './record.ts';
import type { BodyFields } from './write.ts';

/** Who acts, and as whom. A record with `as` goes into that customer's chain, any other into the MSSP's. */
export interface RecordSubject {
  readonly actor: Actor | null;
  readonly session: SessionId | null;
  readonly as: { readonly tenant: TenantId; readonly role: Role; readonly grant: GrantId } | null;
  readonly context: ContextId | null;
}

/** Nobody that is known: before anybody signed in, or where nothing could be verified. */
export const NO_SUBJECT: RecordSubject = Object.freeze({ actor: null, session: null, as: null, context: null });

export interface RecordDraft {
  readonly subject: RecordSubject;
  readonly phase: RecordBody['phase'];
  readonly action: string;
  /** The intent that an outcome closes. */
  readonly of: AuditId | null;
  readonly result: RecordBody['result'];
  readonly note: ActionNote;
  /** More than the note's targets, where they are only counted. */
  readonly count?: number;
}

/** What the draft's writer adds. */
export interface Stamp {
  readonly id: AuditId;
  /** Unix ms. */
  readonly time: number;
  readonly offline: boolean;
}

/** Half a character has no canonical form: it is written down as the replacement character. */
const wellFormed = ({ issuer, subject, name }: Actor): Actor => ({ issuer, subject: subject.toWellFormed(), name: name.toWellFormed() });

export const bodyFields = ({ subject, note, phase, of, action, result, count }: RecordDraft, { id, time, offline }: Stamp): BodyFields => ({
  v: 1,
  id,
  actor: subject.actor && wellFormed(subject.actor),
  as: subject.as,
  session: subject.session,
  context: subject.context,
  phase,
  of,
  action,
  targets: note.targets.slice(0, LIMITS.recordTargets),
  targetCount: count ?? note.targets.length,
  result,
  time: new Date(time).toISOString(),
  offline,
});

/** Free text is the customer's and sealed under its key at the hub; the MSSP's own chain holds none. */
export const keptText = ({ subject, note }: RecordDraft): string | null =>
  subject.as === null ? null : (note.text?.toWellFormed() ?? null);
