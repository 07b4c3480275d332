/** Entering, extending and leaving a customer, and the windows that belong to it. */
import { z } from 'zod';
import { ROLE_NAMES } from '../access/roles.ts';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { empty, grantId } from './values.ts';

const freeText = z.string().trim().min(1).max(LIMITS.freeText);

/** What a customer's own people, who need none, have for a ticket. */
export const NO_TICKET = 'none';

/** Why somebody acts for a customer, as the customer reads it in the log. */
export const purposeText = ({ ticket, reason }: { readonly ticket: string; readonly reason: string }): string =>
  `${ticket === NO_TICKET ? 'no ticket' : `ticket ${ticket}`}: ${reason}`;

export const contextActions = {
  /**
   * Takes the id of a grant that main handed to this window. From the switcher, `here` is the window that it was
   * opened from: that window's renderer is thrown away and a blank one shows the customer.
   */
  'context.assume': action({
    scope: 'session',
    permission: null,
    input: z.strictObject({
      grant: grantId,
      role: z.enum(ROLE_NAMES),
      reason: freeText,
      ticket: freeText,
      window: z.enum(['here', 'new']),
    }),
    output: empty,
    verb: 'assumed the context',
    note: (input) => ({ targets: [input.grant], text: purposeText(input) }),
  }),
  'context.extend': action({
    scope: 'context',
    permission: null,
    input: empty,
    output: empty,
    verb: 'extended the context',
    note: () => NOTHING,
  }),
  'context.leave': action({
    scope: 'context',
    permission: null,
    input: empty,
    output: empty,
    verb: 'left the context',
    note: () => NOTHING,
  }),
  /** Opens the switcher in a window of its own (no other customer's name ever enters this one). */
  'window.switcher': action({
    scope: 'session',
    permission: null,
    input: empty,
    output: empty,
    verb: 'opened the switcher',
    note: () => NOTHING,
  }),
  /** A further window in which somebody signs in as themselves. */
  'window.signIn': action({
    scope: 'device',
    permission: null,
    input: empty,
    output: empty,
    verb: 'opened a sign-in window',
    note: () => NOTHING,
  }),
  'window.close': action({
    scope: 'device',
    permission: null,
    input: empty,
    output: empty,
    verb: 'closed the window',
    note: () => NOTHING,
  }),
};
