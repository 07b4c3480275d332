/**
 * Cases, which outlive every desk: sealed at the hub, one row a version, never changed. The tenant is the context token's, the
 * author is whoever holds the token.
 *  - POST /v1/cases/changes `{after}` (`case.read`) → what versions say of themselves, in the order of their coming;
 *  - POST /v1/cases/version `{id}` (`case.read`) → what is in one;
 *  - POST /v1/cases/put (`case.write`) → takes a version once, however often it is sent.
 * What is in a version is text to the hub: desks parse it. Under a grant that allows a part of the graph all three are `not_permitted`.
 */
import { z } from 'zod';
import { actorSchema } from '../audit/record.ts';
import { caseHeadSchema, uuid } from '../contract/cases.ts';
import { LIMITS } from '../limits.ts';

const body = z.string().max(LIMITS.caseVersionBytes);
const place = z.int().min(0);

export const caseChangesRequestSchema = z.strictObject({ after: place });
export const caseChangesReplySchema = z.strictObject({
  versions: z
    .array(z.strictObject({ seq: place.min(1), id: uuid, case: uuid, author: actorSchema, head: caseHeadSchema }))
    .max(LIMITS.casePage),
  /** The last place that is taken; below `after` where the hub was put back to an earlier state. */
  last: place,
  /** Which course of events the places belong to: another one after each restore and failover, when what had a place may have none. */
  history: z.string().regex(/^[0-9a-f]{32}$/),
});
export type CaseChangesReply = z.infer<typeof caseChangesReplySchema>;

export const caseVersionRequestSchema = z.strictObject({ id: uuid });
export const caseVersionReplySchema = z.strictObject({ case: uuid, body });
export type CaseVersionReply = z.infer<typeof caseVersionReplySchema>;

export const casePutRequestSchema = z.strictObject({ id: uuid, case: uuid, head: caseHeadSchema, body });
export type CasePutRequest = z.infer<typeof casePutRequestSchema>;
export const casePutReplySchema = z.strictObject({ seq: place.min(1) });
export type CasePutReply = z.infer<typeof casePutReplySchema>;
