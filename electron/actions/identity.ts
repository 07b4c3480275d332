/** Signing in and out, and opening the local keys. */
import { fail } from '../../shared/errors.ts';
import { done } from './domain.ts';
import type { ActionDesk, Domain } from './domain.ts';

export const identityHandlers = (
  desk: ActionDesk,
): Domain<'identity.signIn' | 'identity.cancel' | 'identity.signOut' | 'identity.unlock'> => ({
  'identity.signIn': ({ group }, { code }) => {
    if (group.session)
      return fail('not_permitted', { text: 'Somebody is signed in here already.', next: 'Sign out, or open a window for another person.' });
    desk.signIns.begin(group, code);
    return done();
  },
  'identity.cancel': ({ group }) => {
    desk.signIns.cancel(group);
    return done();
  },
  'identity.signOut': async ({ group }) => {
    await desk.people.signOut(group, null);
    return done();
  },
  'identity.unlock': (_window, { passphrase }) => desk.unlock(passphrase),
});
