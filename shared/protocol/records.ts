/** POST /v1/records (session token of any session on the device): audit records, in the order of the device's own chain. */
import { z } from 'zod';
import { envelopeSchema } from '../audit/record.ts';
import { LIMITS } from '../limits.ts';

export const recordsRequestSchema = z.strictObject({ envelopes: z.array(envelopeSchema).min(1).max(LIMITS.recordBatch) });
export const recordsReplySchema = z.strictObject({
  /** The device's own chain is taken through this sequence number. Sent again, a record is taken once. */
  through: z.int().min(0),
});
export type RecordsReply = z.infer<typeof recordsReplySchema>;
