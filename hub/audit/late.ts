/**
 * Outcomes that could not be written. What they tell of has run, and whoever asked for it got no answer; they are kept until their
 * log takes them: before its next record and in one statement with it, or by themselves after a while. So nothing runs at a customer
 * whose log has an intent that is open for good. Each keeps its id, by which it is found where it was written after all.
 */
import type { RecordDraft } from '../../shared/audit/draft.ts';
import type { AppFailure } from '../../shared/errors.ts';
import type { AuditId, TenantId } from '../../shared/graph/ids.ts';

export interface Waiting {
  readonly id: AuditId;
  readonly draft: RecordDraft;
  /** It was tried before, and may stand there. */
  readonly late: boolean;
  readonly resolve: (id: AuditId) => void;
  readonly reject: (error: AppFailure) => void;
}

/** In whose log it belongs: null is the MSSP's. */
export const logOf = ({ draft }: Waiting): TenantId | null => draft.subject.as?.tenant ?? null;

/** Until the first is tried again, and at most. */
const FIRST_MS = 500;
const LONGEST_MS = 60_000;

export class LateOutcomes {
  #kept: readonly Waiting[] = [];
  #pause = FIRST_MS;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  readonly #again: () => void;
  readonly #onWritten: (id: AuditId) => void;

  /** `again`: it is time to take them all. */
  constructor(again: () => void, onWritten: (id: AuditId) => void) {
    this.#again = again;
    this.#onWritten = onWritten;
  }

  /** Those of these records that are outcomes. */
  keep(refused: readonly Waiting[]): void {
    const outcomes = refused.filter(({ draft }) => draft.phase === 'outcome');
    if (outcomes.length === 0) return;
    this.#kept = [...this.#kept, ...outcomes.map(({ id, draft }) => this.#late(id, draft))];
    if (!this.#stopped) this.#timer ??= setTimeout(() => this.#due(), this.#pause).unref();
  }

  /** They are kept no longer: of one log, or of all. */
  take(log?: TenantId | null): readonly Waiting[] {
    const taken = log === undefined ? this.#kept : this.#kept.filter((one) => logOf(one) === log);
    this.#kept = this.#kept.filter((one) => !taken.includes(one));
    return taken;
  }

  /** They are not tried by themselves any more: what is kept at the end of the hub is closed by its next start. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #due(): void {
    this.#timer = null;
    this.#pause = Math.min(2 * this.#pause, LONGEST_MS);
    this.#again();
  }

  #late(id: AuditId, draft: RecordDraft): Waiting {
    const written = (): void => {
      this.#pause = FIRST_MS;
      this.#onWritten(id);
    };
    return { id, draft, late: true, resolve: written, reject: () => undefined };
  }
}
