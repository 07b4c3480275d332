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

export const floorActions = {
  'floor.read': action({
    scope: 'session',
    permission: null,
    input: empty,
    output: z.strictObject({ customers: z.array(floorRowSchema), asOf: moment, offline: z.boolean() }),
    verb: 'looked at the floor',
    note: () => NOTHING,
  }),
};
