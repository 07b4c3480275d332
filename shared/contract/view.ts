/**
 * The workbench as the analyst left it, kept in the customer's own files. Positions, ids and what is switched on; no
 * content but the question in the query bar. How it changes: a new field comes with a default, so that what was saved
 * before it still opens; a field never changes its meaning.
 */
import { z } from 'zod';
import { NODE_KINDS } from '../graph/kinds.ts';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { empty, moment, nodeKind, recordId } from './values.ts';

/** What stands on the canvas under an id of its own: a record, or all of a kind as one. */
const drawnId = z.union([recordId, z.templateLiteral(['group:', nodeKind])]);

export const viewSchema = z.strictObject({
  /** World units, y upwards; one is a CSS pixel at zoom 1. */
  nodes: z
    .array(z.strictObject({ id: recordId, x: z.number(), y: z.number(), pinned: z.boolean(), hidden: z.boolean() }))
    .max(LIMITS.canvasStop),
  /** The last one chosen is what details show. */
  selected: z.array(drawnId).max(LIMITS.canvasStop),
  query: z.string().max(LIMITS.queryText),
  /** Nodes whose leaves are folded away. */
  folded: z.array(recordId).max(LIMITS.canvasStop).default([]),
  /** Kinds that are one counted node each, and kinds that the legend has switched off. */
  merged: z.array(nodeKind).max(NODE_KINDS.length).default([]),
  off: z.array(nodeKind).max(NODE_KINDS.length).default([]),
  /** How many neighbours an expansion left out. */
  rest: z
    .array(z.strictObject({ id: recordId, count: z.int().min(0) }))
    .max(LIMITS.canvasStop)
    .default([]),
  mode: z.enum(['graph', 'table']).default('graph'),
  brush: z.strictObject({ from: moment, to: moment }).nullable().default(null),
  /** The world's point in the middle, and CSS pixels a world unit; null looks at everything. */
  camera: z.strictObject({ x: z.number(), y: z.number(), zoom: z.number().positive() }).nullable().default(null),
});
export type View = z.output<typeof viewSchema>;

/** The view as JSON. A text goes over the bridge in one short step, where 50,000 nodes as objects hold the page. */
const viewText = z
  .string()
  .max(LIMITS.viewText)
  .transform((text, { addIssue }): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      addIssue('no JSON');
      return z.NEVER;
    }
  })
  .pipe(viewSchema);

export const viewActions = {
  'view.save': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({ view: viewText }),
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
