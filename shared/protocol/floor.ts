/** GET /v1/floor (session token): the customers that this person may act for. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { ROLE_NAMES } from '../access/roles.ts';
import { markSchema } from './token.ts';

export const floorSchema = z.strictObject({
  customers: z
    .array(
      z.strictObject({
        grant: z.string(),
        mark: markSchema,
        roles: z.array(z.enum(ROLE_NAMES)).min(1),
        /** Unix ms, when the grant ends. */
        until: z.int(),
        offlineHours: z.int().min(0).max(LIMITS.leaseHours),
        own: z.boolean(),
      }),
    )
    .max(2_000),
});
export type Floor = z.infer<typeof floorSchema>;
