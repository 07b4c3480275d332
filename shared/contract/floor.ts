/** The floor: all customers that this person may act for. Only windows without a context may read it. */
import { z } from 'zod';
import { ROLE_NAMES } from '../access/roles.ts';
import { markSchema } from '../protocol/token.ts';
import { NOTHING, action } from './action.ts';
import { empty, grantId, moment } from './values.ts';

const floorRowSchema = z.strictObject({
  grant: grantId,
  mark: markSchema,
  roles: z.array(z.enum(ROLE_NAMES)).min(1),
  until: moment,
  offlineHours: z.int(),
  /** The slice on this desk: as of when, and how many records; null when there is none. */
  slice: z.strictObject({ at: moment, records: z.int() }).nullable(),
  /** When the offline lease ends, or null. */
  leaseUntil: moment.nullable(),
  /** The last ticket that this person used there. */
  lastTicket: z.string().nullable(),
});
export type FloorRow = z.infer<typeof floorRowSchema>;

/** A customer that was open when the program ended without leaving it: with what it can be assumed again. */
const interruptedSchema = floorRowSchema.pick({ grant: true, mark: true }).extend({ role: z.enum(ROLE_NAMES), ticket: z.string() });
export type Interrupted = z.infer<typeof interruptedSchema>;

export const floorActions = {
  'floor.read': action({
    scope: 'session',
    permission: null,
    input: empty,
    output: z.strictObject({
      customers: z.array(floorRowSchema),
      asOf: moment,
      offline: z.boolean(),
      interrupted: z.array(interruptedSchema),
    }),
    verb: 'looked at the floor',
    note: () => NOTHING,
  }),
  /** Assumes anew, in a window of its own, what was open when the program ended: the same role, ticket and reason. */
  'floor.restore': action({
    scope: 'session',
    permission: null,
    input: z.strictObject({ grant: grantId }),
    output: empty,
    verb: 'restored a context',
    note: ({ grant }) => ({ targets: [grant], text: null }),
  }),
  /** What was open then is not wanted any more. */
  'floor.dismiss': action({
    scope: 'session',
    permission: null,
    input: empty,
    output: empty,
    verb: 'dismissed what was open before',
    note: () => NOTHING,
  }),
};
