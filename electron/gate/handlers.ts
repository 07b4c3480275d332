/** The type of the handlers' table: total over the contract, so that an action without a handler doesn't compile. */
import type { ActionName, ActionOutput, ActionParsed } from '../../shared/contract/index.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { AuditId } from '../../shared/graph/ids.ts';
import type { Subject } from '../audit/draft.ts';

/** What the gate needs to know of a window. */
export interface GateWindow {
  /** Rises with every change of person or customer. */
  readonly epoch: number;
  readonly signedIn: boolean;
  /** The role of the open context, or null without one. */
  readonly role: Role | null;
  /** Why the last context ended, when it was not by leaving. */
  readonly ended: AppError | null;
  /** In whose name this window acts. */
  readonly subject: Subject;
  /** The same person outside of any customer. */
  readonly personSubject: Subject;
}

/** One call that is under way, as a handler may know it. */
export interface ActionCall {
  /** Id of the intent, which is on record already. */
  readonly record: AuditId;
  /** What the record of the outcome says beside its result; sealed as a reason is. */
  say(text: string): void;
}

export type Handlers<Window extends GateWindow> = {
  readonly [Name in ActionName]: (
    window: Window,
    input: ActionParsed<Name>,
    call: ActionCall,
  ) => Promise<Result<ActionOutput<Name>>> | Result<ActionOutput<Name>>;
};
