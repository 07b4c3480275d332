/** Schemas that several domains of the contract share. */
import { z } from 'zod';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../graph/kinds.ts';
import type { EdgeKind } from '../graph/kinds.ts';
import { RECORD_ID_PATTERN, UUID_PATTERN } from '../graph/ids.ts';
import type { GrantId, RecordId } from '../graph/ids.ts';

export const empty = z.strictObject({});
export const recordId = z.string().regex(RECORD_ID_PATTERN) as unknown as z.ZodType<RecordId, string>;
export const grantId = z.string().regex(UUID_PATTERN) as unknown as z.ZodType<GrantId, string>;
export const nodeKind = z.enum(NODE_KINDS);
export const edgeKind = z.enum(EDGE_KIND_NAMES as readonly [EdgeKind, ...EdgeKind[]]);
/** Unix milliseconds. */
export const moment = z.number().min(0);

const propValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const props = z.record(z.string(), propValue);

export const nodeSchema = z.strictObject({
  id: recordId,
  kind: nodeKind,
  label: z.string(),
  firstSeen: moment,
  lastSeen: moment,
  count: z.number().min(0),
  props,
});
export const edgeSchema = z.strictObject({
  id: recordId,
  kind: edgeKind,
  src: recordId,
  dst: recordId,
  firstSeen: moment,
  lastSeen: moment,
  count: z.number().min(0),
  props,
  times: z.array(moment),
});
