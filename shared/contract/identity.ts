/** Signing in and out. Sign-in itself happens in the system browser; its progress shows in the window's state. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { empty } from './values.ts';

export const identityActions = {
  /** Opens the identity provider in the system browser. `code`: a customer's sign-in code, or null for the MSSP's own people. */
  'identity.signIn': action({
    scope: 'device',
    permission: null,
    input: z.strictObject({ code: z.string().trim().min(LIMITS.signInCodeMin).max(LIMITS.signInCodeMax).nullable() }),
    output: empty,
    verb: 'began to sign in',
    note: () => NOTHING,
  }),
  'identity.cancel': action({
    scope: 'device',
    permission: null,
    input: empty,
    output: empty,
    verb: 'cancelled a sign-in',
    note: () => NOTHING,
  }),
  'identity.signOut': action({ scope: 'session', permission: null, input: empty, output: empty, verb: 'signed out', note: () => NOTHING }),
  /** Where the system has no keychain: opens the passphrase-sealed keys (or sets the passphrase, the first time). */
  'identity.unlock': action({
    scope: 'device',
    permission: null,
    input: z.strictObject({ passphrase: z.string().min(LIMITS.passphraseMin).max(LIMITS.passphraseMax) }),
    output: empty,
    verb: 'unlocked the local keys',
    note: () => NOTHING,
  }),
};
