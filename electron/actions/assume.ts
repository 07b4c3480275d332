/** Assuming a customer, by hand or again after the program was killed: which window it gets, and what becomes of the one that was open there. */
import type { ActionParsed } from '../../shared/contract/index.ts';
import { fail } from '../../shared/errors.ts';
import type { ErrorCode, Result } from '../../shared/errors.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import type { Context } from '../context/context.ts';
import { OPEN_ELSEWHERE } from '../context/contexts.ts';
import type { Session } from '../identity/session.ts';
import { screenOf } from '../people.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import { done } from './domain.ts';
import type { ActionDesk } from './domain.ts';

type Nothing = Result<Record<string, never>>;

/** People assume one customer after the other, so that nobody ends in another than they meant. */
export async function oneAtATime({ group }: DeskWindow, work: () => Promise<Nothing>): Promise<Nothing> {
  if (group.assuming) return fail('rate', { text: 'A customer is being opened already.' });
  group.assuming = true;
  try {
    return await work();
  } finally {
    group.assuming = false;
  }
}

/** Answers that no later try will change. */
const FOR_GOOD: ReadonlySet<ErrorCode> = new Set(['no_grant', 'grant_ended', 'not_permitted']);

/** What was open when the program ended, in a window of its own: a new assume, with what is kept of the old one. */
export async function restore(desk: ActionDesk, window: DeskWindow, grant: GrantId): Promise<Nothing> {
  const { session } = window.group;
  if (!session) return fail('no_session');
  const { interrupted, contexts } = desk.local;
  const entry = interrupted.of(session.person).find((one) => one.grant === grant);
  if (!entry) return fail('not_found', { text: 'That was not open here, or it is again.', next: 'Choose the customer in the list.' });
  const { role, reason, ticket } = entry;
  const entered = await contexts.assume(session, { grant, role, reason, ticket });
  if (!entered.ok) {
    if (FOR_GOOD.has(entered.error.code)) interrupted.forget(session.person, grant);
    return entered;
  }
  // As many windows as there may be: the last customer takes the place of the floor.
  const full = desk.windows.all.filter(({ opener }) => opener === null).length >= LIMITS.windows;
  const placed = place(desk, window, full ? window : null, entered.value, session);
  if (!placed.ok) await contexts.leave(entered.value);
  return placed;
}

/** From the switcher, `here` is the window that it was opened from. */
export async function assume(desk: ActionDesk, window: DeskWindow, input: ActionParsed<'context.assume'>): Promise<Nothing> {
  const { grant, role, reason, ticket } = input;
  const { session } = window.group;
  if (!session) return fail('no_session');
  if (!window.handed.has(grant)) return fail('no_grant');
  const target = input.window === 'here' ? (window.opener ?? window) : null;
  const elsewhere = desk.windows.all.find((other) => other !== target && other.context?.facts.grant === grant);
  if (elsewhere) {
    elsewhere.shell.focus();
    return fail('limit', OPEN_ELSEWHERE);
  }
  const { contexts } = desk.local;
  // One file, one writer: the same customer in another role begins when the first has let go.
  const again = target?.context?.facts.grant === grant ? target.context : null;
  if (again) await contexts.leave(again);
  const entered = await contexts.assume(session, { grant, role, reason, ticket });
  if (!entered.ok) {
    if (again && target) desk.windows.renew(target, 'floor', null);
    return entered;
  }
  const placed = place(desk, window, target, entered.value, session);
  if (!placed.ok) await contexts.leave(entered.value);
  return placed;
}

function place(desk: ActionDesk, window: DeskWindow, target: DeskWindow | null, context: Context, session: Session): Nothing {
  const { windows, local } = desk;
  const there = (one: DeskWindow): boolean => windows.all.includes(one) && one.group.session === session;
  // Meanwhile the window may have been closed, or its person signed out.
  if (!there(target ?? window)) return fail('stale_context');
  if (!context.live) return fail('context_ended');
  if (target) {
    const before = target.context;
    windows.renew(target, screenOf(context), context);
    if (before) void local.contexts.leave(before);
  } else {
    const opened = windows.open(window.group, screenOf(context), null, context);
    if (!opened.ok) return opened;
  }
  if (window.opener) windows.close(window);
  return done();
}
