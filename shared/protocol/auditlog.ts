/** POST /v1/audit (context token with `audit.read`): the customer's log, newest first. Reading it is itself a record. */
import { z } from 'zod';
import { recordBodySchema } from '../audit/record.ts';
import { LIMITS } from '../limits.ts';

export const auditRequestSchema = z.strictObject({ before: z.int().min(1).nullable(), limit: z.int().min(1).max(LIMITS.auditPage) });
export const auditReplySchema = z.strictObject({
  records: z.array(
    z.strictObject({
      /** Position in the tenant's log at the hub, from 1. */
      position: z.int().min(1),
      body: recordBodySchema,
      sig: z.string(),
      /** The writer is the hub itself. */
      hub: z.boolean(),
      /** The free text, opened for the customer; null where there is none. */
      text: z.string().nullable(),
      /** When the hub took it in (Unix ms). */
      receivedAt: z.int(),
    }),
  ),
  total: z.int().min(0),
});
export type AuditReply = z.infer<typeof auditReplySchema>;
