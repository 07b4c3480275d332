/** What a record of the hub says before it is chained and signed, and in whose name. */
import type { Role } from '../../shared/access/roles.ts';
import type { Actor, RecordBody } from '../../shared/audit/record.ts';
import type { BodyFields } from '../../shared/audit/write.ts';
import type { ActionNote } from '../../shared/contract/action.ts';
import type { AuditId, ContextId, GrantId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';

/** Who asked the hub, and as whom. A record with `as` goes into that customer's log, any other into the MSSP's. */
export interface HubSubject {
  readonly actor: Actor | null;
  readonly session: SessionId | null;
  readonly as: { readonly tenant: TenantId; readonly role: Role; readonly grant: GrantId } | null;
  readonly context: ContextId | null;
}

/** Nobody that could be verified. */
export const NOBODY: HubSubject = Object.freeze({ actor: null, session: null, as: null, context: null });

export interface HubDraft {
  readonly subject: HubSubject;
  readonly phase: RecordBody['phase'];
  readonly action: string;
  readonly of: AuditId | null;
  readonly result: RecordBody['result'];
  readonly note: ActionNote;
  /** More than the note's targets, where they are only counted. */
  readonly count?: number;
}

/** Half a character has no canonical form: it is written down as the replacement character. */
const wellFormed = ({ issuer, subject, name }: Actor): Actor => ({ issuer, subject: subject.toWellFormed(), name: name.toWellFormed() });

/** Free text is a customer's: the MSSP's own log holds none. */
export const keptText = ({ subject, note }: HubDraft): string | null => (subject.as === null ? null : (note.text?.toWellFormed() ?? null));

export const bodyFields = ({ subject, note, phase, of, action, result, count }: HubDraft, id: AuditId): BodyFields => ({
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
  time: new Date().toISOString(),
  offline: false,
});
