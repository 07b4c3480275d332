/** The canvas as the analyst left it, kept in the customer's own file. Positions and ids; no content. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { empty, recordId } from './values.ts';

export const viewSchema = z.strictObject({
  nodes: z
    .array(z.strictObject({ id: recordId, x: z.number(), y: z.number(), pinned: z.boolean(), hidden: z.boolean() }))
    .max(LIMITS.canvasStop),
  selected: z.array(recordId).max(LIMITS.canvasStop),
  query: z.string().max(LIMITS.queryText),
});
export type View = z.infer<typeof viewSchema>;

export const viewActions = {
  'view.save': action({
    scope: 'context',
    permission: 'graph.read',
    input: viewSchema,
    output: empty,
    verb: 'saved the view',
    note: () => NOTHING,
  }),
  'view.load': action({
    scope: 'context',
    permission: 'graph.read',
    input: empty,
    output: z.strictObject({ view: viewSchema.nullable() }),
    verb: 'restored the view',
    note: () => NOTHING,
  }),
};
