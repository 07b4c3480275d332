/**
 * The one way in. Everything that a window asks for passes here, in this order:
 *   sender → schema → context → permission → intent made durable → run → outcome recorded.
 * A refusal at any step is recorded. If the intent can't be made durable, nothing runs. Errors leave as data.
 */
import { z } from 'zod';
import { permits } from '../../shared/access/roles.ts';
import { NOTHING } from '../../shared/contract/action.ts';
import type { ActionSpec } from '../../shared/contract/action.ts';
import { ACTIONS } from '../../shared/contract/index.ts';
import type { ActionName } from '../../shared/contract/index.ts';
import { AppFailure, appError, fail } from '../../shared/errors.ts';
import type { AppError, Result } from '../../shared/errors.ts';
import type { RefusalCounter } from '../../shared/audit/refusal-counter.ts';
import type { Recorder } from '../audit/recorder.ts';
import type { ActionCall, GateWindow, Handlers } from './handlers.ts';

export interface GateOptions<Window extends GateWindow> {
  readonly handlers: Handlers<Window>;
  readonly recorder: Recorder;
  readonly refusals: RefusalCounter;
  /** Called first, each time: ends what has run out since anybody last looked, a machine that slept included. */
  readonly checkClocks: () => void;
  /** Told of what should not happen, without any content. */
  readonly onFault: (action: string, error: unknown) => void;
}

/** What a call comes with: the window that asked, or null for a sender that is none of ours. */
export interface Caller<Window extends GateWindow> {
  readonly window: Window | null;
  /** Tells one source of refusals from another. */
  readonly source: string;
}

export type Gate<Window extends GateWindow> = (caller: Caller<Window>, message: unknown) => Promise<Result<unknown>>;

const messageSchema = z.strictObject({ name: z.string().max(64), input: z.unknown(), epoch: z.int() });
const UNKNOWN = 'gate.unknown';
/** The floor names every customer: a window with an open one must not learn of the others. */
const WITHOUT_CONTEXT: ReadonlySet<ActionName> = new Set<ActionName>(['floor.read', 'floor.restore', 'floor.dismiss']);

const isAction = (name: string): name is ActionName => Object.hasOwn(ACTIONS, name);

export function makeGate<Window extends GateWindow>(options: GateOptions<Window>): Gate<Window> {
  const { handlers, recorder, refusals, checkClocks, onFault } = options;
  return async ({ window, source }, message) => {
    checkClocks();
    const call = messageSchema.safeParse(message);
    const name = call.success && isAction(call.data.name) ? call.data.name : null;
    if (window === null) {
      refusals.refused(source, name ?? UNKNOWN, 'foreign_sender');
      return fail('foreign_sender');
    }
    if (!call.success) {
      refusals.refused(source, UNKNOWN, 'bad_input');
      return fail('bad_input');
    }
    if (name === null) {
      refusals.refused(source, UNKNOWN, 'unknown_action');
      return fail('unknown_action');
    }
    const epoch = call.data.epoch;
    // What an earlier epoch asked is not this customer's business: its refusal is the person's own.
    const subject = epoch === window.epoch ? window.subject : window.personSubject;
    const refuse = (error: AppError): Result<never> => {
      const noted = recorder.refusal(subject, name, error.code);
      return noted.ok ? { ok: false, error } : noted;
    };

    const spec: ActionSpec = ACTIONS[name];
    const input = spec.input.safeParse(call.data.input);
    if (!input.success) return refuse(appError('bad_input'));
    const standing = checkStanding(window, name, spec, epoch);
    if (standing) return refuse(standing);

    const intent = recorder.intent(subject, name, spec.note(input.data));
    if (!intent.ok) return intent;
    let text: string | null = null;
    const result = await run(window, name, input.data, { record: intent.value, say: (said) => void (text = said) });
    const note = text === null ? NOTHING : { targets: [], text };
    const outcome = recorder.outcome(subject, name, intent.value, result.ok ? 'ok' : result.error.code, note);
    if (!outcome.ok) return outcome;
    return window.epoch === epoch ? result : fail('stale_context');
  };

  async function run(window: Window, name: ActionName, input: unknown, call: ActionCall): Promise<Result<unknown>> {
    try {
      // The registry ties each handler to its own schema, by which this input was just parsed.
      const handler = handlers[name] as (window: Window, input: unknown, call: ActionCall) => Promise<Result<unknown>> | Result<unknown>;
      return await handler(window, input, call);
    } catch (error) {
      if (error instanceof AppFailure) return { ok: false, error: error.error };
      onFault(name, error);
      return fail('internal');
    }
  }
}

function checkStanding(window: GateWindow, name: ActionName, spec: ActionSpec, epoch: number): AppError | null {
  if (epoch !== window.epoch) return appError('stale_context');
  if (spec.scope !== 'device' && !window.signedIn) return appError('no_session');
  if (WITHOUT_CONTEXT.has(name) && window.role !== null)
    return appError('not_permitted', { text: 'A window with an open customer does not show the floor.' });
  if (spec.scope !== 'context') return null;
  if (window.role === null) return window.ended ?? appError('no_context');
  return spec.permission !== null && !permits(window.role, spec.permission) ? appError('not_permitted') : null;
}
