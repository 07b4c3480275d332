/** What is set for this desk as a whole, before anybody has signed in. Nothing of a customer. */
import { z } from 'zod';
import { NOTHING, action } from './action.ts';
import { empty } from './values.ts';

/** `system`: as the operating system is. */
export const THEMES = ['system', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

export const deviceActions = {
  'device.theme': action({
    scope: 'device',
    permission: null,
    input: z.strictObject({ theme: z.enum(THEMES) }),
    output: empty,
    verb: 'chose the theme of this desk',
    note: () => NOTHING,
  }),
};
