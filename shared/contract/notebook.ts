/** What an analyst asked before and what they keep to ask again: in the customer's own notebook on this desk, and nowhere else. */
import { z } from 'zod';
import { UUID_PATTERN } from '../graph/ids.ts';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { empty, moment } from './values.ts';

const savedId = z.string().regex(UUID_PATTERN);
const queryText = z.string().trim().min(1).max(LIMITS.queryText);

const pastQuerySchema = z.strictObject({ text: queryText, at: moment });
export type PastQuery = z.infer<typeof pastQuerySchema>;

const savedQuerySchema = z.strictObject({
  id: savedId,
  name: z.string().trim().min(1).max(LIMITS.savedName),
  text: queryText,
  at: moment,
});
export type SavedQuery = z.infer<typeof savedQuerySchema>;

export const notebookActions = {
  /** Newest first, the same text never twice in a row. Main adds to it whenever `graph.query` is asked. */
  'history.list': action({
    scope: 'context',
    permission: 'graph.query',
    input: empty,
    output: z.strictObject({ queries: z.array(pastQuerySchema) }),
    verb: 'looked at past questions',
    note: () => NOTHING,
  }),
  'history.clear': action({
    scope: 'context',
    permission: 'graph.query',
    input: empty,
    output: empty,
    verb: 'cleared past questions',
    note: () => NOTHING,
  }),
  /** By name. */
  'saved.list': action({
    scope: 'context',
    permission: 'graph.query',
    input: empty,
    output: z.strictObject({ queries: z.array(savedQuerySchema) }),
    verb: 'looked at saved questions',
    note: () => NOTHING,
  }),
  /** A new one has no id yet. Names are told apart: one that is taken by another is refused. */
  'saved.put': action({
    scope: 'context',
    permission: 'graph.query',
    input: z.strictObject({ id: savedId.nullable(), name: savedQuerySchema.shape.name, text: queryText }),
    output: savedQuerySchema,
    verb: 'saved a question',
    note: ({ id }) => ({ targets: id === null ? [] : [id], text: null }),
  }),
  'saved.remove': action({
    scope: 'context',
    permission: 'graph.query',
    input: z.strictObject({ id: savedId }),
    output: empty,
    verb: 'removed a saved question',
    note: ({ id }) => ({ targets: [id], text: null }),
  }),
};
