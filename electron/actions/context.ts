/** Entering and leaving a customer, and the windows that go with it. */
import { fail, ok } from '../../shared/errors.ts';
import type { DeskWindow } from '../shell/desk-window.ts';
import { Group } from '../shell/desk-window.ts';
import { assume, oneAtATime } from './assume.ts';
import { done } from './domain.ts';
import type { ActionDesk, Domain } from './domain.ts';

type Names = 'context.assume' | 'context.extend' | 'context.leave' | 'window.switcher' | 'window.signIn' | 'window.close';

export const contextHandlers = (desk: ActionDesk): Domain<Names> => ({
  'context.assume': (window, input) => oneAtATime(window, () => assume(desk, window, input)),
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
