/**
 * The closed list of what can go wrong, as a person reads it. Nothing throws across a process or network
 * boundary: an `AppError` travels as data. `text` says what happened, `next` what the person can do.
 */
export const ERRORS = {
  bad_input: { text: 'That input was not understood.', next: 'Correct the marked field and try again.' },
  unknown_action: { text: 'There is no such action.', next: 'Update the workstation.' },
  foreign_sender: { text: 'The request did not come from a window of this workstation.', next: 'Close the window.' },
  stale_context: { text: 'The context changed while this was under way; the result was dropped.', next: 'Try again.' },
  no_session: { text: 'You are not signed in.', next: 'Sign in.' },
  no_context: { text: 'No customer is open in this window.', next: 'Choose a customer.' },
  not_permitted: { text: 'Your role does not permit this.', next: 'Assume a role that does, or ask your lead.' },
  no_grant: { text: 'No such grant.', next: 'Ask your lead.' },
  grant_ended: { text: 'The grant has ended or was withdrawn.', next: 'Return to the floor.' },
  context_ended: { text: 'The context has ended.', next: 'Assume the customer again.' },
  lease_ended: { text: 'Lease ended; local key destroyed.', next: 'Connect and assume again.' },
  clock_back: {
    text: 'The clock of this desk ran backwards; the local key was destroyed.',
    next: 'Correct the clock, connect and assume again.',
  },
  audit_unwritable: { text: 'Nothing runs unrecorded: the record could not be written.', next: 'Free disk space, then retry.' },
  device_suspended: { text: 'This device is suspended: its record chain does not add up.', next: 'Ask your lead to resolve it.' },
  hub_unreachable: { text: 'Hub unreachable.', next: 'Synced slices work; try again later.' },
  hub_refused: { text: 'The hub refused the request.', next: 'Sign in again; if it stays, ask your lead.' },
  protocol_mismatch: { text: 'Workstation and hub do not speak the same version.', next: 'Update the workstation.' },
  proof_failed: { text: 'The proof of possession does not fit the token.', next: 'Sign in again.' },
  sign_in_failed: { text: 'Sign-in failed.', next: 'Try again; if it stays, ask your lead.' },
  sign_in_cancelled: { text: 'Sign-in was cancelled.', next: 'Start again when ready.' },
  not_found: { text: 'Not found.', next: 'Check the id; it may not be in this slice.' },
  cross_tenant: { text: 'cross-tenant traversal not permitted', next: 'Ask within the customer that is open.' },
  query_syntax: { text: 'The query was not understood.', next: 'See the marked place.' },
  query_unsupported: { text: 'The query uses something that this version does not support.', next: 'See the marked place.' },
  too_broad: { text: 'Too broad: the answer would not be complete.', next: 'Narrow it by kind, time or value.' },
  slice_missing: { text: 'The slice of this customer is not on this desk.', next: 'Connect and sync.' },
  notebook_missing: {
    text: 'The notebook of this customer is not open on this desk.',
    next: 'Free disk space, then open the customer again.',
  },
  slice_damaged: { text: 'The local slice could not be opened.', next: 'Connect; it is synced anew.' },
  keychain: { text: 'The system keychain is not available.', next: 'Unlock it, or set a passphrase.' },
  passphrase: { text: 'The passphrase does not open the local keys.', next: 'Try again.' },
  limit: { text: 'That is more than this allows.', next: 'Ask for less.' },
  rate: { text: 'Too many requests.', next: 'Wait a moment and try again.' },
  internal: { text: 'Something failed that should not.', next: 'Try again; report the code if it stays.' },
} as const satisfies Record<string, { text: string; next: string }>;
export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** Where in a text the error is: offset and length in UTF-16 units. */
export interface ErrorPlace {
  readonly offset: number;
  readonly length: number;
}

export interface AppError {
  readonly code: ErrorCode;
  /** What happened; defaults to the list's sentence. Never a secret, never another tenant's text. */
  readonly text: string;
  readonly next: string;
  readonly place?: ErrorPlace;
  /** The plan as a trace, one line an operator, the refused one marked with `✗`. */
  readonly trace?: readonly string[];
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });

export function appError(code: ErrorCode, more: Partial<Omit<AppError, 'code'>> = {}): AppError {
  return { code, text: ERRORS[code].text, next: ERRORS[code].next, ...more };
}

export const fail = (code: ErrorCode, more?: Partial<Omit<AppError, 'code'>>): { ok: false; error: AppError } => ({
  ok: false,
  error: appError(code, more),
});

/** For use inside one process only: carries an `AppError` up to the boundary, which turns it into data (`errorOf`). */
export class AppFailure extends Error {
  readonly error: AppError;
  constructor(code: ErrorCode, more?: Partial<Omit<AppError, 'code'>>) {
    const error = appError(code, more);
    super(error.text);
    this.name = 'AppFailure';
    this.error = error;
  }
}

/** What was thrown, as data: `internal` for anything but an `AppFailure`. */
export const errorOf = (error: unknown): AppError => (error instanceof AppFailure ? error.error : appError('internal'));
