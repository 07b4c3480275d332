/** A part of a tenant's graph, as a request or a grant names it. */
import { z } from 'zod';
import { NODE_KINDS } from '../graph/kinds.ts';

export const sliceSchema = z.strictObject({
  kinds: z.array(z.enum(NODE_KINDS)).min(1).readonly().nullable(),
  since: z.int().min(0).nullable(),
});
