/**
 * The hub's one way in, for all that somebody asks of it, in this order:
 *   permission → intent made durable → run → outcome recorded.
 * Whoever asks was identified before (token and proof); a request that could not be tied to a session or context is refused
 * through `refuseUnknown`. Every refusal is recorded. If the intent can't be made durable, nothing runs.
 */
import type { Logger } from 'pino';
import { permits } from '../shared/access/roles.ts';
import { NO_SUBJECT } from '../shared/audit/draft.ts';
import type { RecordSubject } from '../shared/audit/draft.ts';
import { RefusalCounter } from '../shared/audit/refusal-counter.ts';
import type { ActionNote } from '../shared/contract/action.ts';
import { AppFailure, appError, errorOf } from '../shared/errors.ts';
import type { AppError, ErrorCode, Result } from '../shared/errors.ts';
import type { HubLog } from './audit/log.ts';
import { HUB_OPERATIONS } from './operations.ts';
import type { HubOperation, HubOperationName } from './operations.ts';
import { failureOf } from './store/away.ts';

export interface HubGateOptions {
  readonly records: HubLog;
  readonly log: Logger;
}

export interface HubGate {
  /** `run` starts only when the subject may do this and the intent is durable. Its result goes out once the outcome is, too. */
  perform<T>(operation: HubOperationName, subject: RecordSubject, note: ActionNote, run: () => Promise<Result<T>>): Promise<Result<T>>;
  /**
   * A refusal in the name of a session or context that was verified (bad input, an ended context, a grant that is none).
   * Gives what to answer: the error, or why it could not be recorded.
   */
  refuse(operation: HubOperationName, subject: RecordSubject, error: AppError): Promise<AppError>;
  /**
   * A refusal of somebody who could not be verified, for the MSSP's log only: one record a source, code and minute, and one
   * with the count of the others. `source`, such as the peer's address, is not recorded.
   */
  refuseUnknown(operation: HubOperationName, source: string, code: ErrorCode): Promise<AppError>;
  /** Writes down what was only counted so far, and resolves when nothing is being written any more. */
  close(): Promise<void>;
}

const FLUSH_MS = 10_000;

export function makeHubGate({ records, log }: HubGateOptions): HubGate {
  let written: Promise<void> = Promise.resolve();
  const counter = new RefusalCounter({
    record: (action, code, count) => {
      written = Promise.all([written, records.refusal(NO_SUBJECT, action, code, count).catch(unwritten)]).then(() => undefined);
    },
    steady: () => performance.now(),
  });
  const unwritten = (error: unknown): void => log.error({ error: errorOf(error).code }, 'a refusal could not be recorded');
  const flusher = setInterval(() => counter.flush(), FLUSH_MS).unref();

  const refuse: HubGate['refuse'] = async (operation, subject, error) => {
    try {
      await records.refusal(subject, operation, error.code);
      return error;
    } catch (failure) {
      return failureOf(failure);
    }
  };

  async function run<T>(operation: HubOperationName, work: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppFailure)) log.error({ operation, error: faultOf(error) }, 'an operation failed');
      return { ok: false, error: failureOf(error) };
    }
  }

  return {
    async perform(operation, subject, note, work) {
      const refused = standing(HUB_OPERATIONS[operation], subject);
      if (refused) return { ok: false, error: await refuse(operation, subject, appError(refused)) };
      try {
        const intent = await records.intent(subject, operation, note);
        const result = await run(operation, work);
        await records.outcome(subject, operation, intent, result.ok ? 'ok' : result.error.code);
        return result;
      } catch (error) {
        return { ok: false, error: failureOf(error) };
      }
    },
    refuse,
    async refuseUnknown(operation, source, code) {
      counter.refused(source, operation, code);
      await written;
      return appError(code);
    },
    async close() {
      clearInterval(flusher);
      counter.flush(true);
      await written;
      await records.close();
    },
  };
}

function standing({ scope, permission }: HubOperation, { session, as }: RecordSubject): ErrorCode | null {
  if (scope !== 'open' && session === null) return 'no_session';
  if (scope === 'context' && as === null) return 'no_context';
  if (permission === null) return null;
  return as !== null && permits(as.role, permission) ? null : 'not_permitted';
}

/** What failed, without what it failed on: a database's message may quote values. */
const faultOf = (error: unknown): string => {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name);
};
