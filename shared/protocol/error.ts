/** Every refusal of the hub: an HTTP status and this body. */
import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';

export const errorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  text: z.string(),
  next: z.string(),
  place: z.strictObject({ offset: z.int(), length: z.int() }).optional(),
  trace: z.array(z.string()).optional(),
});
export const errorReplySchema = z.strictObject({ error: errorSchema });
