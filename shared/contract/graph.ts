/** Reading the open customer's slice. */
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { NOTHING, action } from './action.ts';
import { edgeKind, edgeSchema, empty, moment, nodeKind, nodeSchema, recordId } from './values.ts';

const hitSchema = z.strictObject({
  id: recordId,
  kind: nodeKind,
  label: z.string(),
  lastSeen: moment,
  count: z.number(),
  exact: z.boolean(),
});
const neighbourCountSchema = z.strictObject({ edge: edgeKind, direction: z.enum(['out', 'in']), kind: nodeKind, count: z.int() });
const timelineEntrySchema = z.strictObject({
  time: moment,
  edge: recordId,
  kind: edgeKind,
  src: z.strictObject({ id: recordId, kind: nodeKind, label: z.string() }),
  dst: z.strictObject({ id: recordId, kind: nodeKind, label: z.string() }),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

const parameter = z.union([z.null(), z.string().max(LIMITS.propValue), z.number(), z.boolean()]);
export const queryRequestSchema = z.strictObject({
  text: z.string().min(1).max(LIMITS.queryText),
  params: z.record(z.string().max(100), z.union([parameter, z.array(parameter).max(1_000)])),
});

/** A record by its id; a path by the ids of its nodes and edges in turn. */
export type CellValue =
  | (null | string | number | boolean)
  | ({ readonly node: string } | { readonly edge: string } | { readonly path: readonly string[] })
  | readonly CellValue[];
const cell: z.ZodType<CellValue> = z.lazy(() =>
  z.union([
    z.null(),
    z.string(),
    z.number(),
    z.boolean(),
    z.strictObject({ node: recordId }),
    z.strictObject({ edge: recordId }),
    z.strictObject({ path: z.array(recordId) }),
    z.array(cell),
  ]),
) as z.ZodType<CellValue>;

export const queryReplySchema = z.strictObject({
  columns: z.array(z.string()),
  rows: z.array(z.array(cell)),
  /** The records that cells name. */
  nodes: z.array(nodeSchema),
  edges: z.array(edgeSchema),
  /** The plan as a person reads it, one line an operator. */
  plan: z.array(z.string()),
  /** The rows were cut at this number, and there are more; null where they are all here, or as many as LIMIT says. */
  cut: z.int().nullable(),
});
export type QueryReply = z.infer<typeof queryReplySchema>;

export const graphActions = {
  'graph.search': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({ text: z.string().trim().min(1).max(LIMITS.freeText) }),
    output: z.strictObject({ groups: z.array(z.strictObject({ kind: nodeKind, hits: z.array(hitSchema), more: z.boolean() })) }),
    verb: 'searched the graph',
    note: (input) => ({ targets: [], text: input.text }),
  }),
  /** What is around a node, by kind, before anything is drawn. */
  'graph.counts': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({ id: recordId }),
    output: z.strictObject({ counts: z.array(neighbourCountSchema), total: z.int(), supernode: z.boolean() }),
    verb: 'counted the neighbours of a record',
    note: (input) => ({ targets: [input.id], text: null }),
  }),
  /** Neighbours: alerts first, then the newest. `rest` is how many more there are beyond the cap. */
  'graph.expand': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({
      id: recordId,
      kinds: z.array(nodeKind).min(1).nullable(),
      edges: z.array(edgeKind).min(1).nullable(),
      cap: z.int().min(LIMITS.expandMin).max(LIMITS.expandMax),
    }),
    output: z.strictObject({ nodes: z.array(nodeSchema), edges: z.array(edgeSchema), rest: z.int() }),
    verb: 'expanded a record',
    note: (input) => ({ targets: [input.id], text: null }),
  }),
  /** One shortest path over at most `LIMITS.hops` edges, whatever their direction, in its order; null where there is none. */
  'graph.path': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({ from: recordId, to: recordId }),
    output: z.strictObject({ nodes: z.array(nodeSchema), edges: z.array(edgeSchema), hops: z.int().nullable() }),
    verb: 'looked for a path',
    note: (input) => ({ targets: [input.from, input.to], text: null }),
  }),
  /** Records in full, with the edges among them. */
  'graph.read': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({ ids: z.array(recordId).min(1).max(LIMITS.readNodes) }),
    output: z.strictObject({ nodes: z.array(nodeSchema), edges: z.array(edgeSchema) }),
    verb: 'read records',
    note: (input) => ({ targets: input.ids, text: null }),
  }),
  /**
   * What comes onto a canvas, a page at a time: records in full, with the edges among them and to those that are there.
   * Where there are more edges than one answer holds, the same again with `skip`, which leaves the nodes out.
   */
  'graph.join': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({
      ids: z.array(recordId).min(1).max(LIMITS.readNodes),
      to: z.array(recordId).max(LIMITS.canvasStop),
      skip: z.int().min(0),
    }),
    output: z.strictObject({ nodes: z.array(nodeSchema), edges: z.array(edgeSchema), more: z.boolean() }),
    verb: 'read records onto the canvas',
    note: (input) => ({ targets: input.ids, text: null }),
  }),
  /** What happened to these nodes, in time order; `total` counts also what did not fit. Null ends are open. */
  'graph.timeline': action({
    scope: 'context',
    permission: 'graph.read',
    input: z.strictObject({ ids: z.array(recordId).min(1).max(LIMITS.canvasStop), from: moment.nullable(), to: moment.nullable() }),
    output: z.strictObject({ entries: z.array(timelineEntrySchema), total: z.int() }),
    verb: 'read a timeline',
    note: (input) => ({ targets: input.ids, text: null }),
  }),
  'graph.query': action({
    scope: 'context',
    permission: 'graph.query',
    input: queryRequestSchema,
    output: queryReplySchema,
    verb: 'asked a question',
    note: (input) => ({ targets: [], text: input.text }),
  }),
  /** The newest alerts, newest first. */
  'graph.alerts': action({
    scope: 'context',
    permission: 'graph.query',
    input: empty,
    output: z.strictObject({ alerts: z.array(hitSchema.omit({ exact: true })) }),
    verb: 'looked at the newest alerts',
    note: () => NOTHING,
  }),
  /** Which kinds this slice has, and how many of each: words of the schema, no records. */
  'graph.kinds': action({
    scope: 'context',
    permission: 'graph.read',
    input: empty,
    output: z.strictObject({
      nodes: z.array(z.strictObject({ kind: nodeKind, count: z.int() })),
      edges: z.array(z.strictObject({ kind: edgeKind, count: z.int() })),
    }),
    verb: 'looked at the kinds of the slice',
    note: () => NOTHING,
  }),
  /** Values that begin so: of a property or field of a kind of node or edge. For completion, where a person asks for it. */
  'graph.values': action({
    scope: 'context',
    permission: 'graph.query',
    input: z.strictObject({
      kind: z.union([nodeKind, edgeKind]),
      property: z.string().min(1).max(100),
      prefix: z.string().max(LIMITS.freeText),
    }),
    output: z.strictObject({ values: z.array(z.string()).max(LIMITS.valuesOffered) }),
    verb: 'looked up values',
    note: ({ kind, property, prefix }) => ({ targets: [], text: `${kind}.${property} beginning with ${JSON.stringify(prefix)}` }),
  }),
  'sync.now': action({
    scope: 'context',
    permission: 'graph.read',
    input: empty,
    output: empty,
    verb: 'refreshed the slice',
    note: () => NOTHING,
  }),
};
