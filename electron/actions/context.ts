/** Entering and leaving a customer, and the windows that go with it. */
import { fail, ok } from '../../shared/errors.ts';
import type { Desk } from '../desk.ts';
import { screenOf } from '../people.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import { Group } from '../shell/desk-window.ts';
import { done } from './domain.ts';
import type { Domain } from './domain.ts';

type Names = 'context.assume' | 'context.extend' | 'context.leave' | 'window.switcher' | 'window.signIn' | 'window.close';

export const contextHandlers = (desk: Desk): Domain<Names> => ({
  'context.assume': async (window, { grant, role, reason, ticket, window: where }) => {
    const session = window.group.session;
    if (!session) return fail('no_session');
    if (!window.handed.has(grant)) return fail('no_grant');
    const target = where === 'here' ? (window.opener ?? window) : null;
    const { contexts } = desk.local;
    const elsewhere = desk.windows.of(window.group).find((other) => other !== target && other.context?.facts.grant === grant);
    if (elsewhere) {
      elsewhere.shell.focus();
      return fail('limit', { text: 'This customer is open in another window already.', next: 'Go on there.' });
    }
    // One file, one writer: the same customer in another role begins when the first has let go.
    if (target?.context?.facts.grant === grant) await contexts.leave(target.context);
    const entered = await contexts.assume(session, { grant, role, reason, ticket });
    if (!entered.ok) return entered;
    const context = entered.value;
    const screen = screenOf(context);
    if (target) {
      const before = target.context;
      desk.windows.renew(target, screen, context);
      if (before) void contexts.leave(before);
    } else {
      const opened = desk.windows.open(window.group, screen, null, context);
      if (!opened.ok) {
        await contexts.leave(context);
        return opened;
      }
    }
    if (window.opener) desk.windows.close(window);
    return done();
  },
  'context.extend': async ({ context }) => {
    if (!context) return fail('no_context');
    const extended = await desk.local.contexts.extend(context);
    return extended.ok ? ok({}) : extended;
  },
  'context.leave': async (window) => {
    await desk.leave(window, true);
    return done();
  },
  'window.switcher': (window) => {
    if (window.group.session?.home !== 'mssp') return fail('not_permitted');
    const opener: DeskWindow = window.opener ?? window;
    const open = desk.windows.all.find((other) => other.opener === opener);
    if (open) {
      open.shell.focus();
      return done();
    }
    const opened = desk.windows.open(window.group, 'switcher', opener);
    return opened.ok ? done() : opened;
  },
  'window.signIn': () => {
    const opened = desk.windows.open(new Group(), 'signIn');
    return opened.ok ? done() : opened;
  },
  // After the outcome is written: closing at once would take the asking window's reply with it.
  'window.close': (window) => {
    setImmediate(() => desk.windows.close(window));
    return done();
  },
});
