/** What the desk knows of a record beyond what the record says. */
import { NO_SUBJECT } from '../../shared/audit/draft.ts';
import type { RecordDraft, RecordSubject } from '../../shared/audit/draft.ts';
import type { AuditId } from '../../shared/graph/ids.ts';

export interface Subject extends RecordSubject {
  /** What a person reads: the acting-as sentence, the person's name, or the desk before anybody signed in. */
  readonly sentence: string;
}

export const NOBODY: Subject = Object.freeze({ ...NO_SUBJECT, sentence: 'this workstation' });

export interface Draft extends RecordDraft {
  readonly subject: Subject;
  readonly offline: boolean;
  /** Given only for what was written down before the outbox could be opened. */
  readonly id?: AuditId;
  /** Unix ms. */
  readonly time?: number;
}
